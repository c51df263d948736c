/// When a target was due and when it was late.
struct Breach: Hashable, BitwiseCopyable {
  let dueAt: Instant
  let breachedAt: Instant
}

/// A breach of an ended cycle that does not follow from the cycle's start, end and waits.
struct KnownBreach: BitwiseCopyable {
  /// The place of the outcome.
  let outcome: UInt32
  let breach: Breach
}

/// A breach that happened before its clock was retargeted; it stays.
struct EarlyBreach: BitwiseCopyable {
  let breach: Breach
  /// When a rule with such a target was last left.
  var leftAt: Instant
  /// That rule.
  var rule: UInt32
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

/// An instant at which clocks of a ticket came to follow another rule.
struct ClockBinding: BitwiseCopyable {
  let at: Instant
  /// The ticket's binding before it.
  var previous: UInt32
  /// The clocks; a bit for each.
  var clocks: UInt16
}
