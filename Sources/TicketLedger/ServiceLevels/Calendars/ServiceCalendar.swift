/// When a helpdesk works: the hours that service-level clocks count.
///
/// An instant is open if and only if its local wall time lies in an interval of its local date.
/// That settles daylight saving: hours that do not exist are not counted, hours that come twice
/// count twice.
///
/// What is open on a date is, in this order: the date's exception, where there is one; nothing, on
/// a holiday; else the weekday's hours, with those that spill over midnight from the evening
/// before. A date's breaks are taken away last, with those that spill over.
///
/// The evening before gives what would begin on it in an ordinary week, even where it is a holiday:
/// a night shift that begins on a holiday is closed until midnight. Where the evening before has an
/// exception, only the exception's own hours spill over.
public struct ServiceCalendar: Hashable, Sendable {
  /// What policies call it.
  public var name: String
  /// Where it is local.
  public var zone: ZoneRules
  /// The hours of each weekday, Monday first; always seven lists.
  public var weekly: [[DayInterval]]
  /// Dates that are closed from 00:00 to 24:00.
  public var holidays: Set<CivilDate> = []
  /// Dates of every year that are closed.
  public var yearlyHolidays: Set<YearDay> = []
  /// Runs of dates that are closed, first and last included.
  public var holidayRanges: [ClosedRange<CivilDate>] = []
  /// Dates with hours of their own, which replace all that would be open on that date.
  public var exceptions: [CivilDate: [DayInterval]] = [:]
  /// Intervals of dates that are taken away.
  public var breaks: [CivilDate: [DayInterval]] = [:]

  /// Creates a calendar of weekly hours without holidays.
  ///
  /// - Parameters:
  ///   - name: What policies call it.
  ///   - zone: Where it is local.
  ///   - weekly: Seven lists, Monday first; missing ones are closed days.
  public init(name: String, zone: ZoneRules, weekly: [[DayInterval]]) {
    self.name = name
    self.zone = zone
    self.weekly = Array(weekly.prefix(7)) + Array(repeating: [], count: max(0, 7 - weekly.count))
  }

  /// The hours that begin on a weekday, 0 for Monday; none where the lists are too short.
  func hours(ofWeekday weekday: Int) -> [DayInterval] {
    weekly.indices.contains(weekday) ? weekly[weekday] : []
  }
}
