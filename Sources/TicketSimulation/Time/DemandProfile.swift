import TicketLedger

/// How much demand each hour of the period brings, relative to the others.
///
/// Hours of the day, weekdays (Monday morning above all), seasons, holidays and growth, times noise by
/// day and by hour; a pure function of the seed, so that nothing of it needs to be kept.
struct DemandProfile: Sendable {
  private let seed: UInt64
  private let start: Int64
  /// The number of hours in the period.
  let hours: Int

  /// Creates the profile of a scenario.
  init(_ scenario: Scenario) {
    seed = scenario.seed
    start = scenario.start.millisecondsSince1970
    hours = scenario.durationInDays * 24
  }

  /// When an hour of the period begins.
  func start(ofHour hour: Int) -> Int64 { start + Int64(hour) * Span.hour }

  /// The weight of an hour, at least 1, below 2³².
  func weight(ofHour hour: Int) -> UInt64 {
    let moment = start(ofHour: hour)
    let day = Span.dayNumber(of: moment)
    let ofDay = Int((moment - day * Span.day) / Span.hour)
    let weekday = Span.weekday(of: day)
    var weight = DemandProfile.byHour[ofDay] * DemandProfile.byWeekday[weekday]
    if weekday == 0, 8...10 ~= ofDay { weight = weight * 135 / 100 }
    if WorkingHours.isHoliday(day) { weight = weight * 8 / 100 }
    weight *= DemandProfile.byMonth[CivilDate(daysSince1970: Int(day)).month - 1]
    // A helpdesk grows by an eighth a year.
    weight = weight * UInt64(2920 + hour / 24) / 2920
    let dayNoise = RandomStream.mix(seed, .demand, index: UInt64(hour / 24) << 32) >> 32
    let hourNoise = RandomStream.mix(seed, .demand, index: UInt64(hour)) >> 32
    weight = weight * (880 + dayNoise * 240 >> 32) / 1000
    weight = weight * (800 + hourNoise * 400 >> 32) / 1000
    return max(weight, 1)
  }

  private static let byHour: InlineArray<24, UInt64> = [
    2, 1, 1, 1, 1, 2, 6, 22, 62, 88, 92, 80, 46, 60, 78, 74, 64, 44, 20, 10, 7, 5, 4, 3,
  ]
  private static let byWeekday: InlineArray<7, UInt64> = [128, 108, 100, 98, 84, 9, 6]
  private static let byMonth: InlineArray<12, UInt64> = [
    112, 104, 103, 97, 94, 100, 82, 72, 118, 110, 106, 84,
  ]
}
