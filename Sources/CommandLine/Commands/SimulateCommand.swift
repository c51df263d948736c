import ArgumentParser
import Synchronization
import TicketExchange
import TicketLedger
import TicketSimulation

/// Makes a realistic history.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Record a seeded, realistic history of a helpdesk.",
    discussion: """
      The same seed gives the same events on every machine. The ledger's clock goes with the \
      history, so that --known-at can look back into it. The ledger must hold no ticket yet; where \
      it has no service policy, it adopts the starter policy and calendar first.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, parsing: .unconditional, help: "How many tickets are opened.")
  var tickets = 2000

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "What makes this history another than others, from 0 on. (default: 1)",
    transform: WholeNumber.position
  )
  var seed: UInt64 = 1

  @Option(name: .long, parsing: .unconditional, help: "How many days it takes.")
  var days = 365

  @Option(name: .long, help: "When it begins.", transform: Instant.argument)
  var start = Instant(millisecondsSince1970: 1_735_689_600_000)

  func validate() throws {
    guard 1...100_000_000 ~= tickets else {
      throw ValidationError("--tickets goes from 1 to 100000000")
    }
    guard 1...36_500 ~= days else { throw ValidationError("--days goes from 1 to 36500") }
  }

  func run() async throws {
    let clock = HistoryClock(start)
    let path = try ledger.path()
    let ledger = try await ledger.openForWriting(clock: { clock.now })
    let progress = ProgressLine()
    do {
      guard ledger.read({ $0.ticketCount }) == 0 else {
        throw Problem("\(path) holds tickets already; simulate into a new ledger")
      }
      if !ledger.read({ $0.agreements.hasPolicy }) {
        let (policy, calendars) = try SimulateCommand.starter(
          adopted: ledger.calendars
        )
        try await ledger.adopt(policy, calendars)
      }
      let counts = try await record(into: ledger, clock: clock, progress)
      progress.finish()
      await ledger.end()
      show(counts)
    } catch {
      progress.finish()
      await ledger.close()
      throw error
    }
  }

  private static func starter(
    adopted: [ServiceCalendar]
  ) throws -> (ServicePolicy?, [ServiceCalendar]) {
    var documents = PolicyArguments()
    documents.policy = PolicyArguments.starter
    documents.calendar = []
    return try documents.read(adopted: adopted)
  }

  /// Records the history in groups; the clock goes with each group's last event.
  private func record(
    into ledger: Ledger,
    clock: HistoryClock,
    _ progress: ProgressLine
  ) async throws -> [EventKind: Int] {
    let scenario = Scenario(seed: seed, tickets: tickets, start: start, durationInDays: days)
    var counts: [EventKind: Int] = [:]
    var group: [Submission] = []
    var opened: UInt64 = 0
    // A group ends with the day, so that the ledger's time follows the history's.
    var groupEnd = start.advanced(byMilliseconds: 86_400_000)
    for submission in HelpdeskSimulation(scenario) {
      let instant = submission.occurredAt ?? clock.now
      if instant >= groupEnd || group.count >= 10_000 {
        try await flush(&group, into: ledger, &counts)
        while groupEnd <= instant, groupEnd < .distantFuture {
          groupEnd = groupEnd.advanced(byMilliseconds: 86_400_000)
        }
      }
      clock.now = instant
      group.append(submission)
      if case .open = submission.command.action { opened += 1 }
      progress.show("simulating", opened, of: UInt64(tickets), unit: "tickets")
    }
    try await flush(&group, into: ledger, &counts)
    return counts
  }

  private func flush(
    _ group: inout [Submission],
    into ledger: Ledger,
    _ counts: inout [EventKind: Int]
  ) async throws {
    guard !group.isEmpty else { return }
    let results = try await ledger.submit(contentsOf: group)
    for (submission, result) in zip(group, results) {
      switch result {
      case .success: counts[submission.command.action.kind, default: 0] += 1
      case .failure(let refusal): throw LedgerError.refused(refusal)
      }
    }
    group.removeAll(keepingCapacity: true)
  }

  private func show(_ counts: [EventKind: Int]) {
    var byKind = JSONObject()
    for kind in EventKind.allCases {
      if let count = counts[kind] { byKind[kind.name] = .whole(count) }
    }
    let submissions = counts.values.reduce(0, +)
    format.answer(
      json: [
        "seed": .whole(seed), "tickets": .whole(tickets), "submissions": .whole(submissions),
        "byKind": .object(byKind),
      ],
      text:
        "recorded \(counted(submissions, "command")) of \(counted(tickets, "ticket")), seed \(seed)"
    )
  }
}

/// A clock that stands at the simulated moment.
private final class HistoryClock: Sendable {
  private let instant: Mutex<Instant>

  init(_ instant: Instant) {
    self.instant = Mutex(instant)
  }

  var now: Instant {
    get { instant.withLock { $0 } }
    set { instant.withLock { $0 = newValue } }
  }
}
