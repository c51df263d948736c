/// The years of the proleptic Gregorian calendar, without the bounds of ``CivilDate``.
///
/// Days are counted from 1970-01-01. The calendar repeats after 400 years, which are whole weeks.
enum Gregorian {
  /// The days of 400 years.
  static let daysPerCycle = 146_097
  /// The years after which the calendar repeats.
  static let yearsPerCycle = 400
  /// The first days of years 1 and 10000: the dates that ``CivilDate`` has.
  static let days = -719_162..<2_932_897

  /// Whether a year has a 29 February.
  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The 1 January of a year.
  static func firstDay(ofYear year: Int) -> Int {
    let (cycle, yearOfCycle) = (year - 1).flooringDivision(by: yearsPerCycle)
    return days.lowerBound + cycle * daysPerCycle + dayOfCycle(ofYear: yearOfCycle)
  }

  /// The days from the beginning of a cycle to its year `year`, 0 to 400.
  static func dayOfCycle(ofYear year: Int) -> Int {
    year * 365 + year / 4 - year / 100 + year / 400
  }

  /// Where a day is: its cycle (0 holds the years 1 to 400), the year and the day in it, from 0.
  static func place(ofDay day: Int) -> (cycle: Int, yearOfCycle: Int, dayOfYear: Int) {
    let (cycle, dayOfCycle) = (day - days.lowerBound).flooringDivision(by: daysPerCycle)
    // Leap days are spread so evenly that the mean length of a year is never off by more than one.
    var year = dayOfCycle * yearsPerCycle / daysPerCycle
    if dayOfCycle >= self.dayOfCycle(ofYear: year + 1) { year += 1 }
    if dayOfCycle < self.dayOfCycle(ofYear: year) { year -= 1 }
    return (cycle, year, dayOfCycle - self.dayOfCycle(ofYear: year))
  }

  /// The year that a day is in.
  static func year(ofDay day: Int) -> Int {
    let place = place(ofDay: day)
    return place.cycle * yearsPerCycle + place.yearOfCycle + 1
  }

  /// The weekday of a day, 0 for Monday to 6 for Sunday.
  static func weekday(ofDay day: Int) -> Int {
    (day + 3).flooringDivision(by: 7).remainder
  }
}

extension Int {
  /// The quotient rounded towards minus infinity, and the remainder that is never negative.
  func flooringDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
