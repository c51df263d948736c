/// The present cycle of one clock of a ticket.
struct ClockSlot: BitwiseCopyable {
  /// When the cycle began.
  var start = Instant.distantPast
  /// The rule it follows, by its place in the agreements.
  var rule = ServiceAgreements.noRule
  /// Which run it is, from 1; 0 before the first.
  var cycle: UInt16 = 0
  /// A bit for each target of the clock that was found breached before its promise was changed.
  var breached: UInt8 = 0
}

/// The clocks of one ticket.
///
/// What most events touch comes first, on one cache line; then a clock's fields side by side.
struct ClockRow: BitwiseCopyable {
  /// The latest instant its clocks know of.
  var lastAt = Instant.distantPast
  /// The ends of the ticket's chains; ``ClockWait/none`` where they are empty.
  var lastWait = ClockWait.none
  var lastOutcome = ClockWait.none
  var lastEarlyBreach = ClockWait.none
  var lastBinding = ClockWait.none
  /// The rule that the ticket matches, and the period it was matched in; remembered, so that a change
  /// that matters to no rule costs nothing.
  var rule = ServiceAgreements.noRule
  var period = UInt32.max
  /// The clocks that run, or are paused; a bit for each.
  var running: UInt16 = 0
  /// The clocks that resolving or closing the ticket stopped, not what they wait for.
  var cutShort: UInt16 = 0
  /// The clocks that came to follow another rule after their cycle began, or carry a breach: whether
  /// they are late does not follow from start, end and waits alone.
  private(set) var changed: UInt16 = 0
  /// Why the ticket waits now, as in ``ClockWait/code``.
  var waitCode = ClockWait.running
  /// By the clock's number less one.
  private var slots = InlineArray<9, ClockSlot>(repeating: ClockSlot())

  /// The present cycle of a clock.
  subscript(clock: ServiceClock) -> ClockSlot { slots[ClockRow.place(of: clock)] }

  /// Whether a clock runs, or is paused.
  func isRunning(_ clock: ServiceClock) -> Bool { running & clock.bit != 0 }

  /// Begins the next cycle of a clock.
  mutating func begin(_ clock: ServiceClock, under rule: UInt32, at instant: Instant) {
    let place = ClockRow.place(of: clock)
    let cycle = slots[place].cycle
    slots[place] = ClockSlot(start: instant, rule: rule, cycle: cycle == .max ? .max : cycle + 1)
    running |= clock.bit
    cutShort &= ~clock.bit
    changed &= ~clock.bit
  }

  /// Lets a clock follow another rule from an instant on.
  ///
  /// From the start of its cycle on, it never followed another: the same as if it had begun so.
  mutating func follow(_ rule: UInt32, _ clock: ServiceClock, from instant: Instant) {
    let place = ClockRow.place(of: clock)
    slots[place].rule = rule
    if instant > slots[place].start || slots[place].breached != 0 {
      changed |= clock.bit
    } else {
      changed &= ~clock.bit
    }
  }

  /// Notes that a target of a clock was breached before its promise was changed.
  mutating func keepBreach(of clock: ServiceClock, _ ordinal: UInt8) {
    slots[ClockRow.place(of: clock)].breached |= 1 << ordinal
    changed |= clock.bit
  }

  /// Takes over what an encoding says of a clock.
  mutating func restore(_ clock: ServiceClock, _ slot: ClockSlot) {
    slots[ClockRow.place(of: clock)] = slot
    if slot.breached != 0 { changed |= clock.bit }
  }

  private static func place(of clock: ServiceClock) -> Int { Int(clock.rawValue) - 1 }
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
