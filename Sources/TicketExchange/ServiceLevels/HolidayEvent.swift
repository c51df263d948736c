import TicketLedger

/// An all-day event of an iCalendar file.
struct HolidayEvent {
  /// What tells it from other events; the events that replace its occurrences have the same.
  let identifier: String?
  /// The occurrence of the event of that identifier that it replaces, as a day since 1970.
  let replaces: Int?
  /// The first date, as days since 1970.
  let start: Int
  /// How many dates each occurrence has; at least one.
  let length: Int
  /// How it comes back.
  let rule: YearlyRule?
  /// Dates that it begins on besides.
  let added: [Int]
  /// Dates that it does not begin on, whatever the rule says.
  let removed: Set<Int>
  /// Where it begins in its file.
  let line: Int

  /// The properties that say when an event is.
  static let names: Set<String> = [
    "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "STATUS", "UID",
    "RECURRENCE-ID",
  ]

  /// What keeps an event from being read.
  struct Fault: Error {
    let problem: String
    let remedy: String
    let line: Int
  }

  /// An occurrence of a recurring event.
  struct Occurrence {
    let identifier: String
    let day: Int
  }

  /// Follows the event through the years.
  ///
  /// - Parameters:
  ///   - replaced: Days on which other events stand for it.
  ///   - budget: Made smaller by each occurrence that was looked at; none is looked at past zero.
  /// - Returns: The days on which it begins, as days since 1970.
  func starts(without replaced: Set<Int>, budget: inout Int) -> [Int] {
    let days = rule?.days(from: start, budget: &budget) ?? [start]
    return (days + added).filter { !removed.contains($0) && !replaced.contains($0) }
  }
}

extension HolidayEvent {
  /// What the properties of an event come to.
  enum Reading {
    /// An event with a time of day, which may stand for an all-day occurrence.
    case timed(Occurrence?)
    /// An event that was cancelled, or one occurrence.
    case cancelled(Occurrence?)
    /// An all-day event.
    case allDay(HolidayEvent)

    /// Reads the properties of an event that begins on a line.
    init(_ properties: [ICalendarLine], line: Int) throws(Fault) {
      let reader = HolidayEventReader(properties, line: line)
      let replaced = try reader.replacedOccurrence()
      if reader["STATUS"]?.value.uppercased() == "CANCELLED" {
        self = .cancelled(replaced)
      } else if try reader.isTimed {
        self = .timed(replaced)
      } else {
        self = .allDay(try reader.event())
      }
    }
  }
}
