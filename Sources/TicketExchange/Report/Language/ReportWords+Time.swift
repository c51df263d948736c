import TicketLedger

extension ReportWords {
  /// A day: `4 March 2016`.
  func day(_ date: CivilDate) -> String {
    let number = language == .french && date.day == 1 ? "1er" : String(date.day)
    return "\(number)\u{A0}\(self(Phrase.months[date.month - 1])) \(String(date.year))"
  }

  /// A day without its year: `4 Mar`.
  func shortDay(_ date: CivilDate) -> String {
    "\(String(date.day))\u{A0}\(shortMonth(date.month))"
  }

  /// A month: `March 2016`.
  func month(_ month: ReportMonth) -> String {
    self(Phrase.months[month.month - 1]) + "\u{A0}" + String(month.year)
  }

  /// A month's short name: `Mar`.
  func shortMonth(_ month: Int) -> String {
    self(Phrase.shortMonths[month - 1])
  }

  /// The week of a Monday, after ISO 8601: `week 9 of 2016`.
  func week(_ monday: CivilDate) -> String {
    let week = IsoWeek(containing: monday)
    return self(.week(String(week.week), of: String(week.year)))
  }

  /// A moment in UTC, to the minute: `4 March 2016, 12:00 UTC`; seconds where there are any.
  func moment(_ instant: Instant) -> String {
    let (day, time) = instant.millisecondsSince1970.quotientAndRemainder(flooringBy: 86_400_000)
    let seconds = Int(time / 1000)
    var clock = padded(seconds / 3600) + ":" + padded(seconds / 60 % 60)
    if seconds % 60 != 0 { clock += ":" + padded(seconds % 60) }
    let date = self.day(CivilDate(daysSince1970: Int(day)))
    return language == .french ? "\(date) à \(clock)\u{A0}UTC" : "\(date), \(clock)\u{A0}UTC"
  }

  /// The day of a moment in UTC.
  func day(of instant: Instant) -> String {
    let day = instant.millisecondsSince1970.quotientAndRemainder(flooringBy: 86_400_000).quotient
    return self.day(CivilDate(daysSince1970: Int(day)))
  }

  /// A duration in its two largest units: `3 d 4 h`, `45 min`; a dash where there is none.
  func duration(seconds: Double?) -> String {
    guard let seconds, let whole = Int(exactly: (seconds / 60).rounded()) else { return "–" }
    let (days, hours, minutes) = (whole / 1440, whole / 60 % 24, whole % 60)
    if days >= 10 { return count(whole / 1440 + (hours >= 12 ? 1 : 0)) + unit(.dayUnit) }
    if days > 0 {
      return count(days) + unit(.dayUnit)
        + (hours > 0 ? "\u{A0}" + count(hours) + unit(.hourUnit) : "")
    }
    return clock(hours: hours, minutes: minutes)
  }

  /// Minutes of work: `20 h 34 min`; from a hundred hours on, whole hours.
  func work(minutes: Int) -> String {
    if minutes >= 6_000 { return count((minutes + 30) / 60) + unit(.hourUnit) }
    return clock(hours: minutes / 60, minutes: minutes % 60)
  }

  private func clock(hours: Int, minutes: Int) -> String {
    guard hours > 0 else { return count(minutes) + unit(.minuteUnit) }
    guard minutes > 0 else { return count(hours) + unit(.hourUnit) }
    return count(hours) + unit(.hourUnit) + "\u{A0}" + count(minutes) + unit(.minuteUnit)
  }

  private func unit(_ phrase: Phrase) -> String { "\u{A0}" + self(phrase) }

  private func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}
