import Foundation
import TicketExchange
import TicketLedger
import TicketSimulation

/// Folds the same simulated events into one projection after another, without reading or decoding.
struct FoldBenchmark {
  /// How many events, at least.
  let events: Int
  let runs: Int

  /// The events folded in one measured stretch, small enough to stay in memory with their tickets.
  private static let chunk = 65_536

  /// Events a second of each projection.
  private struct Rates {
    var queues: Double
    var levels: Double
    var recurrences: Double
  }

  /// What the folds of service levels and recurrences cost beside that of the queues, per event.
  func measure() async throws -> [Benchmarks.Result] {
    var rates: [Rates] = []
    try await Benchmarks.withLedger(.none) { ledger in
      try await record(into: ledger)
      for _ in 0..<runs { rates.append(try fold(ledger)) }
    }
    let queues = Benchmarks.median(rates.map(\.queues))
    return [
      Benchmarks.Result(
        name: "fold.serviceLevels.vsQueues",
        ours: Benchmarks.median(rates.map(\.levels)),
        baseline: queues
      ),
      Benchmarks.Result(
        name: "fold.recurrence.vsQueues",
        ours: Benchmarks.median(rates.map(\.recurrences)),
        baseline: queues
      ),
    ]
  }

  private func record(into ledger: Ledger) async throws {
    try await ledger.submit(.adopt(StarterPolicy.calendar().calendar), by: "bench")
    try await ledger.submit(.adopt(StarterPolicy.policy().policy), by: "bench")
    let scenario = Scenario(seed: 1, tickets: max(events / 12, 1), durationInDays: 365)
    var group: [Submission] = []
    for submission in HelpdeskSimulation(scenario) {
      group.append(submission)
      if group.count == 10_000 {
        try await ledger.record(group)
        group.removeAll(keepingCapacity: true)
      }
    }
    try await ledger.record(group)
  }

  /// Folds a stretch into one projection after the other, by turns.
  private func fold(_ ledger: Ledger) throws -> Rates {
    var tickets: [TicketID: Ticket] = [:]
    var queues = Queues()
    var levels = ServiceLevels()
    levels.adopt(ledger.read { $0.agreements })
    var recurrences = RecurrenceMap()
    var times = (queues: Duration.zero, levels: Duration.zero, recurrences: Duration.zero)
    var count = 0
    var position = Position(0)
    let clock = ContinuousClock()
    while true {
      let recorded = try ledger.events(from: position.rawValue, atMost: FoldBenchmark.chunk)
      guard let last = recorded.last else { break }
      position = Position(last.position.rawValue + 1)
      count += recorded.count
      var before: ContiguousArray<Ticket> = []
      for event in recorded {
        let id = event.ticket ?? TicketID(0)
        var ticket = tickets[id] ?? Ticket(id: id)
        before.append(ticket)
        if case .ticket(let change) = event.event { ticket.evolve(with: change, of: event) }
        tickets[id] = ticket
      }
      let start = clock.now
      for index in recorded.indices { queues.apply(recorded[index], to: before[index]) }
      let middle = clock.now
      for index in recorded.indices { levels.apply(recorded[index], to: before[index]) }
      let later = clock.now
      for index in recorded.indices { recurrences.apply(recorded[index], to: before[index]) }
      times.queues += middle - start
      times.levels += later - middle
      times.recurrences += clock.now - later
    }
    let rate = { (time: Duration) in Double(count) / (time / .seconds(1)) }
    return Rates(
      queues: rate(times.queues),
      levels: rate(times.levels),
      recurrences: rate(times.recurrences)
    )
  }
}

/// What a question to a calendar costs.
enum CalendarBenchmark {
  /// Prints the median time of a sum over five years and of the open time until an instant.
  static func run() throws {
    let calendar = try StarterPolicy.calendar().calendar
    let clock = ContinuousClock()
    let built = clock.measure { blackHole(OpenTime(calendar)) }
    let openTime = OpenTime(calendar)
    let first = Instant(millisecondsSince1970: 1_420_070_400_000)
    let fiveYears: Int64 = 5 * 2_500 * 3_600_000
    var sums: [Double] = []
    var instants: [Double] = []
    for round in 0..<2_000 {
      let start = first.advanced(byMilliseconds: Int64(round) * 7_777_777)
      // A hundred of each: one alone is shorter than the clock's own step.
      let adding = clock.measure {
        for step in 0..<100 {
          let from = start.advanced(byMilliseconds: Int64(step) * 1_001)
          blackHole(openTime.adding(fiveYears, to: from))
        }
      }
      let counting = clock.measure {
        for step in 0..<100 {
          blackHole(openTime.elapsed(until: start.advanced(byMilliseconds: Int64(step) * 1_001)))
        }
      }
      sums.append(adding / .nanoseconds(100))
      instants.append(counting / .nanoseconds(100))
    }
    let figures = [Benchmarks.median(sums), Benchmarks.median(instants)]
    let texts = figures.map { String(format: "%.0f ns", $0) }
    print(
      "calendar: add over five years \(texts[0]), open time until \(texts[1]), built in \(built)"
    )
  }

  @inline(never)
  private static func blackHole<T>(_ value: T) {}
}
