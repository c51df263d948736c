/// A threshold on a running clock's way to its target, and when it is reached.
struct ClockThreshold: Hashable, Sendable {
  /// The ticket whose clock it is.
  let ticket: TicketID
  /// What is measured.
  let clock: ServiceClock
  /// Which run of the clock, from 1.
  let cycle: UInt16
  /// Which of the rule's targets for that clock, from 0.
  let ordinal: UInt8
  /// Which of the policy's different thresholds, from 0; below ``Alarm/thresholdsPerPolicy``.
  let index: UInt16
  /// Where the policy was adopted.
  let policy: Position
  /// When it is reached, past or to come.
  let instant: Instant

  /// The number by which alarms name it.
  var number: UInt16 { UInt16(ordinal) * UInt16(Alarm.thresholdsPerPolicy) + index }

  /// What makes its alarm one and the same.
  var key: AlarmKey { AlarmKey(alarm(detectedAt: instant)) }

  /// The alarm it is raised as.
  func alarm(detectedAt: Instant) -> Alarm {
    Alarm(
      ticket: ticket,
      clock: clock.rawValue,
      cycle: UInt32(cycle),
      threshold: number,
      policy: policy,
      dueAt: instant,
      detectedAt: detectedAt
    )
  }
}

extension ClockThreshold: Comparable {
  /// By when they are reached; of those reached together, by ticket, clock, cycle and number.
  static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.instant != rhs.instant ? lhs.instant < rhs.instant : lhs.key < rhs.key
  }
}
