/// What the rules of a zone are made of, before they are checked.
struct ZoneParts: Sendable {
  /// What clocks showed before the first transition.
  var firstOffsetInSeconds: Int
  /// The known transitions.
  var transitions: [ZoneTransition]
  /// What happens after the last one; nil where its offset stays.
  var finalRule: ZoneRule?
  /// What the final offset must be, where a rule without daylight saving said so.
  private var finalOffsetInSeconds: Int?

  /// The most transitions a zone may have; the zone with the most has 263.
  static let maximumTransitionCount = 10_000
  /// The seconds of the years 1 to 9999.
  static let seconds =
    Instant.range.lowerBound / 1000...Instant.range.upperBound / 1000

  /// Parts without a rule.
  init(firstOffsetInSeconds: Int, transitions: [ZoneTransition]) {
    self.firstOffsetInSeconds = firstOffsetInSeconds
    self.transitions = transitions
  }

  /// Adds what a POSIX value says of the time after the last transition.
  mutating func setFinalRule(_ zone: POSIXZone) {
    finalRule = zone.rule
    guard zone.rule == nil else { return }
    if transitions.isEmpty { firstOffsetInSeconds = zone.standardOffsetInSeconds }
    finalOffsetInSeconds = zone.standardOffsetInSeconds
  }

  /// What keeps the parts from being the rules of a zone; nil where nothing does.
  var problem: String? {
    guard ZoneRule.offsets.contains(firstOffsetInSeconds) else {
      return "the first offset, \(firstOffsetInSeconds) s, is more than a day"
    }
    guard transitions.count <= ZoneParts.maximumTransitionCount else {
      return "\(transitions.count) transitions are more than \(ZoneParts.maximumTransitionCount)"
    }
    var before = Int64.min
    for (index, transition) in transitions.enumerated() {
      guard ZoneParts.seconds.contains(transition.secondsSince1970) else {
        return "transition \(index) lies outside the years 1 to 9999"
      }
      guard transition.secondsSince1970 > before else {
        return "transition \(index) is not later than the one before"
      }
      guard ZoneRule.offsets.contains(transition.offsetInSeconds) else {
        return
          "the offset of transition \(index), \(transition.offsetInSeconds) s, is more than a day"
      }
      before = transition.secondsSince1970
    }
    guard let last = transitions.last else { return nil }
    let final = finalRule?.offset(at: last.secondsSince1970) ?? finalOffsetInSeconds
    guard let final, final != last.offsetInSeconds else { return nil }
    return "after the last transition the rule gives \(final) s, not \(last.offsetInSeconds) s"
  }

  /// The same offsets without the transitions that change nothing.
  ///
  /// The last one stays where a rule follows: it says from when on the rule holds.
  var reduced: ZoneParts {
    var kept: [ZoneTransition] = []
    kept.reserveCapacity(transitions.count)
    var offset = firstOffsetInSeconds
    for (index, transition) in transitions.enumerated() {
      let beginsRule = finalRule != nil && index + 1 == transitions.count
      guard beginsRule || transition.offsetInSeconds != offset else { continue }
      offset = transition.offsetInSeconds
      kept.append(transition)
    }
    var parts = self
    parts.transitions = kept
    return parts
  }
}
