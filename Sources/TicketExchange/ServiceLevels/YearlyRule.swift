import TicketLedger

/// How an all-day event comes back every year, or every few years: what iCalendar calls `RRULE`.
///
/// Of RFC 5545, section 3.3.10, it follows `FREQ=YEARLY` with `INTERVAL`, `COUNT` or `UNTIL`, `BYMONTH`,
/// `BYMONTHDAY` and `BYDAY`; `WKST` changes nothing in these. All else is refused.
struct YearlyRule: Hashable, Sendable {
  /// A weekday, of all in a month or year, or one counted from the beginning (or, negative, the end).
  struct Weekday: Hashable, Sendable {
    /// Which of them, from 1 or from −1; nil for each.
    let ordinal: Int?
    /// Monday 0 to Sunday 6.
    let weekday: Int
  }

  /// What cannot be followed.
  struct Fault: Error {
    let problem: String
    let remedy: String
  }

  /// The first and the last year that are followed.
  static let firstYear = 1970
  static let lastYear = 2100

  private(set) var interval = 1
  private(set) var count: Int?
  private(set) var until: Int?
  private(set) var months: [Int] = []
  private(set) var monthDays: [Int] = []
  private(set) var weekdays: Set<Weekday> = []

  /// Reads a rule.
  init(_ text: String) throws(Fault) {
    var seen: Set<String> = []
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map { String($0).uppercased() }
      guard sides.count == 2, seen.insert(sides[0]).inserted else {
        throw Fault(
          problem:
            "the rule has \(String(part).inMessages), which is no part of one or stands twice",
          remedy: "write for example FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1"
        )
      }
      try read(sides[0], sides[1])
    }
    guard seen.contains("FREQ") else {
      throw Fault(problem: "the rule has no FREQ", remedy: "write FREQ=YEARLY")
    }
    guard count == nil || until == nil else {
      throw Fault(problem: "COUNT and UNTIL exclude each other", remedy: "leave one of them out")
    }
    guard monthDays.isEmpty || !months.isEmpty else {
      throw Fault(problem: "BYMONTHDAY needs BYMONTH", remedy: "add it")
    }
    guard monthDays.isEmpty || weekdays.allSatisfy({ $0.ordinal == nil }) else {
      throw Fault(
        problem: "a counted weekday and BYMONTHDAY exclude each other",
        remedy: "leave one of them out"
      )
    }
  }

  private mutating func read(_ key: String, _ value: String) throws(Fault) {
    switch key {
    case "FREQ":
      guard value == "YEARLY" else {
        throw Fault(
          problem: "FREQ is \(value.inMessages); only yearly events are followed",
          remedy: "write FREQ=YEARLY, or the dates in RDATE;VALUE=DATE"
        )
      }
    case "INTERVAL": interval = try YearlyRule.number(key, value, 1...10_000)
    case "COUNT": count = try YearlyRule.number(key, value, 1...999_999)
    case "UNTIL": until = try YearlyRule.lastDay(value)
    case "BYMONTH": months = try YearlyRule.numbers(key, value, 1...12, signed: false)
    case "BYMONTHDAY": monthDays = try YearlyRule.numbers(key, value, 1...31, signed: true)
    case "BYDAY": weekdays = try YearlyRule.weekdays(value)
    case "WKST":
      // It says where weeks begin, and no rule that is followed counts weeks.
      break
    default:
      throw Fault(
        problem: "\(key.inMessages) in a rule cannot be followed",
        remedy: "write the dates in RDATE;VALUE=DATE"
      )
    }
  }
}

extension YearlyRule {
  /// Whether the rule describes a day, given that it began on it.
  func recurs(on start: Int) -> Bool {
    let date = CivilDate(daysSince1970: start)
    return days(in: date.year, like: date).contains(start) && until.map { $0 >= start } ?? true
  }

  /// Follows the rule from the day it began on.
  ///
  /// - Parameters:
  ///   - start: The day it began on.
  ///   - budget: Made smaller by each day that was looked at; none is looked at past zero.
  /// - Returns: The days the rule describes, in order, of the years 1970 to 2100.
  func days(from start: Int, budget: inout Int) -> [Int] {
    let date = CivilDate(daysSince1970: start)
    var rest = count ?? .max
    var found: [Int] = []
    var year = date.year
    if count == nil, year < YearlyRule.firstYear {
      // Nothing has to be counted before the first year that is followed.
      year += (YearlyRule.firstYear - year + interval - 1) / interval * interval
    }
    while year <= YearlyRule.lastYear {
      budget -= 1
      for day in days(in: year, like: date) where day >= start {
        budget -= 1
        guard rest > 0, budget > 0, until.map({ day <= $0 }) ?? true else { return found }
        rest -= 1
        if year >= YearlyRule.firstYear { found.append(day) }
      }
      year += interval
    }
    return found
  }

  /// The days of a year that the rule describes, in order; what it leaves open is as on a date.
  private func days(in year: Int, like date: CivilDate) -> [Int] {
    if months.isEmpty, weekdays.isEmpty {
      return YearlyRule.day(year, date.month, date.day).map { [$0] } ?? []
    }
    guard !months.isEmpty else {
      return weekdays(from: (year, 1), through: (year, 12))
    }
    var days: Set<Int> = []
    for month in months {
      if weekdays.isEmpty || !monthDays.isEmpty {
        for day in monthDays.isEmpty ? [date.day] : monthDays {
          guard let day = YearlyRule.day(year, month, day), isWanted(day) else { continue }
          days.insert(day)
        }
      } else {
        days.formUnion(weekdays(from: (year, month), through: (year, month)))
      }
    }
    return days.sorted()
  }

  /// Whether a day is one of the weekdays, where the rule names some.
  private func isWanted(_ day: Int) -> Bool {
    let weekday = CivilDate.weekdayFromMonday(daysSince1970: day)
    return weekdays.isEmpty || weekdays.contains { $0.weekday == weekday }
  }

  private func weekdays(from first: (Int, Int), through last: (Int, Int)) -> [Int] {
    guard let start = YearlyRule.day(first.0, first.1, 1),
      let end = YearlyRule.day(last.0, last.1, -1)
    else { return [] }
    var days: Set<Int> = []
    for wanted in weekdays {
      let ahead = (wanted.weekday - CivilDate.weekdayFromMonday(daysSince1970: start) + 7) % 7
      let all = Array(stride(from: start + ahead, through: end, by: 7))
      guard let ordinal = wanted.ordinal else {
        days.formUnion(all)
        continue
      }
      let index = ordinal > 0 ? ordinal - 1 : all.count + ordinal
      if all.indices.contains(index) { days.insert(all[index]) }
    }
    return days.sorted()
  }

  /// A day of a month, counted from its end where negative; nil where the month has no such day.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let day = day > 0 ? day : CivilDate.days(inMonth: month, of: year) + day + 1
    return CivilDate(year: year, month: month, day: day)?.daysSince1970
  }
}

extension YearlyRule {
  private static func number(
    _ key: String,
    _ text: some StringProtocol,
    _ range: ClosedRange<Int>
  ) throws(Fault) -> Int {
    if 1...6 ~= text.utf8.count, let number = Int(digits: text, count: text.utf8.count),
      range.contains(number)
    {
      return number
    }
    throw Fault(
      problem: "\(key) is \(String(text).inMessages)",
      remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)"
    )
  }

  private static func numbers(
    _ key: String,
    _ text: String,
    _ range: ClosedRange<Int>,
    signed: Bool
  ) throws(Fault) -> [Int] {
    var numbers: Set<Int> = []
    for text in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isNegative = signed && text.hasPrefix("-")
      let hasSign = isNegative || signed && text.hasPrefix("+")
      let number = try number(key, hasSign ? text.dropFirst() : text, range)
      numbers.insert(isNegative ? -number : number)
    }
    return numbers.sorted()
  }

  /// The last day of a rule: a date, or the date of an instant, since days have no time.
  private static func lastDay(_ text: String) throws(Fault) -> Int {
    let time = text.dropFirst(8)
    let digits = time.dropFirst().prefix(6)
    let isTime = time.hasPrefix("T") && Int(digits: digits, count: 6) != nil
    if time.isEmpty || isTime && ["", "Z"].contains(time.dropFirst(7)),
      let date = CivilDate(iCalendar: text.prefix(8))
    {
      return date.daysSince1970
    }
    throw Fault(
      problem: "UNTIL is \(text.inMessages)",
      remedy: "write a date, for example 20301231"
    )
  }

  private static func weekdays(_ text: String) throws(Fault) -> Set<Weekday> {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    var weekdays: Set<Weekday> = []
    for text in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let weekday = names.firstIndex(of: String(text.suffix(2))) else {
        throw Fault(
          problem: "BYDAY is \(String(text).inMessages)",
          remedy: "write for example 4TH, -1MO or FR"
        )
      }
      let sign = text.dropLast(2)
      guard !sign.isEmpty else {
        weekdays.insert(Weekday(ordinal: nil, weekday: weekday))
        continue
      }
      let isSigned = sign.hasPrefix("-") || sign.hasPrefix("+")
      let ordinal = try number("BYDAY", isSigned ? sign.dropFirst() : sign, 1...53)
      let day = Weekday(ordinal: sign.hasPrefix("-") ? -ordinal : ordinal, weekday: weekday)
      weekdays.insert(day)
    }
    return weekdays
  }
}
