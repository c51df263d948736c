import TicketLedger

/// When people work: hours of the day, Monday to Friday, some on Saturday, not on holidays.
struct WorkingHours: BitwiseCopyable, Sendable {
  /// When the day begins, in milliseconds from midnight.
  let opens: Int64
  /// When it ends.
  let closes: Int64
  /// Whether Saturday is a working day too.
  let onSaturday: Bool

  /// The service desk's hours.
  static let desk = WorkingHours(opens: 7 * Span.hour, closes: 19 * Span.hour, onSaturday: true)
  /// The hours of everybody else who supports.
  static let office = WorkingHours(opens: 8 * Span.hour, closes: 18 * Span.hour, onSaturday: false)
  /// The hours of those who ask.
  static let requesters = WorkingHours(
    opens: 8 * Span.hour - Span.hour / 2,
    closes: 18 * Span.hour,
    onSaturday: false
  )

  /// The first working moment at or after a moment.
  func next(from moment: Int64) -> Int64 {
    var day = Span.dayNumber(of: moment)
    if isWorkingDay(day) {
      let time = moment - day * Span.day
      if time < opens { return day * Span.day + opens }
      if time < closes { return moment }
    }
    repeat { day += 1 } while !isWorkingDay(day)
    return day * Span.day + opens
  }

  /// The moment so much working time later.
  ///
  /// - Complexity: O(d) in the days between.
  func adding(_ span: Int64, to moment: Int64) -> Int64 {
    var start = next(from: moment)
    var left = span
    while true {
      let close = Span.dayNumber(of: start) * Span.day + closes
      if left < close - start { return start + left }
      left -= close - start
      start = next(from: close)
    }
  }

  /// Whether anybody works on a day.
  func isWorkingDay(_ day: Int64) -> Bool {
    let weekday = Span.weekday(of: day)
    return weekday < (onSaturday ? 6 : 5) && !WorkingHours.isHoliday(day)
  }

  /// Whether a day is one of the fixed holidays.
  static func isHoliday(_ day: Int64) -> Bool {
    let date = CivilDate(daysSince1970: Int(day))
    switch (date.month, date.day) {
    case (1, 1), (5, 1), (12, 25), (12, 26): return true
    default: return false
    }
  }
}
