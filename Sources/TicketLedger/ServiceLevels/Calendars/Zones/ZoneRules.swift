/// The offsets from UTC that one time zone had, has and will have, as known when they were read.
///
/// Kept with a calendar when it is adopted, so that a replay on a machine with other zone data
/// gives the same answers.
public struct ZoneRules: Hashable, Sendable {
  /// The zone's name in the IANA database.
  public let name: String
  /// What clocks showed before the first transition, in seconds ahead of UTC.
  public let firstOffsetInSeconds: Int
  /// The known changes of the offset, in order.
  public let transitions: [ZoneTransition]
  /// What happens after the last transition; nil where its offset stays.
  public let finalRule: ZoneRule?

  /// Universal time, which needs no zone data.
  public static let utc = ZoneRules(fixed: "UTC")

  /// Creates the rules of a zone from their parts.
  ///
  /// Transitions that change nothing are left out, except that the last one stays before a rule.
  ///
  /// - Parameters:
  ///   - name: Letters, digits, `_`, `+`, `-` and `.` between slashes, as in `Europe/Paris`; at
  ///     most 255 bytes.
  ///   - firstOffsetInSeconds: What clocks showed before the first transition, 25 hours behind UTC
  ///     to 26 ahead.
  ///   - transitions: At most 10,000 changes in the years 1 to 9999, each later than the one
  ///     before.
  ///   - finalRule: The POSIX rule that goes on after the last transition, as in
  ///     `CET-1CEST,M3.5.0,M10.5.0/3`; it must agree with the last transition. Nil keeps its
  ///     offset.
  /// - Throws: ``ZoneFault/invalidName(_:)``, ``ZoneFault/invalidRule(_:)``, or
  ///   ``ZoneFault/invalidParts(_:reason:)`` with the part that is wrong.
  public init(
    name: String,
    firstOffsetInSeconds: Int,
    transitions: [ZoneTransition] = [],
    finalRule: String? = nil
  ) throws(ZoneFault) {
    guard ZoneRules.isValid(name: name) else { throw .invalidName(name) }
    var parts = ZoneParts(firstOffsetInSeconds: firstOffsetInSeconds, transitions: transitions)
    if let finalRule {
      guard let zone = POSIXZone(finalRule.utf8) else { throw .invalidRule(finalRule) }
      parts.setFinalRule(zone)
    }
    if let reason = parts.problem { throw .invalidParts(name, reason: reason) }
    self.init(name: name, parts: parts)
  }

  /// Takes parts that have no problem.
  init(name: String, parts: ZoneParts) {
    let parts = parts.reduced
    self.name = name
    firstOffsetInSeconds = parts.firstOffsetInSeconds
    transitions = parts.transitions
    finalRule = parts.finalRule
  }

  /// A zone whose clocks show universal time.
  init(fixed name: String) {
    self.name = name
    firstOffsetInSeconds = 0
    transitions = []
    finalRule = nil
  }

  /// What clocks show at a moment, in seconds ahead of UTC.
  ///
  /// - Complexity: O(log *n*) in the number of transitions.
  public func offset(at instant: Instant) -> Int {
    offset(
      atSecond: instant.millisecondsSince1970.quotientAndRemainder(flooringBy: 1000).quotient
    )
  }

  /// What clocks show in a second since 1970.
  func offset(atSecond second: Int64) -> Int {
    let known = transitions.partitioningIndex { $0.secondsSince1970 > second }
    if known == transitions.count, let finalRule { return finalRule.offset(at: second) }
    return known == 0 ? firstOffsetInSeconds : transitions[known - 1].offsetInSeconds
  }

  /// The transitions after one second since 1970 and not after another, by data and rule, in order.
  func transitions(after start: Int64, through end: Int64) -> [ZoneTransition] {
    let first = transitions.partitioningIndex { $0.secondsSince1970 > start }
    let last = transitions.partitioningIndex { $0.secondsSince1970 > end }
    var found = Array(transitions[first..<max(first, last)])
    if let finalRule {
      let known = transitions.last?.secondsSince1970 ?? start
      found += finalRule.transitions(after: max(start, known), through: end)
    }
    return found
  }

  /// Whether a text can be the name of a zone: no absolute path, no way up, no strange bytes.
  static func isValid(name: String) -> Bool {
    guard 1...255 ~= name.utf8.count else { return false }
    return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy { component in
        component.first != UInt8(ascii: ".")
          && !component.isEmpty
          && component.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
              UInt8(ascii: "-"), UInt8(ascii: "."):
              true
            default: false
            }
          }
      }
  }
}

extension RandomAccessCollection {
  /// The first index from which on the elements belong to the second half; the end where none does.
  ///
  /// - Complexity: O(log *n*).
  func partitioningIndex(where belongsToSecondHalf: (Element) -> Bool) -> Index {
    var low = startIndex
    var rest = count
    while rest > 0 {
      let half = rest / 2
      let middle = index(low, offsetBy: half)
      if belongsToSecondHalf(self[middle]) {
        rest = half
      } else {
        low = index(after: middle)
        rest -= half + 1
      }
    }
    return low
  }
}
