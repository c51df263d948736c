/// What keeps a calendar from being adopted.
public enum CalendarFault: Error, Hashable, Sendable {
  /// Where an interval is written.
  public enum Place: Hashable, Sendable {
    /// Among the hours of a weekday, 0 for Monday to 6 for Sunday.
    case weekday(Int)
    /// In the exception of a date.
    case exception(CivilDate)
    /// In the breaks of a date.
    case `break`(CivilDate)
  }

  /// The calendar has no name, or one that is too long.
  case name(sizeInBytes: Int)
  /// The calendar's name has a control character or a line end.
  case controlInName
  /// The weekly hours are not seven lists.
  case weekdays(count: Int)
  /// There is no date on which the calendar is ever open.
  case neverOpen
  /// An interval's times are none of a day.
  case time(Place, DayInterval)
  /// Two intervals have minutes in common.
  case overlap(Place, DayInterval, Place, DayInterval)
  /// A run of holidays is longer than ten years.
  case tooLong(ClosedRange<CivilDate>)
  /// No year has the day.
  case noSuchDay(YearDay)
  /// There are more dated entries than a calendar may have.
  case tooManyDates(Int)
}

extension CalendarFault: CustomStringConvertible {
  /// The fault in one line, with the remedy.
  public var description: String {
    switch self {
    case .name(let size):
      "a calendar's name has 1 to \(ServiceCalendar.maximumNameSizeInBytes) bytes of UTF-8, "
        + "not \(size)"
    case .controlInName:
      "the calendar's name has a control character; write it in one line of letters, digits and signs"
    case .weekdays(let count):
      "the weekly hours are \(count) lists; give seven, Monday first"
    case .neverOpen:
      "the calendar is never open; give hours to a weekday that holidays do not close, or to an "
        + "exception that breaks do not take away"
    case .time(let place, let interval):
      "\(place): \(interval) is not between 00:00 and 24:00; an interval begins by 23:59 and, "
        + "where its end is not later, goes on into the next day"
    case .overlap(let place, let first, let other, let second) where place == other:
      "\(place): \(first) and \(second) overlap; join them or end the first earlier"
    case .overlap(let place, let first, let other, let second):
      "\(place): \(first) goes on into \(other) and overlaps its \(second); end it earlier"
    case .tooLong(let range):
      "holidays from \(text(range.lowerBound)) to \(text(range.upperBound)) take more than "
        + "\(ServiceCalendar.maximumRangeInDays) days; adopt another calendar from that date on"
    case .noSuchDay(let day):
      "no year has a day \(day.day) of month \(day.month)"
    case .tooManyDates(let count):
      "\(count) holidays, ranges, and intervals of exceptions and breaks are more than "
        + "\(ServiceCalendar.maximumDateCount); leave out dates long past"
    }
  }

  private func text(_ date: CivilDate) -> String {
    CalendarFault.text(date)
  }

  fileprivate static func text(_ date: CivilDate) -> String {
    String(
      Instant(millisecondsSince1970: Int64(date.daysSince1970) * 86_400_000).description.prefix(10)
    )
  }
}

extension CalendarFault.Place: CustomStringConvertible {
  /// The place in words, as in `Monday` or `exception of 2025-12-24`.
  public var description: String {
    let weekdays = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    return switch self {
    case .weekday(let day): weekdays.indices.contains(day) ? weekdays[day] : "weekday \(day)"
    case .exception(let date): "exception of \(CalendarFault.text(date))"
    case .break(let date): "break of \(CalendarFault.text(date))"
    }
  }
}
