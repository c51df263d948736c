import TicketLedger

/// A history of a few facts, minutes after 2025-03-03T08:00:00Z, a Monday.
struct SmallHistory {
  static let start = Instant(millisecondsSince1970: 1_740_988_800_000)

  /// The instant so many minutes after the start.
  static func minute(_ minute: Int) -> Instant {
    start.advanced(byMilliseconds: Int64(minute) * 60_000)
  }

  /// Records facts, and asks what a view of them answers.
  static func ask<R: Sendable>(
    _ facts: [(minute: Int, command: Command)],
    by actor: ActorReference = "a-1",
    under policy: ServicePolicy? = nil,
    _ calendars: [ServiceCalendar] = [],
    _ body: (borrowing LedgerView) throws -> R
  ) async throws -> R {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    clock.now = minute(1_000_000)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(policy, calendars)
    try await ledger.record(facts.map { Submission($0.command, by: actor, at: minute($0.minute)) })
    let answer = try ledger.read(body)
    await ledger.close()
    return answer
  }
}
