/// A target as clocks use it: numbers only.
struct CompiledTarget: BitwiseCopyable {
  /// What is promised, with durations in milliseconds.
  enum Limit: BitwiseCopyable {
    /// Nothing: the clock only measures.
    case none
    /// Open time.
    case duration(Int64)
    /// Working days, to the same time of day or to the end of that day's work.
    case workingDays(Int, endOfDay: Bool)
  }

  /// What is measured.
  let clock: ServiceClock
  /// Which of the rule's targets for that clock it is, from 0.
  let ordinal: UInt8
  /// What is promised.
  let limit: Limit
  /// The place of its open time among the agreements' calendars.
  let calendar: Int
  /// A bit for each code of ``ClockWait`` in which its time is not counted.
  let pauseMask: UInt16
  /// A bit for each code in which its time is counted and its due time not shown.
  let hideMask: UInt16
  /// Its place among the targets of its rule in the policy.
  let index: Int
  /// What a change of a matched field does.
  let onChange: ChangeEffect
  /// What a reopening does.
  let onReopening: ReopeningEffect
  /// Whether an automation's reply stops it.
  let countsAutomation: Bool

  /// Creates what a policy's target comes to.
  init(_ target: ServiceTarget, ordinal: UInt8, index: Int, calendar: Int) {
    clock = target.clock
    self.ordinal = ordinal
    self.index = index
    self.calendar = calendar
    limit =
      switch target.limit {
      case nil: .none
      case .duration(let milliseconds): .duration(milliseconds)
      case .workingDays(let days, let endOfDay): .workingDays(days, endOfDay: endOfDay)
      }
    let reasons = target.clock.ownPauses ?? target.pausedBy
    let mask = reasons.reduce(UInt16(0)) { $0 | ClockWait.bit($1.rawValue) }
    let hides = target.whilePaused == .hide && target.clock.ownPauses == nil
    // Time after a resolution is never counted: only a clock that a reopening carries on meets it.
    pauseMask = (hides ? 0 : mask) | ClockWait.bit(ClockWait.over)
    hideMask = hides ? mask : 0
    onChange = target.onChange
    onReopening = target.clock.isMeasure ? .continue : target.onReopening
    countsAutomation = target.countsAutomation
  }

  /// The targets of one clock in a rule, in its order.
  static func targets(
    of clock: ServiceClock,
    in rule: ServiceRule,
    calendars: [String: Int]
  ) -> [CompiledTarget] {
    rule.targets.enumerated()
      .filter { $0.element.clock == clock }
      .enumerated()
      .map { ordinal, entry in
        CompiledTarget(
          entry.element,
          ordinal: UInt8(clamping: ordinal),
          index: entry.offset,
          calendar: entry.element.calendar.flatMap { calendars[$0] } ?? 0
        )
      }
  }

  /// Whether nothing is promised.
  var isMeasureOnly: Bool {
    if case .none = limit { true } else { false }
  }
}

extension ServiceClock {
  /// The waits that a measure leaves out by what it is; nil where the target says.
  var ownPauses: Set<WaitingReason>? {
    switch self {
    case .requesterWait: [.requester]
    case .agentWork: Set(WaitingReason.allCases)
    case .firstResponse, .ownership, .nextResponse, .update, .resolution, .teamResponse,
      .teamResolution:
      nil
    }
  }

  /// Whether it runs from the opening, or a reopening, until the ticket is resolved.
  var endsWithResolution: Bool { self == .resolution || isMeasure }
}
