extension ServicePolicy {
  /// The most rules of a policy.
  public static let maximumRules = 1000
  /// The most UTF-8 bytes of any name in a policy.
  public static let maximumNameSizeInBytes = 255

  /// The ledger's own dimensions that a rule may match by, for messages.
  static let classifyingNames = TermDimension.builtIn.filter(\.classifiesTickets)
    .compactMap(\.builtInName).joined(separator: ", ")
}

extension ServicePolicy {
  /// The most different thresholds of a policy, over all of its targets.
  public static let maximumThresholds = Alarm.thresholdsPerPolicy

  /// The numbers of its different thresholds, in order of their first mention.
  var thresholdNumbers: [TargetThreshold: UInt16] {
    var numbers: [TargetThreshold: UInt16] = [:]
    for target in rules.lazy.flatMap(\.targets) {
      for threshold in target.thresholds where numbers[threshold] == nil {
        guard numbers.count < ServicePolicy.maximumThresholds else { return numbers }
        numbers[threshold] = UInt16(numbers.count)
      }
    }
    return numbers
  }
}

extension ServiceRule {
  /// The most targets of a rule.
  public static let maximumTargets = 32
  /// The most targets of a rule that one clock has.
  public static let maximumTargetsOfOneClock = 8
}

extension ServiceTarget {
  /// The most thresholds of a target.
  public static let maximumThresholds = 32
}

extension TargetLimit {
  /// The longest limit in days, of 24 hours or of work: 100 years.
  public static let maximumDays = 36_525

  static let maximumMilliseconds = Int64(maximumDays) * 86_400_000
}

extension ServiceClock {
  /// Whether it may run without a limit, to be measured only.
  public var isMeasure: Bool { self == .requesterWait || self == .agentWork }
}
