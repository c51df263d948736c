/// When a helpdesk works: the hours that service-level clocks count.
///
/// An instant is open if and only if its local wall time lies in an interval of its local date. That
/// settles daylight saving: hours that do not exist are not counted, hours that come twice count twice.
/// What is open on a date is, in this order: the date's exception, where there is one; nothing, on a
/// holiday; else the weekday's hours, with those that spill over midnight from the evening before. A
/// date's breaks are taken away last.
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
}

/// A half-open interval of wall time, in minutes since midnight of the date it begins on.
public struct DayInterval: Hashable, Sendable {
  /// The first minute, 0 to 1,439.
  public var start: Int
  /// The minute it ends before, 1 to 1,440; at or before the start, it is one of the next day.
  public var end: Int

  /// Creates an interval.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// Whether it goes on after midnight.
  public var crossesMidnight: Bool { end <= start }
}

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

  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.month, lhs.day) < (rhs.month, rhs.day)
  }
}
