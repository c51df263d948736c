/// How a cycle of a clock ended.
///
/// Whether it was late follows, for most, from its start, its end and the ticket's waits, and is derived
/// when asked: folding an event looks at no calendar. 32 bytes, two to a cache line: most of what closed
/// tickets leave behind are outcomes.
struct ClockOutcome: BitwiseCopyable {
  enum Verdict: UInt8 {
    /// Carried on by a reopening, or taken back: counts nowhere.
    case superseded = 0
    /// In time, for one target.
    case met = 1
    /// Late, for one target; when stands in ``ClockTables/knownBreaches``.
    case breached = 2
    /// For each target of the clock as it follows from start, end and waits.
    case derived = 3
    /// The same, but where it was in time it counts nowhere.
    case derivedIfBreached = 4

    /// Whether it is of all targets of the clock.
    var isDerived: Bool { self == .derived || self == .derivedIfBreached }
  }

  let startedAt: Instant
  let stoppedAt: Instant
  let rule: UInt32
  /// The ticket's outcome before it; ``ClockWait/none`` for its first.
  var previous: UInt32
  /// Who held the ticket when it ended: the team's index in its dimension, 0 where no team did, in the
  /// high 24 bits, the level in the low 8.
  private let holder: UInt32
  let cycle: UInt16
  /// The clock's number in the high 4 bits, the ordinal in the low 4, all set for all targets.
  private let measured: UInt8
  var verdict: Verdict

  init(
    of clock: ServiceClock,
    _ ordinal: UInt8?,
    cycle: UInt16,
    under rule: UInt32,
    from startedAt: Instant,
    to stoppedAt: Instant,
    heldBy place: TicketPlace,
    after previous: UInt32,
    verdict: Verdict
  ) {
    self.startedAt = startedAt
    self.stoppedAt = stoppedAt
    self.rule = rule
    self.previous = previous
    holder = place.team << 8 | UInt32(place.level)
    self.cycle = cycle
    measured = clock.rawValue << 4 | (ordinal ?? 0xF)
    self.verdict = verdict
  }

  /// What was measured.
  var clock: ServiceClock { ServiceClock(rawValue: measured >> 4) ?? .firstResponse }
  /// Which of the rule's targets for that clock it is of, from 0; nil for all.
  var ordinal: UInt8? { measured & 0xF == 0xF ? nil : measured & 0xF }

  /// Who held the ticket when it ended.
  var place: TicketPlace {
    TicketPlace(team: holder >> 8, level: UInt8(truncatingIfNeeded: holder))
  }

  /// Whether it ended a cycle of a clock, and counts.
  func counts(for clock: ServiceClock, _ cycle: UInt16) -> Bool {
    measured >> 4 == clock.rawValue && self.cycle == cycle && verdict != .superseded
  }

  /// Takes back that the cycle ended; its breaches count on as an end of their own, where they are not
  /// kept with the cycle.
  mutating func takeBack(keepingBreaches: Bool) {
    switch verdict {
    case .superseded: break
    case .met: verdict = .superseded
    case .breached: if keepingBreaches { verdict = .superseded }
    case .derived, .derivedIfBreached:
      verdict = keepingBreaches ? .superseded : .derivedIfBreached
    }
  }

  /// The same, chained to another.
  func after(_ previous: UInt32) -> ClockOutcome {
    var outcome = self
    outcome.previous = previous
    return outcome
  }
}

/// Who holds a ticket.
struct TicketPlace: BitwiseCopyable {
  /// The team's index in its dimension; 0 where no team does.
  let team: UInt32
  let level: UInt8

  init(team: UInt32, level: UInt8) {
    self.team = team
    self.level = level
  }

  init(_ ticket: Ticket) {
    team = UInt32(ticket.team?.index ?? 0)
    level = ticket.level
  }

  /// The queue it stands for.
  var queue: QueueID {
    QueueID(team: team == 0 ? nil : TermID(.team, Int(team & 0xFF_FFFF)), level: level)
  }
}
