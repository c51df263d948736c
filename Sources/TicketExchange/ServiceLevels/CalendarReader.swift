import TicketLedger

/// Reads a calendar from JSON, to the end, whatever is wrong.
struct CalendarReader {
  private(set) var report: DocumentReport
  /// What was passed over.
  private(set) var warnings: DocumentReport
  private let document: DocumentNode
  /// Where each interval was read.
  private var intervals: [CalendarFault.Place: [(interval: DayInterval, place: [Int])]] = [:]

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

  /// Reads the calendar; nil where something was found to be wrong, and only there.
  mutating func calendar(
    zone: (String) throws -> ZoneRules,
    holidays: ((String) throws(DocumentError) -> HolidayFile)?
  ) -> ServiceCalendar? {
    guard let members = report.members(document, CalendarReader.keys) else { return nil }
    let name = name(members)
    let rules = zoneRules(members, zone)
    // What stands in for a bad name or zone is never given back: it only lets the rest be checked.
    var calendar = ServiceCalendar(name: name ?? "-", zone: rules ?? .utc, weekly: weekly(members))
    calendar.holidays = dates(members["holidays"])
    calendar.yearlyHolidays = yearDays(members["yearlyHolidays"])
    let ranges = ranges(members["holidayRanges"])
    calendar.holidayRanges = ranges.map(\.range)
    calendar.exceptions = hours(members["exceptions"]) { .exception($0) }
    calendar.breaks = hours(members["breaks"]) { .break($0) }
    readFiles(members["holidayFiles"], into: &calendar, by: holidays)
    add(calendar.problems(), weekly: members["weekly"] ?? document, ranges: ranges)
    return report.isEmpty ? calendar : nil
  }

  /// Adds what is wrong with the calendar that was read.
  private mutating func add(
    _ problems: [CalendarFault],
    weekly: DocumentNode,
    ranges: [(range: ClosedRange<CivilDate>, place: [Int])]
  ) {
    let isWhole = report.isEmpty
    for (index, problem) in problems.enumerated() {
      guard !report.isFull else { return report.omit(problems.count - index) }
      let place: [Int]
      switch problem {
      case .neverOpen:
        // It may well be open in the hours that could not be read.
        guard isWhole else { continue }
        place = weekly.place
      case .time(let written, let interval), .overlap(_, _, let written, let interval):
        place = intervals[written]?.last { $0.interval == interval }?.place ?? weekly.place
      case .tooLong(let range):
        place = ranges.first { $0.range == range }?.place ?? document.place
      case .name, .controlInName, .weekdays, .noSuchDay, .tooManyDates: place = document.place
      }
      let (text, remedy) = CalendarReader.parts(of: problem)
      report.add(DocumentFault(file: report.file, problem: text, remedy: remedy), at: place)
    }
  }

  /// What an error of one line says is wrong, and the remedy it ends with.
  private static func parts(of error: any Error) -> (problem: String, remedy: String) {
    let parts = "\(error)".split(separator: "; ", maxSplits: 1).map { String($0) }
    return (parts.first ?? "", parts.count == 2 ? parts[1] : "see the article Service levels")
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
    guard !name.hasControls else {
      report.add(
        "the name has a control character",
        "write it in one line of letters, digits and signs",
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
      let (problem, remedy) = CalendarReader.parts(of: error)
      report.add(problem, remedy, at: node)
      return nil
    }
  }

  private mutating func weekly(_ members: [String: DocumentNode]) -> [[DayInterval]] {
    let example = "{\"mon\": [[\"08:00\", \"18:00\"]]}"
    guard let node = report.required("weekly", in: members, of: document, example: example),
      let days = report.members(node, CalendarReader.weekdays)
    else { return [] }
    return CalendarReader.weekdays.enumerated().map { number, day in
      days[day].map { intervals($0, at: .weekday(number)) } ?? []
    }
  }

  /// The intervals of a day; a pair of times stands for a list of one interval.
  private mutating func intervals(
    _ node: DocumentNode,
    at written: CalendarFault.Place
  ) -> [DayInterval] {
    guard case .array(let elements) = node.value else {
      report.add(
        "\(node.value.sort) where a list of intervals is wanted",
        "write for example [[\"08:00\", \"12:00\"], [\"14:00\", \"18:00\"]]",
        at: node
      )
      return []
    }
    var isSingle = false
    if case .string? = elements.first { isSingle = true }
    var read: [DayInterval] = []
    func take(_ node: DocumentNode) {
      guard let interval = interval(node) else { return }
      read.append(interval)
      intervals[written, default: []].append((interval, node.place))
    }
    if isSingle { take(node) } else { for node in node.elements { take(node) } }
    return read
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
    return DayInterval(start, end)
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
    guard let node else { return dates }
    for node in node.elements {
      if let date = date(node) { dates.insert(date) }
    }
    return dates
  }

  private mutating func yearDays(_ node: DocumentNode?) -> Set<YearDay> {
    var days: Set<YearDay> = []
    guard let node else { return days }
    for node in node.elements {
      guard let text = report.text(node, example: "\"12-25\"") else { continue }
      if let day = YearDay(document: text) {
        days.insert(day)
      } else {
        report.add(
          "\(node.value.excerpt) is not a day of any year",
          "write month and day, for example \"12-25\"",
          at: node
        )
      }
    }
    return days
  }

  /// Reads runs of dates; a pair of dates stands for a list of one run.
  private mutating func ranges(
    _ node: DocumentNode?
  ) -> [(range: ClosedRange<CivilDate>, place: [Int])] {
    guard let node else { return [] }
    var ranges: [(range: ClosedRange<CivilDate>, place: [Int])] = []
    if case .string? = node.elements.first?.value {
      if let range = range(node) { ranges.append(range) }
      return ranges
    }
    for node in node.elements {
      if let range = range(node) { ranges.append(range) }
    }
    return ranges
  }

  private mutating func range(
    _ node: DocumentNode
  ) -> (range: ClosedRange<CivilDate>, place: [Int])? {
    guard case .array(let ends) = node.value, ends.count == 2 else {
      report.add(
        "not a range of dates",
        "write its first and last, [\"2026-08-01\", \"2026-08-15\"]",
        at: node
      )
      return nil
    }
    guard let first = date(node.elements[0]), let last = date(node.elements[1]) else { return nil }
    guard first <= last else {
      report.add("the range ends before it begins", "exchange its dates", at: node)
      return nil
    }
    return (first...last, node.place)
  }

  private mutating func hours(
    _ node: DocumentNode?,
    at written: (CivilDate) -> CalendarFault.Place
  ) -> [CivilDate: [DayInterval]] {
    var hours: [CivilDate: [DayInterval]] = [:]
    guard let node else { return hours }
    for (key, node) in report.entries(node) ?? [] {
      guard let date = CivilDate(document: key) else {
        noDate(key, at: node)
        continue
      }
      hours[date] = intervals(node, at: written(date))
    }
    return hours
  }

  private mutating func readFiles(
    _ node: DocumentNode?,
    into calendar: inout ServiceCalendar,
    by holidays: ((String) throws(DocumentError) -> HolidayFile)?
  ) {
    guard let node else { return }
    for node in node.elements {
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
        calendar.holidays.formUnion(file.dates)
        for warning in file.warnings { warnings.add(warning, at: node.place) }
      } catch {
        report.add(error, at: node.place)
      }
    }
  }
}
