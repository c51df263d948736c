public import TicketLedger

/// What a simulated helpdesk is like: equal scenarios give equal histories, on every machine.
public struct Scenario: Hashable, Sendable {
  /// What all chance follows from.
  public var seed: UInt64
  /// How many tickets are opened over the whole period, exactly.
  public var tickets: Int
  /// The first moment of the period; its hours and weekdays are read in UTC.
  public var start: Instant
  /// The length of the period in days of 24 hours; what would happen later is cut off.
  public var durationInDays: Int
  /// How many agents work in the teams; a few agents serve several teams each.
  public var agents: Int
  /// How many people the helpdesk serves.
  public var requesters: Int

  /// Creates a scenario; staff and requesters left out follow from the tickets a year.
  ///
  /// The period begins at 2025-01-01T00:00:00Z unless it is given.
  ///
  /// - Precondition: `tickets` is from 0 to 99,999,999, `durationInDays` from 1 to 36,525, `agents`
  ///   and `requesters`, where given, from 1 to 10,000,000.
  public init(
    seed: UInt64,
    tickets: Int,
    start: Instant = Instant(millisecondsSince1970: 1_735_689_600_000),
    durationInDays: Int = 365,
    agents: Int? = nil,
    requesters: Int? = nil
  ) {
    precondition(0...99_999_999 ~= tickets, "a simulation opens up to 99,999,999 tickets")
    precondition(1...36_525 ~= durationInDays, "a simulation lasts from 1 to 36,525 days")
    let aYear = tickets * 365 / durationInDays
    self.seed = seed
    self.tickets = tickets
    self.start = start
    self.durationInDays = durationInDays
    self.agents = agents ?? min(max(6, aYear / 700), 10_000_000)
    self.requesters = requesters ?? min(max(20, aYear / 9), 10_000_000)
    precondition(1...10_000_000 ~= self.agents, "a helpdesk has from 1 to 10,000,000 agents")
    precondition(1...10_000_000 ~= self.requesters, "it serves from 1 to 10,000,000 requesters")
  }

  /// The first moment after the period.
  public var end: Instant { start.advanced(byMilliseconds: Int64(durationInDays) * Span.day) }
}
