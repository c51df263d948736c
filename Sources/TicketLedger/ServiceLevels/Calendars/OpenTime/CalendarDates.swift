/// The dates of a calendar that are not like others, as days since 1970-01-01.
struct CalendarDates: Sendable {
  private let calendar: ServiceCalendar
  /// Runs of closed days by date, in order, apart from each other.
  let closures: [ClosedRange<Int>]
  /// Days that exceptions and breaks touch: theirs, and those they may spill into; in order.
  let special: [Int]

  /// Collects the dates.
  ///
  /// - Complexity: O(*n* log *n*) in the number of dated entries.
  init(_ calendar: ServiceCalendar) {
    self.calendar = calendar
    let ranges = calendar.holidays.map { $0...$0 } + calendar.holidayRanges
    closures = CalendarDates.joined(
      ranges.map { $0.lowerBound.daysSince1970...$0.upperBound.daysSince1970 }
    )
    let dates =
      calendar.exceptions.keys.map(\.daysSince1970)
      + calendar.breaks.keys.map(\.daysSince1970)
    special = Set(dates.flatMap { [$0, $0 + 1] }).sorted()
  }

  /// The hours of a weekday that no dated entry touches, with what spills over from the one before.
  func minutes(ofWeekday weekday: Int) -> OpenMinutes {
    OpenMinutes(
      calendar.hours(ofWeekday: weekday).map(\.own)
        + calendar.hours(ofWeekday: (weekday + 6) % 7).map(\.spill)
    )
  }

  /// Whether every year is closed on a day of the month.
  func isClosedYearly(month: Int, day: Int) -> Bool {
    calendar.yearlyHolidays.contains(YearDay(month: month, day: day))
  }

  /// What is open on a day, by all rules of ``ServiceCalendar``.
  func minutes(of day: Int) -> OpenMinutes {
    let date = date(day)
    let eve = self.date(day - 1)
    let exceptionOfEve = eve.flatMap { calendar.exceptions[$0] }
    let weekday = Gregorian.weekday(ofDay: day)
    let open: OpenMinutes =
      if let exception = date.flatMap({ calendar.exceptions[$0] }) {
        OpenMinutes(exception.map(\.own))
      } else if isHoliday(day) {
        OpenMinutes([])
      } else if let exceptionOfEve {
        OpenMinutes(calendar.hours(ofWeekday: weekday).map(\.own) + exceptionOfEve.map(\.spill))
      } else {
        minutes(ofWeekday: weekday)
      }
    let own = date.flatMap { calendar.breaks[$0] } ?? []
    let spilled = eve.flatMap { calendar.breaks[$0] } ?? []
    return open.subtracting(OpenMinutes(own.map(\.own) + spilled.map(\.spill)))
  }

  /// Whether a day is a holiday by date, by range or of every year.
  func isHoliday(_ day: Int) -> Bool {
    guard let date = date(day) else { return false }
    if isClosedYearly(month: date.month, day: date.day) { return true }
    return CalendarDates.contains(day, in: closures)
  }

  /// Whether one of the runs has the day.
  ///
  /// - Complexity: O(log *n*).
  static func contains(_ day: Int, in runs: [ClosedRange<Int>]) -> Bool {
    let next = runs.partitioningIndex { $0.lowerBound > day }
    return next > 0 && runs[next - 1].upperBound >= day
  }

  private func date(_ day: Int) -> CivilDate? {
    Gregorian.days.contains(day) ? CivilDate(daysSince1970: day) : nil
  }

  private static func joined(_ runs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var joined: [ClosedRange<Int>] = []
    for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, run.lowerBound <= last.upperBound + 1 {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, run.upperBound)
      } else {
        joined.append(run)
      }
    }
    return joined
  }
}
