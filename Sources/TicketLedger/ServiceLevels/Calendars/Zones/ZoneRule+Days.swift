extension ZoneRule.Change {
  /// The wall time of the change in a year that begins on the day `newYear`, in seconds since 1970.
  func seconds(afterNewYear newYear: Int, isLeap: Bool) -> Int64 {
    Int64(newYear + day.daysSinceNewYear(newYear, isLeap: isLeap)) * 86_400
      + Int64(secondsAfterMidnight)
  }

  /// Whether the change is one that RFC 9636 allows.
  var isValid: Bool {
    day.isValid && ZoneRule.times.contains(secondsAfterMidnight)
  }
}

extension ZoneRule.Day {
  /// The days before each month of a common year.
  private static let daysBeforeMonth: InlineArray<13, Int> = [
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365,
  ]

  /// The days from 1 January, which is the day `newYear` since 1970, to this day.
  func daysSinceNewYear(_ newYear: Int, isLeap: Bool) -> Int {
    switch self {
    case .number(let number): number - 1 + (isLeap && number > 59 ? 1 : 0)
    case .daysSinceNewYear(let days): days
    case .weekday(let weekday, let week, let month):
      ZoneRule.Day.day(weekday, week, month, newYear: newYear, isLeap: isLeap)
    }
  }

  private static func day(
    _ weekday: Int,
    _ week: Int,
    _ month: Int,
    newYear: Int,
    isLeap: Bool
  ) -> Int {
    let first = daysBeforeMonth[month - 1] + (isLeap && month > 2 ? 1 : 0)
    let next = daysBeforeMonth[month] + (isLeap && month > 1 ? 1 : 0)
    // POSIX counts weekdays from Sunday, and 1970-01-01 was a Thursday.
    let weekdayOfFirst = (newYear + first + 4).flooringDivision(by: 7).remainder
    let day = first + (weekday - weekdayOfFirst + 7) % 7 + 7 * (week - 1)
    return day < next ? day : day - 7
  }

  /// Whether every year has the day.
  var isValid: Bool {
    switch self {
    case .weekday(let weekday, let week, let month):
      0...6 ~= weekday && 1...5 ~= week && 1...12 ~= month
    case .number(let number): 1...365 ~= number
    case .daysSinceNewYear(let days): 0...365 ~= days
    }
  }
}
