/// One clock of one ticket: when its present cycle began and which rule it follows.
struct ClockSlot: BitwiseCopyable {
  /// When the cycle began.
  var start = Instant.distantPast
  /// Since when it has followed its rule: its start, or the last retargeting.
  var boundAt = Instant.distantPast
  /// The rule, by its place in the agreements.
  var rule = ServiceAgreements.noRule
  /// Which run it is, from 1; 0 before the first.
  var cycle: UInt16 = 0
  /// A bit for each target of the clock that a retargeting found breached.
  var breached: UInt8 = 0
}

/// The clocks of one ticket.
struct ClockRow: BitwiseCopyable {
  /// By the clock's number less one.
  var slots = InlineArray<9, ClockSlot>(repeating: ClockSlot())
  /// The latest instant its clocks know of.
  var lastAt = Instant.distantPast
  /// The ends of the ticket's chains; ``ClockWait/none`` where they are empty.
  var lastWait = ClockWait.none
  var lastOutcome = ClockWait.none
  var lastEarlyBreach = ClockWait.none

  /// The rule that the ticket matches, and the period it was matched in; remembered, so that a change
  /// that matters to no rule costs nothing.
  var rule = ServiceAgreements.noRule
  var period = UInt32.max
  /// The clocks that run, or are paused; a bit for each.
  var running: UInt16 = 0
  /// The clocks that resolving or closing the ticket stopped, not what they wait for.
  var cutShort: UInt16 = 0

  subscript(clock: ServiceClock) -> ClockSlot {
    _read { yield slots[Int(clock.rawValue) - 1] }
    _modify { yield &slots[Int(clock.rawValue) - 1] }
  }

  /// Whether a clock runs, or is paused.
  func isRunning(_ clock: ServiceClock) -> Bool { running & clock.bit != 0 }
}

extension ServiceClock {
  /// The clock's bit in a set of clocks.
  var bit: UInt16 { 1 << UInt16(rawValue) }

  /// The clock of the lowest bit of a set, which loses it; nil where the set is empty.
  static func next(of clocks: inout UInt16) -> ServiceClock? {
    guard clocks != 0 else { return nil }
    let clock = ServiceClock(rawValue: UInt8(clocks.trailingZeroBitCount))
    clocks &= clocks - 1
    return clock
  }
}

/// What became of one target of one cycle of a clock.
struct ClockOutcome: BitwiseCopyable {
  /// How a cycle ended for a target.
  enum Verdict: UInt8 {
    /// Carried on by a reopening, or taken back: counts nowhere.
    case superseded = 0
    case met = 1
    case breached = 2
  }

  let rule: UInt32
  /// The ticket's outcome before it; ``ClockWait/none`` for its first.
  var previous: UInt32
  /// Who held the ticket when it ended; 0 where no team did.
  let team: UInt32
  /// The place of its breach in its table; ``ClockWait/none`` where it was met, or where the breach
  /// follows from the cycle's start, end and waits alone.
  let breach: UInt32
  let startedAt: Instant
  let stoppedAt: Instant
  let cycle: UInt16
  let level: UInt8
  let clock: ServiceClock
  let ordinal: UInt8
  var verdict: Verdict

  /// The same, chained to another.
  func after(_ previous: UInt32) -> ClockOutcome {
    var outcome = self
    outcome.previous = previous
    return outcome
  }
}

/// When a target was due and when it was late.
struct Breach: Hashable, BitwiseCopyable {
  let dueAt: Instant
  let breachedAt: Instant
}

/// A breach that happened before its clock was retargeted; it stays.
struct EarlyBreach: BitwiseCopyable {
  let dueAt: Instant
  let breachedAt: Instant
  /// The rule it was breached under.
  let rule: UInt32
  /// The ticket's early breach before it.
  var previous: UInt32
  let cycle: UInt16
  let clock: ServiceClock
  let ordinal: UInt8

  /// The same, chained to another.
  func after(_ previous: UInt32) -> EarlyBreach {
    var breach = self
    breach.previous = previous
    return breach
  }
}
