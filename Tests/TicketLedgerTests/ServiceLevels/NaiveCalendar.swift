@testable import TicketLedger

/// An oracle: what is open is decided afresh for every minute, from the rules as they are worded.
///
/// It shares nothing with the library's index but the zone's offset at a moment.
struct NaiveCalendar {
  let calendar: ServiceCalendar

  /// Minutes of one date that follow each other and are all open or all closed.
  struct Cell {
    let start: Int64
    var end: Int64
    let isOpen: Bool
    let day: Int
  }

  /// The cells of a range of milliseconds, in order, gathered minute by minute of wall time.
  func cells(_ range: Range<Int64>) -> [Cell] {
    var cells: [Cell] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let offset = offset(start)
      var end = min(start + 60_000 - modulo(start + offset, 60_000), range.upperBound)
      // Transitions are on whole seconds: where one is inside the minute, go second by second.
      if self.offset(end - 1) != offset { end = min(start + 1000 - modulo(start, 1000), end) }
      let wall = start + offset
      let day = Int((wall - modulo(wall, 86_400_000)) / 86_400_000)
      let minute = Int(modulo(wall, 86_400_000) / 60_000)
      let isOpen = isOpen(day, minute)
      if let last = cells.last, last.isOpen == isOpen, last.day == day {
        cells[cells.count - 1].end = end
      } else {
        cells.append(Cell(start: start, end: end, isOpen: isOpen, day: day))
      }
      start = end
    }
    return cells
  }

  private func isOpen(_ day: Int, _ minute: Int) -> Bool {
    let date = CivilDate(daysSince1970: day)
    let eve = CivilDate(daysSince1970: day - 1)
    if contains(calendar.breaks[date], calendar.breaks[eve], minute) { return false }
    if let exception = calendar.exceptions[date] { return contains(exception, nil, minute) }
    if isHoliday(date) { return false }
    let weekday = Int(modulo(Int64(day) + 3, 7))
    return contains(
      calendar.weekly[weekday],
      calendar.exceptions[eve] ?? calendar.weekly[(weekday + 6) % 7],
      minute
    )
  }

  /// Whether intervals of the day, or what spills over from those of the evening before, have a
  /// minute.
  private func contains(_ own: [DayInterval]?, _ before: [DayInterval]?, _ minute: Int) -> Bool {
    for interval in own ?? [] {
      if interval.end > interval.start {
        if minute >= interval.start && minute < interval.end { return true }
      } else if minute >= interval.start {
        return true
      }
    }
    for interval in before ?? [] where interval.end <= interval.start && minute < interval.end {
      return true
    }
    return false
  }

  private func isHoliday(_ date: CivilDate) -> Bool {
    calendar.holidays.contains(date)
      || calendar.yearlyHolidays.contains(YearDay(month: date.month, day: date.day))
      || calendar.holidayRanges.contains { $0.contains(date) }
  }

  private func offset(_ millisecond: Int64) -> Int64 {
    Int64(calendar.zone.offset(at: Instant(millisecondsSince1970: millisecond))) * 1000
  }

  private func modulo(_ number: Int64, _ divisor: Int64) -> Int64 {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }
}

/// A range of time as the oracle sees it, and its answers inside that range.
struct NaiveWindow {
  let cells: [NaiveCalendar.Cell]

  init(_ calendar: ServiceCalendar, _ range: Range<Int64>) {
    cells = NaiveCalendar(calendar: calendar).cells(range)
  }

  func isOpen(_ moment: Int64) -> Bool {
    cells.first { $0.end > moment }?.isOpen ?? false
  }

  func open(from start: Int64, to end: Int64) -> Int64 {
    cells.reduce(0) { sum, cell in
      cell.isOpen ? sum + max(0, min(end, cell.end) - max(start, cell.start)) : sum
    }
  }

  /// The earliest moment after so much, or nil where that is not in the range.
  func adding(_ milliseconds: Int64, to start: Int64) -> Int64? {
    var rest = milliseconds
    for cell in cells where cell.isOpen && cell.end > start {
      let from = max(cell.start, start)
      if rest == 0 || rest <= cell.end - from { return from + rest }
      rest -= cell.end - from
    }
    return nil
  }

  /// The latest moment before so much, or nil where that is not in the range.
  func subtracting(_ milliseconds: Int64, from end: Int64) -> Int64? {
    var rest = milliseconds
    for cell in cells.reversed() where cell.isOpen && cell.start < end {
      let until = min(cell.end, end)
      if rest == 0 || rest <= until - cell.start { return until - rest }
      rest -= until - cell.start
    }
    return nil
  }

  /// The open stretches between two moments.
  func segments(from start: Int64, to end: Int64) -> [Range<Int64>] {
    var segments: [Range<Int64>] = []
    for cell in cells
    where cell.isOpen && max(cell.start, start) < min(cell.end, end) {
      let part = max(cell.start, start)..<min(cell.end, end)
      if let last = segments.last, last.upperBound == part.lowerBound {
        segments[segments.count - 1] = last.lowerBound..<part.upperBound
      } else {
        segments.append(part)
      }
    }
    return segments
  }

  /// The dates with open time, and when that of each ends for good; the first and last are left
  /// out, as part of them may lie outside.
  var workingDays: [(day: Int, closing: Int64)] {
    var closings: [Int: Int64] = [:]
    for cell in cells where cell.isOpen { closings[cell.day] = cell.end }
    let days = cells.map(\.day)
    let whole = (days.min() ?? 0) + 1..<max(days.max() ?? 0, (days.min() ?? 0) + 1)
    return closings.filter { whole.contains($0.key) }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }
}
