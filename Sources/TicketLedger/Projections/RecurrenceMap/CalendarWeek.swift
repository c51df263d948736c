/// A week in UTC, from Monday 00:00 to the next Monday 00:00, as ISO 8601 counts weeks.
public struct CalendarWeek: Hashable, Comparable, BitwiseCopyable, Sendable {
  /// Weeks since the one that holds 1970-01-01, whose Monday was 1969-12-29.
  let number: Int64

  private static let length: Int64 = 7 * 86_400_000
  private static let firstMonday: Int64 = -3 * 86_400_000

  init(number: Int64) {
    self.number = number
  }

  /// The week that an instant lies in.
  public init(of instant: Instant) {
    let since = instant.millisecondsSince1970 - CalendarWeek.firstMonday
    let remainder = since % CalendarWeek.length
    number = (since - remainder) / CalendarWeek.length - (remainder < 0 ? 1 : 0)
  }

  /// Its Monday, 00:00.
  public var start: Instant {
    Instant(millisecondsSince1970: number * CalendarWeek.length + CalendarWeek.firstMonday)
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.number < rhs.number
  }
}
