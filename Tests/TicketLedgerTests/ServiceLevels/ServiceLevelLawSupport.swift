import Testing

@testable import TicketLedger

extension Ledger {
  /// Adopts calendars, then a policy, in one commit.
  @discardableResult
  func adopt(
    _ policy: ServicePolicy?,
    _ calendars: [ServiceCalendar] = [],
    effectiveFrom instant: Instant? = nil
  ) async throws -> Position {
    try await transaction { transaction in
      var last = Position(0)
      for calendar in calendars {
        let command = Command.adopt(calendar, effectiveFrom: instant)
        last = try transaction.submit(command, by: "chief").position
      }
      if let policy {
        let command = Command.adopt(policy, effectiveFrom: instant)
        last = try transaction.submit(command, by: "chief").position
      }
      return last
    }
  }

  /// Gives every team the name of the next one, and the last one that of the first.
  func exchangeTeamNames() async throws {
    let teams = read { view in view.catalogue.terms(in: .team).map { ($0, view.name(of: $0)) } }
    var free = "in between"
    for (team, name) in [teams.prefix(1), teams.dropFirst().reversed()[...], teams.prefix(1)]
      .joined()
    {
      try await submit(.rename(.number(team), in: "team", to: free), by: "chief")
      free = try #require(name)
    }
  }
}

/// All that a view answers about service levels as of an instant.
struct ServiceLevelAnswers: Hashable, Sendable {
  /// By ticket number less one.
  let statuses: [[ClockStatus]]
  let breaches: [ClockStatus]
  let atRisk: [ClockStatus]
  let summary: ComplianceCounts
  let compliance: [ComplianceGroup]
  let queues: [QueueSummary]

  init(_ view: borrowing LedgerView, asOf instant: Instant) {
    let levels = view[ServiceLevels.self]
    var statuses: [[ClockStatus]] = []
    for number in 1...UInt64(max(view.tickets.count, 1)) {
      guard let ticket = view.tickets[TicketID(number)] else { continue }
      statuses.append(levels.statuses(of: ticket, asOf: instant))
    }
    self.statuses = statuses
    breaches = view.breaches(asOf: instant)
    atRisk = view.atRisk(asOf: instant)
    summary = view.serviceSummary(asOf: instant)
    compliance = view.compliance(by: [.rule, .clock, .month], asOf: instant)
    queues = view.queues(asOf: instant)
  }
}

extension ServiceLevelAnswers {
  /// Records what differs from what was expected, ticket by ticket and not as a whole.
  func expect(
    _ expected: ServiceLevelAnswers,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard self != expected else { return }
    #expect(statuses.count == expected.statuses.count, sourceLocation: sourceLocation)
    let differences = zip(statuses, expected.statuses).filter { $0 != $1 }
    for (found, expected) in differences.prefix(2) {
      let (found, expected) = (Set(found), Set(expected))
      let (gained, lost) = (found.subtracting(expected), expected.subtracting(found))
      Issue.record("gained \(gained), lost \(lost)", sourceLocation: sourceLocation)
    }
    let parts = [
      breaches == expected.breaches, atRisk == expected.atRisk, summary == expected.summary,
      compliance == expected.compliance, queues == expected.queues,
    ]
    Issue.record(
      "\(differences.count) tickets differ; the rest is the same: \(parts)",
      sourceLocation: sourceLocation
    )
  }
}

extension Instant {
  /// So many days later.
  func after(days: Int) -> Instant { advanced(byMilliseconds: Int64(days) * 86_400_000) }
}
