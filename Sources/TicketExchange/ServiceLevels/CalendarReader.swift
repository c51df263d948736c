import TicketLedger

/// Reads a calendar from JSON, to the end, whatever is wrong.
struct CalendarReader {
  private(set) var report: DocumentReport
  /// What was passed over.
  private(set) var warnings: DocumentReport
  private let document: DocumentNode

  init(_ value: JSONValue, file: String) {
    report = DocumentReport(file: file)
    warnings = DocumentReport(file: file)
    document = DocumentNode(value)
  }

  private static let keys = [
    "name", "zone", "weekly", "holidays", "yearlyHolidays", "holidayRanges", "exceptions",
    "breaks", "holidayFiles",
  ]
  /// The keys of `weekly`, Monday first.
  static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Reads the calendar; nil only where something was found to be wrong.
  mutating func calendar(
    zone: (String) throws -> ZoneRules,
    holidays: ((String) throws(DocumentError) -> HolidayFile)?
  ) -> ServiceCalendar? {
    guard let members = report.members(document, CalendarReader.keys) else { return nil }
    let name = name(members)
    let rules = zoneRules(members, zone)
    let weekly = weekly(members)
    var dated = DatedEntries()
    dated.holidays = dates(members["holidays"])
    readYearlyHolidays(members["yearlyHolidays"], into: &dated)
    readRanges(members["holidayRanges"], into: &dated)
    dated.exceptions = hours(members["exceptions"])
    dated.breaks = hours(members["breaks"])
    readFiles(members["holidayFiles"], into: &dated, by: holidays)
    if dated.count > CalendarFile.maximumDatedEntries {
      report.add(
        "the calendar has \(dated.count) holidays, exceptions and breaks",
        "use at most \(CalendarFile.maximumDatedEntries); join neighbouring holidays into ranges",
        at: document
      )
    }
    guard let name, let rules else { return nil }
    var calendar = ServiceCalendar(name: name, zone: rules, weekly: weekly)
    calendar.holidays = dated.holidays
    calendar.yearlyHolidays = dated.yearlyHolidays
    calendar.holidayRanges = dated.ranges
    calendar.exceptions = dated.exceptions
    calendar.breaks = dated.breaks
    return calendar
  }

  /// What a calendar says of single dates.
  private struct DatedEntries {
    var holidays: Set<CivilDate> = []
    var yearlyHolidays: Set<YearDay> = []
    var ranges: [ClosedRange<CivilDate>] = []
    var exceptions: [CivilDate: [DayInterval]] = [:]
    var breaks: [CivilDate: [DayInterval]] = [:]

    var count: Int { holidays.count + ranges.count + exceptions.count + breaks.count }
  }
}

extension CalendarReader {
  private mutating func name(_ members: [String: DocumentNode]) -> String? {
    let example = "\"office\""
    guard let node = report.required("name", in: members, of: document, example: example),
      let name = report.text(node, example: example)
    else { return nil }
    guard 1...ServicePolicy.maximumNameSizeInBytes ~= name.utf8.count else {
      report.add(
        name.isEmpty ? "the name is empty" : "the name has \(name.utf8.count) bytes",
        "give one of 1 to \(ServicePolicy.maximumNameSizeInBytes) bytes",
        at: node
      )
      return nil
    }
    return name
  }

  private mutating func zoneRules(
    _ members: [String: DocumentNode],
    _ zone: (String) throws -> ZoneRules
  ) -> ZoneRules? {
    let example = "\"Europe/Paris\""
    guard let node = report.required("zone", in: members, of: document, example: example),
      let name = report.text(node, example: example)
    else { return nil }
    do {
      return try zone(name)
    } catch {
      // An error in one line ends with its remedy.
      let parts = "\(error)".split(separator: "; ", maxSplits: 1).map { String($0) }
      let remedy = parts.count == 2 ? parts[1] : "name a zone as in \(example)"
      report.add(parts.first ?? "there is no such zone", remedy, at: node)
      return nil
    }
  }

  private mutating func weekly(_ members: [String: DocumentNode]) -> [[DayInterval]] {
    let example = "{\"mon\": [[\"08:00\", \"18:00\"]]}"
    guard let node = report.required("weekly", in: members, of: document, example: example),
      let days = report.members(node, CalendarReader.weekdays)
    else { return [] }
    return CalendarReader.weekdays.map { day in
      days[day].map { intervals($0) } ?? []
    }
  }

  /// The intervals of a day; a pair of times stands for a list of one interval.
  private mutating func intervals(_ node: DocumentNode) -> [DayInterval] {
    guard case .array(let elements) = node.value else {
      report.add(
        "\(node.value.sort) where a list of intervals is wanted",
        "write for example [[\"08:00\", \"12:00\"], [\"14:00\", \"18:00\"]]",
        at: node
      )
      return []
    }
    if case .string? = elements.first { return interval(node).map { [$0] } ?? [] }
    return node.elements.compactMap { interval($0) }
  }

  private mutating func interval(_ node: DocumentNode) -> DayInterval? {
    guard case .array(let elements) = node.value, elements.count == 2 else {
      report.add("not an interval", "write for example [\"08:00\", \"12:00\"]", at: node)
      return nil
    }
    guard let start = time(node.elements[0]), let end = time(node.elements[1]) else { return nil }
    guard start < 1440 else {
      report.add(
        "an interval begins on its own date, before 24:00",
        "write it as 00:00 of the next day",
        at: node.elements[0]
      )
      return nil
    }
    // Midnight as an end is the one after the start.
    return DayInterval(start, end == 0 ? 1440 : end)
  }

  private mutating func time(_ node: DocumentNode) -> Int? {
    guard let text = report.text(node, example: "\"08:30\"") else { return nil }
    if let minutes = DayInterval.minutes(document: text) { return minutes }
    report.add(
      "\(node.value.excerpt) is not a time of day",
      "write hours and minutes, \"00:00\" to \"24:00\"",
      at: node
    )
    return nil
  }
}

extension CalendarReader {
  private mutating func date(_ node: DocumentNode) -> CivilDate? {
    guard let text = report.text(node, example: "\"2026-12-25\"") else { return nil }
    if let date = CivilDate(document: text) { return date }
    noDate(text, at: node)
    return nil
  }

  private mutating func noDate(_ text: String, at node: DocumentNode) {
    report.add(
      "\(JSONValue.string(text).excerpt) is not a date",
      "write year, month and day, for example \"2026-12-25\"",
      at: node
    )
  }

  private mutating func dates(_ node: DocumentNode?) -> Set<CivilDate> {
    var dates: Set<CivilDate> = []
    for node in node?.elements ?? [] {
      if let date = date(node) { dates.insert(date) }
    }
    return dates
  }

  private mutating func readYearlyHolidays(
    _ node: DocumentNode?,
    into dated: inout DatedEntries
  ) {
    for node in node?.elements ?? [] {
      guard let text = report.text(node, example: "\"12-25\"") else { continue }
      if let day = YearDay(document: text) {
        dated.yearlyHolidays.insert(day)
      } else {
        report.add(
          "\(node.value.excerpt) is not a day of any year",
          "write month and day, for example \"12-25\"",
          at: node
        )
      }
    }
  }

  /// Reads runs of dates; a pair of dates stands for a list of one run.
  private mutating func readRanges(_ node: DocumentNode?, into dated: inout DatedEntries) {
    guard let node else { return }
    var nodes = node.elements
    if case .string? = nodes.first?.value { nodes = [node] }
    for node in nodes {
      guard case .array(let ends) = node.value, ends.count == 2 else {
        report.add(
          "not a range of dates",
          "write its first and last, [\"2026-08-01\", \"2026-08-15\"]",
          at: node
        )
        continue
      }
      guard let first = date(node.elements[0]), let last = date(node.elements[1]) else { continue }
      guard first <= last else {
        report.add("the range ends before it begins", "exchange its dates", at: node)
        continue
      }
      dated.ranges.append(first...last)
    }
  }

  private mutating func hours(_ node: DocumentNode?) -> [CivilDate: [DayInterval]] {
    var hours: [CivilDate: [DayInterval]] = [:]
    guard let node else { return hours }
    for (key, node) in report.entries(node) ?? [] {
      guard let date = CivilDate(document: key) else {
        noDate(key, at: node)
        continue
      }
      hours[date] = intervals(node)
    }
    return hours
  }

  private mutating func readFiles(
    _ node: DocumentNode?,
    into dated: inout DatedEntries,
    by holidays: ((String) throws(DocumentError) -> HolidayFile)?
  ) {
    for node in node?.elements ?? [] {
      guard let name = report.text(node, example: "\"holidays.ics\"") else { continue }
      guard let holidays, !name.isEmpty else {
        report.add(
          name.isEmpty ? "the name is empty" : "no holiday file can be read here",
          name.isEmpty ? "name a file beside this one" : "write its dates into \"holidays\"",
          at: node
        )
        continue
      }
      do throws(DocumentError) {
        let file = try holidays(name)
        dated.holidays.formUnion(file.dates)
        for warning in file.warnings { warnings.add(warning, at: node.place) }
      } catch {
        report.add(error, at: node.place)
      }
    }
  }
}
