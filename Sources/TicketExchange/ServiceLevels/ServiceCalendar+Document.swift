import TicketLedger

extension ServiceCalendar {
  /// The calendar as its file has it: keys and dates in order, what is empty left out.
  var document: JSONValue {
    var object = JSONObject()
    object["name"] = .string(name)
    object["zone"] = .string(zone.name)
    let days = zip(CalendarReader.weekdays, weekly).filter { !$0.1.isEmpty }
    object["weekly"] = .object(
      JSONObject(distinct: days.map { .init(key: $0, value: ServiceCalendar.list($1)) })
    )
    if !holidays.isEmpty {
      object["holidays"] = .array(holidays.sorted().map { .string($0.documentText) })
    }
    if !yearlyHolidays.isEmpty {
      object["yearlyHolidays"] = .array(yearlyHolidays.sorted().map { .string($0.documentText) })
    }
    if !holidayRanges.isEmpty {
      object["holidayRanges"] = .array(
        holidayRanges.map { range in
          [.string(range.lowerBound.documentText), .string(range.upperBound.documentText)]
        }
      )
    }
    if !exceptions.isEmpty { object["exceptions"] = ServiceCalendar.hours(exceptions) }
    if !breaks.isEmpty { object["breaks"] = ServiceCalendar.hours(breaks) }
    return .object(object)
  }

  private static func hours(_ hours: [CivilDate: [DayInterval]]) -> JSONValue {
    // Not key by key: setting one looks for it among all that are there.
    let dates = hours.sorted { $0.key < $1.key }
    return .object(
      JSONObject(distinct: dates.map { .init(key: $0.documentText, value: list($1)) })
    )
  }

  private static func list(_ intervals: [DayInterval]) -> JSONValue {
    .array(
      intervals.map { interval in
        [
          .string(DayInterval.documentText(minutes: interval.start)),
          .string(DayInterval.documentText(minutes: interval.end)),
        ]
      }
    )
  }
}
