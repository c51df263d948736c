/// A day of every year.
public struct YearDay: Hashable, Comparable, Sendable {
  /// The month, 1 to 12.
  public var month: Int
  /// The day of the month, from 1; 29 February is one of leap years only.
  public var day: Int

  /// Creates a day.
  public init(month: Int, day: Int) {
    self.month = month
    self.day = day
  }

  /// Whether a leap year has the day.
  var isValid: Bool { CivilDate(year: 2000, month: month, day: day) != nil }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.month, lhs.day) < (rhs.month, rhs.day)
  }
}
