/// Lengths of time, in milliseconds.
enum Span {
  static let second: Int64 = 1000
  static let minute: Int64 = 60_000
  static let hour: Int64 = 3_600_000
  static let day: Int64 = 86_400_000

  /// The days from 1970-01-01 to a moment.
  static func dayNumber(of moment: Int64) -> Int64 {
    moment >= 0 ? moment / day : (moment - day + 1) / day
  }

  /// The weekday of a day's number, Monday being 0.
  static func weekday(of dayNumber: Int64) -> Int {
    // 1970-01-01 was a Thursday.
    let shifted = (dayNumber + 3) % 7
    return Int(shifted < 0 ? shifted + 7 : shifted)
  }
}
