@testable import TicketLedger

/// Calendars of every shape, the same for the same seed.
enum RandomCalendars {
  /// Zones with changes by rule and by decree, of half an hour, at midnight and of a whole day.
  static let zones = [
    "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
    "Pacific/Apia", "Africa/Casablanca",
  ]

  /// A calendar without problems, with dated entries about some days.
  static func calendar(
    in zone: ZoneRules,
    around days: [Int],
    using random: inout SeededNumbers
  ) -> ServiceCalendar {
    var calendar = ServiceCalendar(name: "random", zone: zone, weekly: weekly(using: &random))
    for middle in days {
      func date() -> CivilDate {
        CivilDate(daysSince1970: middle + Int.random(in: -6...6, using: &random))
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) { calendar.holidays.insert(date()) }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let date = date()
        calendar.yearlyHolidays.insert(YearDay(month: date.month, day: date.day))
      }
      if Int.random(in: 0...3, using: &random) == 0 {
        let dates = [date(), date()].sorted()
        calendar.holidayRanges.append(dates[0]...dates[1])
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        calendar.exceptions[date()] = intervals(in: 1440, using: &random)
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        calendar.breaks[date()] = intervals(in: 1440, using: &random)
      }
    }
    if !calendar.problems().isEmpty { calendar.weekly[2] = [DayInterval(0, 1440)] }
    return calendar
  }

  /// Hours of seven days, which cross midnight, Sunday's too, or are around the clock.
  private static func weekly(using random: inout SeededNumbers) -> [[DayInterval]] {
    guard Int.random(in: 0...5, using: &random) > 0 else {
      return Array(repeating: [DayInterval(0, 1440)], count: 7)
    }
    let week = 7 * 1440
    let unit = [1, 15, 30, 60].randomElement(using: &random) ?? 1
    var weekly = [[DayInterval]](repeating: [], count: 7)
    let shift = Int.random(in: 0..<week / unit, using: &random) * unit
    let count = [2, 6, 20, 200].randomElement(using: &random) ?? 2
    let points = Set(
      (0..<count).map { _ in Int.random(in: 0..<week / unit, using: &random) * unit }
    )
    .sorted()
    for (start, end) in zip(points, points.dropFirst()) {
      guard Bool.random(using: &random) else { continue }
      let length = min(end - start, 1440)
      let (weekday, minute) = ((start + shift) % week).quotientAndRemainder(dividingBy: 1440)
      weekly[weekday].append(interval(minute, length, using: &random))
    }
    return weekly
  }

  /// Intervals that begin on one day and do not overlap; none at all now and then.
  private static func intervals(
    in minutes: Int,
    using random: inout SeededNumbers
  ) -> [DayInterval] {
    let points = Set((0..<4).map { _ in Int.random(in: 0..<minutes, using: &random) }).sorted()
    var intervals: [DayInterval] = []
    for (start, end) in zip(points, points.dropFirst()) where Bool.random(using: &random) {
      intervals.append(DayInterval(start, end))
    }
    if let last = points.last, Int.random(in: 0...3, using: &random) == 0 {
      intervals.append(interval(last, Int.random(in: 1...1440, using: &random), using: &random))
    }
    return intervals.shuffled(using: &random)
  }

  /// An interval of a length up to a day; midnight as its end is written both ways.
  private static func interval(
    _ start: Int,
    _ length: Int,
    using random: inout SeededNumbers
  ) -> DayInterval {
    let end = start + length
    if end == 1440 { return DayInterval(start, Bool.random(using: &random) ? 0 : 1440) }
    return DayInterval(start, end > 1440 ? end - 1440 : end)
  }
}
