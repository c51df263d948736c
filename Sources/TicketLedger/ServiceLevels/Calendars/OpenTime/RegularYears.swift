/// The open time of years by their weekly hours and yearly holidays alone.
///
/// Such years are of fourteen kinds: common or leap, beginning on one of seven weekdays. They
/// repeat after 400 years. So two small tables give the open time until any day, however distant.
struct RegularYears: Sendable {
  private struct Year: BitwiseCopyable, Sendable {
    var openBefore: Int64
    var workingBefore: Int32
    var kind: Int32
  }

  private struct Day: BitwiseCopyable, Sendable {
    var openMinutesBefore: Int32
    var workingBefore: UInt16
    /// 0 to 6 for the weekday's hours, 7 for none.
    var hours: UInt16
  }

  /// The years of a cycle, and its end.
  private var years: [Year] = []
  /// For each of the kinds, 366 days and the end of the year.
  private var days: [Day] = []
  /// The hours of the weekdays, Monday first, then those of a closed day.
  private let hours: [DaySegments.Hours]

  private static let daysPerKind = 367

  /// Creates the tables.
  ///
  /// - Parameters:
  ///   - weekdays: The hours of the seven weekdays, Monday first.
  ///   - segments: What they are among.
  ///   - isClosed: Whether a date of the month (1 to 12, from 1) is closed every year.
  init(
    weekdays: [DaySegments.Hours],
    in segments: DaySegments,
    isClosed: (_ month: Int, _ day: Int) -> Bool
  ) {
    hours = weekdays + [.closed]
    let minutes = weekdays.map { Int32(segments.open($0) / 60_000) }
    let closed = (1...12).flatMap { month in
      (1...CivilDate.days(inMonth: month, of: 2000)).map { isClosed(month, $0) }
    }
    for kind in 0..<14 {
      let isLeap = kind >= 7
      var day = Day(openMinutesBefore: 0, workingBefore: 0, hours: 7)
      for dayOfYear in 0..<(isLeap ? 366 : 365) {
        let weekday = (kind + dayOfYear) % 7
        day.hours = closed[dayOfYear + (isLeap || dayOfYear < 59 ? 0 : 1)] ? 7 : UInt16(weekday)
        days.append(day)
        guard day.hours < 7 else { continue }
        day.openMinutesBefore += minutes[weekday]
        day.workingBefore += minutes[weekday] > 0 ? 1 : 0
      }
      day.hours = 7
      days += Array(repeating: day, count: RegularYears.daysPerKind * (kind + 1) - days.count)
    }
    var year = Year(openBefore: 0, workingBefore: 0, kind: 0)
    for number in 1...Gregorian.yearsPerCycle {
      let weekday = Gregorian.weekday(ofDay: Gregorian.firstDay(ofYear: number))
      year.kind = Int32(weekday + (Gregorian.isLeap(number) ? 7 : 0))
      years.append(year)
      let end = days[(Int(year.kind) + 1) * RegularYears.daysPerKind - 1]
      year.openBefore += Int64(end.openMinutesBefore) * 60_000
      year.workingBefore += Int32(end.workingBefore)
    }
    years.append(year)
  }

  /// The open milliseconds before a day, from 0001-01-01; negative before that.
  func open(before day: Int) -> Int64 {
    let (cycle, year, entry) = entry(of: day)
    return Int64(cycle) * years[Gregorian.yearsPerCycle].openBefore + year.openBefore
      + Int64(entry.openMinutesBefore) * 60_000
  }

  /// The days with open time before a day, from 0001-01-01; negative before that.
  func workingDays(before day: Int) -> Int {
    let (cycle, year, entry) = entry(of: day)
    return cycle * Int(years[Gregorian.yearsPerCycle].workingBefore) + Int(year.workingBefore)
      + Int(entry.workingBefore)
  }

  /// The hours of a day.
  func hours(of day: Int) -> DaySegments.Hours {
    hours[Int(entry(of: day).day.hours)]
  }

  /// The day in which so many milliseconds have been open since 0001-01-01, and those before it.
  ///
  /// Only where there is open time at all; else the first day.
  func day(ofOpen open: Int64) -> (day: Int, openBefore: Int64) {
    let perCycle = years[Gregorian.yearsPerCycle].openBefore
    guard perCycle > 0 else { return (Gregorian.days.lowerBound, 0) }
    let (cycle, last) = (open - 1).quotientAndRemainder(flooringBy: perCycle)
    let year = years.partitioningIndex { $0.openBefore > last } - 1
    let rest = last - years[year].openBefore
    let first = Int(years[year].kind) * RegularYears.daysPerKind
    let ofKind = days[first..<first + RegularYears.daysPerKind]
    let day = ofKind.partitioningIndex { Int64($0.openMinutesBefore) * 60_000 > rest } - 1
    return (
      Gregorian.days.lowerBound + Int(cycle) * Gregorian.daysPerCycle
        + Gregorian.dayOfCycle(ofYear: year) + day - first,
      cycle * perCycle + years[year].openBefore + Int64(days[day].openMinutesBefore) * 60_000
    )
  }

  private func entry(of day: Int) -> (cycle: Int, year: Year, day: Day) {
    let place = Gregorian.place(ofDay: day)
    let year = years[place.yearOfCycle]
    return (
      place.cycle, year, days[Int(year.kind) * RegularYears.daysPerKind + place.dayOfYear]
    )
  }
}
