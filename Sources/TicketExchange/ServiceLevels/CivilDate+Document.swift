import TicketLedger

extension CivilDate {
  /// Reads a date written `2026-12-25`; nil where the text is none.
  init?(document text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = Int(digits: parts[0], count: 4),
      let month = Int(digits: parts[1], count: 2), let day = Int(digits: parts[2], count: 2)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The date as `2026-12-25`.
  var documentText: String {
    "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
  }

  /// The day of the week, Monday 0 to Sunday 6.
  var weekdayFromMonday: Int { CivilDate.weekdayFromMonday(daysSince1970: daysSince1970) }

  /// The day of the week of a day by its number, Monday 0 to Sunday 6.
  static func weekdayFromMonday(daysSince1970 days: Int) -> Int {
    // 1 January 1970 was a Thursday.
    let rest = (days + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }
}

extension YearDay {
  /// Reads a day of every year written `12-25`; nil where no year has it.
  init?(document text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let month = Int(digits: parts[0], count: 2),
      let day = Int(digits: parts[1], count: 2),
      // A leap year has every day that some year has.
      CivilDate(year: 2000, month: month, day: day) != nil
    else { return nil }
    self.init(month: month, day: day)
  }

  /// The day as `12-25`.
  var documentText: String { "\(month.padded(to: 2))-\(day.padded(to: 2))" }
}

extension DayInterval {
  /// Reads a time of day written `08:30`, as minutes; `24:00` is 1,440; nil where the text is none.
  static func minutes(document text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(digits: parts[0], count: 2),
      let minute = Int(digits: parts[1], count: 2), minute < 60, hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
  }

  /// Minutes as a time of day: `08:30`.
  static func documentText(minutes: Int) -> String {
    "\((minutes / 60).padded(to: 2)):\((minutes % 60).padded(to: 2))"
  }
}

extension Int {
  /// Reads so many digits and nothing else.
  init?(digits text: some StringProtocol, count: Int) {
    let digits = text.utf8
    guard digits.count == count,
      digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    self = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// The number, not negative, with zeros before it up to a width.
  func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
