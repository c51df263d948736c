import TicketLedger

/// Reads one event's properties.
struct HolidayEventReader {
  private let properties: [ICalendarLine]
  private let line: Int

  /// Takes the properties of an event that begins on a line.
  init(_ properties: [ICalendarLine], line: Int) {
    self.properties = properties
    self.line = line
  }

  subscript(name: String) -> ICalendarLine? {
    properties.first { $0.name == name }
  }

  /// Whether the event has a time of day.
  var isTimed: Bool {
    get throws(HolidayEvent.Fault) {
      guard let start = self["DTSTART"] else {
        throw HolidayEvent.Fault(
          problem: "the event has no DTSTART",
          remedy: "give it one, for example DTSTART;VALUE=DATE:20261225",
          line: line
        )
      }
      return HolidayEventReader.isTime(start)
    }
  }

  private static func isTime(_ line: ICalendarLine) -> Bool {
    if let type = line.parameter("VALUE") { return type.uppercased() == "DATE-TIME" }
    return line.value.contains("T")
  }

  /// The occurrence that the event stands for, where it is an all-day one.
  func replacedOccurrence() throws(HolidayEvent.Fault) -> HolidayEvent.Occurrence? {
    guard let property = self["RECURRENCE-ID"] else { return nil }
    guard property.parameter("RANGE") == nil else {
      throw fault(
        "an event that replaces all later occurrences cannot be followed",
        "write an event of its own with UNTIL in the rule of the first",
        property
      )
    }
    guard !HolidayEventReader.isTime(property) else { return nil }
    let day = try day(property)
    return self["UID"].map { HolidayEvent.Occurrence(identifier: $0.value, day: day) }
  }

  /// The event, known to be an all-day one.
  func event() throws(HolidayEvent.Fault) -> HolidayEvent {
    try checkRepetitions()
    guard let first = self["DTSTART"] else {
      throw fault("the event has no DTSTART", "give it one")
    }
    let start = try day(first)
    let replaced = try replacedOccurrence()
    if let property = self["RECURRENCE-ID"], replaced == nil {
      throw self["UID"] == nil
        ? fault("RECURRENCE-ID without UID", "give it that of the event it belongs to", property)
        : fault(
          "an all-day event replaces an occurrence with a time of day",
          "write RECURRENCE-ID;VALUE=DATE",
          property
        )
    }
    if let property = self["EXRULE"] {
      throw fault("EXRULE cannot be followed", "write the dates in EXDATE;VALUE=DATE", property)
    }
    return HolidayEvent(
      identifier: self["UID"]?.value,
      replaces: replaced?.day,
      start: start,
      length: try length(from: start),
      rule: try rule(from: start),
      added: try days("RDATE"),
      removed: Set(try days("EXDATE")),
      line: line
    )
  }

  private func checkRepetitions() throws(HolidayEvent.Fault) {
    var seen: Set<String> = []
    for property in properties where !["RDATE", "EXDATE"].contains(property.name) {
      guard seen.insert(property.name).inserted else {
        throw fault("\(property.name) stands twice in an event", "leave one out", property)
      }
    }
  }

  private func length(from start: Int) throws(HolidayEvent.Fault) -> Int {
    if let property = self["DTEND"] {
      guard self["DURATION"] == nil else {
        throw fault("DTEND and DURATION exclude each other", "leave one of them out", property)
      }
      let end = try day(property)
      guard end >= start else {
        throw fault("DTEND is before DTSTART", "exchange them; DTEND is the day after", property)
      }
      // The day after is right; many programs write the day itself for an event of one day.
      return max(1, end - start)
    }
    guard let property = self["DURATION"] else { return 1 }
    let text = property.value.hasPrefix("+") ? property.value.dropFirst() : property.value[...]
    let count = text.dropFirst().dropLast()
    if text.hasPrefix("P"), 1...6 ~= count.utf8.count,
      let number = Int(digits: count, count: count.utf8.count), number > 0
    {
      if text.hasSuffix("D") { return number }
      if text.hasSuffix("W") { return number * 7 }
    }
    throw fault(
      "the duration \(property.value.inMessages) is not one of whole days",
      "write for example P1D or P2W",
      property
    )
  }

  private func rule(from start: Int) throws(HolidayEvent.Fault) -> YearlyRule? {
    guard let property = self["RRULE"] else { return nil }
    let rule: YearlyRule
    do throws(YearlyRule.Fault) {
      rule = try YearlyRule(property.value)
    } catch {
      throw fault(error.problem, error.remedy, property)
    }
    guard rule.recurs(on: start) else {
      throw fault(
        "DTSTART is not one of the dates that RRULE describes",
        "make it the first of them",
        property
      )
    }
    guard CivilDate(daysSince1970: start).year <= YearlyRule.lastYear else {
      throw fault(
        "the event recurs from after \(YearlyRule.lastYear) on",
        "write its dates in RDATE;VALUE=DATE",
        property
      )
    }
    return rule
  }

  private func days(_ name: String) throws(HolidayEvent.Fault) -> [Int] {
    var days: [Int] = []
    for property in properties where property.name == name {
      for text in property.value.split(separator: ",", omittingEmptySubsequences: false) {
        days.append(try day(property, String(text)))
      }
    }
    return days
  }

  private func day(
    _ property: ICalendarLine,
    _ text: String? = nil
  ) throws(HolidayEvent.Fault) -> Int {
    let text = text ?? property.value
    let type = property.parameter("VALUE")?.uppercased() ?? "DATE"
    guard type == "DATE", let date = CivilDate(iCalendar: text) else {
      throw fault(
        "\(property.name) is \(text.inMessages), which is no date",
        "write year, month and day, for example \(property.name);VALUE=DATE:20261225",
        property
      )
    }
    return date.daysSince1970
  }

  private func fault(
    _ problem: String,
    _ remedy: String,
    _ property: ICalendarLine? = nil
  ) -> HolidayEvent.Fault {
    HolidayEvent.Fault(problem: problem, remedy: remedy, line: property?.number ?? line)
  }
}

extension CivilDate {
  /// Reads a date as iCalendar writes it, `20261225`; nil where the text is none.
  init?(iCalendar text: some StringProtocol) {
    guard let number = Int(digits: text, count: 8) else { return nil }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }
}
