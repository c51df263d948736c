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
  private static let chunk = 256

  /// What the fold of each projection costs beside that of the queues, in events a second.
  func measure() async throws -> [Benchmarks.Result] {
    var results: [Benchmarks.Result] = []
    try await Benchmarks.withLedger(.none) { ledger in
      try await FoldBenchmark.record(events, into: ledger)
      var rates: [[Double]] = []
      for _ in 0..<runs { rates.append(try fold(ledger)) }
      let medians = FoldBenchmark.names.indices.map { place in
        Benchmarks.median(rates.map { $0[place] })
      }
      for (name, median) in zip(FoldBenchmark.names, medians).dropFirst() {
        results.append(
          Benchmarks.Result(name: "fold.\(name).vsQueues", ours: median, baseline: medians[0])
        )
      }
    }
    return results
  }

  /// What is folded, in the order of the rates.
  private static let names = [
    "queues", "serviceLevels", "recurrence", "flow", "governance", "workload", "satisfaction",
  ]

  /// Records a simulated history under the policy to begin with.
  static func record(_ events: Int, into ledger: Ledger) async throws {
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

  /// Events a second of each projection, by turns.
  private func fold(_ ledger: Ledger) throws -> [Double] {
    var tickets: [TicketID: Ticket] = [:]
    var queues = Queues()
    var levels = ServiceLevels()
    levels.adopt(ledger.read { $0.agreements })
    var recurrences = RecurrenceMap()
    var flow = Flow()
    var governance = Governance()
    var workload = Workload()
    var satisfaction = Satisfaction()
    var times = Array(repeating: Duration.zero, count: FoldBenchmark.names.count)
    var count = 0
    var position = Position(0)
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
      times[0] += FoldBenchmark.time(recorded, before, into: &queues)
      times[1] += FoldBenchmark.time(recorded, before, into: &levels)
      times[2] += FoldBenchmark.time(recorded, before, into: &recurrences)
      times[3] += FoldBenchmark.time(recorded, before, into: &flow)
      times[4] += FoldBenchmark.time(recorded, before, into: &governance)
      times[5] += FoldBenchmark.time(recorded, before, into: &workload)
      times[6] += FoldBenchmark.time(recorded, before, into: &satisfaction)
    }
    return times.map { Double(count) / ($0 / .seconds(1)) }
  }

  /// How long it takes to fold some events.
  private static func time(
    _ events: [RecordedEvent],
    _ tickets: ContiguousArray<Ticket>,
    into projection: inout some Projection
  ) -> Duration {
    ContinuousClock().measure {
      for index in events.indices { projection.apply(events[index], to: tickets[index]) }
    }
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
