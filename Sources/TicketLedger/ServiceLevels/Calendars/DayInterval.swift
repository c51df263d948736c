/// A half-open interval of wall time, in minutes since midnight of the date it begins on.
public struct DayInterval: Hashable, Sendable {
  /// The first minute, 0 to 1,439.
  public var start: Int
  /// The minute it ends before, 0 to 1,440; at or before the start, it is one of the next day.
  ///
  /// So 0 and 1,440 are both the midnight at which the date ends, and an end equal to the start is
  /// that time of the next day, 24 hours later.
  public var end: Int

  /// Creates an interval.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// Whether it goes on after midnight.
  public var crossesMidnight: Bool { end <= start }

  /// The minutes of the date it begins on, whatever its bounds.
  var own: Range<Int> {
    let first = min(max(start, 0), 1440)
    return first..<(crossesMidnight ? 1440 : max(first, min(end, 1440)))
  }

  /// The minutes of the next date, empty where it ends by midnight.
  var spill: Range<Int> {
    0..<(crossesMidnight ? min(max(end, 0), 1440) : 0)
  }

  /// Whether its bounds are times of day.
  var isValid: Bool { 0...1439 ~= start && 0...1440 ~= end }

  /// In order of the beginning, then of the end.
  static func isBefore(_ lhs: DayInterval, _ rhs: DayInterval) -> Bool {
    (lhs.start, lhs.end) < (rhs.start, rhs.end)
  }
}

extension DayInterval: CustomStringConvertible {
  /// The times of day, as in `22:00-06:00`.
  public var description: String {
    [start, end].map { minute in
      let (hour, minute) = minute.flooringDivision(by: 60)
      return (hour < 10 && hour >= 0 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "")
        + "\(minute)"
    }
    .joined(separator: "-")
  }
}
