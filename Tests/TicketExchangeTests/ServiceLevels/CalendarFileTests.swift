import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A calendar file")
struct CalendarFileTests {
  static let text = """
    {"name": "office", "zone": "Europe/Paris",
     "weekly": {"mon": [["08:00", "12:00"], ["14:00", "18:00"]], "tue": ["00:00", "24:00"],
                "fri": [["22:00", "06:00"]], "sat": [["18:00", "00:00"]], "sun": []},
     "holidays": ["2026-01-01", "2026-05-14"], "yearlyHolidays": ["12-25", "02-29"],
     "holidayRanges": ["2026-08-01", "2026-08-15"],
     "exceptions": {"2026-12-24": [["08:00", "12:00"]], "2026-12-31": []},
     "breaks": {"2026-06-05": ["10:00", "11:00"]}}
    """

  static func calendar() throws -> ServiceCalendar {
    let zone = try testZone("Europe/Paris")
    var calendar = ServiceCalendar(
      name: "office",
      zone: zone,
      weekly: [
        [DayInterval(480, 720), DayInterval(840, 1080)], [DayInterval(0, 1440)], [], [],
        [DayInterval(1320, 360)], [DayInterval(1080, 0)], [],
      ]
    )
    calendar.holidays = [try CivilDate("2026-01-01"), try CivilDate("2026-05-14")]
    calendar.yearlyHolidays = [YearDay(month: 12, day: 25), YearDay(month: 2, day: 29)]
    calendar.holidayRanges = [try CivilDate("2026-08-01")...CivilDate("2026-08-15")]
    calendar.exceptions = [
      try CivilDate("2026-12-24"): [DayInterval(480, 720)], try CivilDate("2026-12-31"): [],
    ]
    calendar.breaks = [try CivilDate("2026-06-05"): [DayInterval(600, 660)]]
    return calendar
  }

  @Test("is the calendar that it says")
  func read() throws {
    let json = Array(CalendarFileTests.text.utf8)
    let file = try CalendarFile(json: json, file: "c.json", zone: testZone)
    #expect(try file.calendar == CalendarFileTests.calendar())
    #expect(file.warnings == [])
  }

  @Test("is written in this form")
  func written() throws {
    let expected = """
      {
        "name": "office",
        "zone": "Europe/Paris",
        "weekly": {
          "mon": [["08:00", "12:00"], ["14:00", "18:00"]],
          "tue": [["00:00", "24:00"]],
          "fri": [["22:00", "06:00"]],
          "sat": [["18:00", "00:00"]]
        },
        "holidays": ["2026-01-01", "2026-05-14"],
        "yearlyHolidays": ["02-29", "12-25"],
        "holidayRanges": [["2026-08-01", "2026-08-15"]],
        "exceptions": {"2026-12-24": [["08:00", "12:00"]], "2026-12-31": []},
        "breaks": {"2026-06-05": [["10:00", "11:00"]]}
      }

      """
    #expect(try CalendarFile.text(of: CalendarFileTests.calendar()) == expected)
  }

  @Test("that was written is read as an equal calendar", arguments: 1...100 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = JSONRandom(seed: seed)
    let calendar = try random.calendar()
    let text = CalendarFile.text(of: calendar)
    let file = try CalendarFile(json: Array(text.utf8), file: "c.json", zone: testZone)
    #expect(file.calendar == calendar)
    #expect(CalendarFile.text(of: file.calendar) == text)
  }

  @Test("takes the holidays of the files that stand beside it")
  func holidayFiles() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("calendars-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("c.json").path
    let holidays = folder.appendingPathComponent("h.ics").path
    let text = """
      {"name": "office", "zone": "UTC", "weekly": {"mon": ["08:00", "18:00"]},
       "holidays": "2026-01-01", "holidayFiles":
        "h.ics"}
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(
      faults { _ = try CalendarFile(contentsOf: path, zone: testZone) } == [
        "\(holidays): the file could not be read: No such file or directory; "
          + "check the path and the permission to read it"
      ]
    )
    let event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT\n"
    let timed = "BEGIN:VEVENT\nDTSTART:20260501T100000Z\nEND:VEVENT\n"
    try "BEGIN:VCALENDAR\n\(event)\(timed)END:VCALENDAR\n"
      .write(toFile: holidays, atomically: true, encoding: .utf8)
    let file = try CalendarFile(contentsOf: path, zone: testZone)
    #expect(file.calendar.holidays == [try CivilDate("2026-01-01"), try CivilDate("2026-05-01")])
    #expect(
      file.warnings.map(\.description) == [
        "\(holidays): 1 event with a time of day was passed over; "
          + "only all-day events are holidays; write the others into \"breaks\""
      ]
    )
    let wrong = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260532\nEND:VEVENT\n"
    try "BEGIN:VCALENDAR\n\(wrong)END:VCALENDAR\n"
      .write(toFile: holidays, atomically: true, encoding: .utf8)
    try text.replacing("\"UTC\"", with: "\"Paris\"")
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(
      faults { _ = try CalendarFile(contentsOf: path, zone: testZone) } == [
        "\(path):1: zone: no time zone is called 'Paris'; write names as in Europe/Paris",
        "\(holidays):3: DTSTART is “20260532”, which is no date; "
          + "write year, month and day, for example DTSTART;VALUE=DATE:20261225",
      ]
    )
  }
}

@Suite("A bad calendar file")
struct CalendarFileFaultTests {
  /// A file with these members after a sound name, zone and week.
  static func with(_ members: String) -> String {
    """
    {"name": "office", "zone": "UTC", "weekly": {"mon": ["08:00", "18:00"]},
     \(members)}
    """
  }

  static func week(_ members: String) -> String {
    "{\"name\": \"office\", \"zone\": \"UTC\", \"weekly\":\n {\(members)}}"
  }

  static let time = "is not a time of day; write hours and minutes, \"00:00\" to \"24:00\""
  static let date = "is not a date; write year, month and day, for example \"2026-12-25\""
  static let interval = "not an interval; write for example [\"08:00\", \"12:00\"]"

  static let table = [
    BadFile(
      "[1",
      "c.json:1: column 3: expected ',' or ']', found the end; write one JSON object in UTF-8"
    ),
    BadFile("7", "c.json:1: a whole number where an object is wanted; write { … }"),
    BadFile(
      "{}",
      "c.json:1: \"name\" is missing; add for example \"name\": \"office\"",
      "c.json:1: \"zone\" is missing; add for example \"zone\": \"Europe/Paris\"",
      "c.json:1: \"weekly\" is missing; "
        + "add for example \"weekly\": {\"mon\": [[\"08:00\", \"18:00\"]]}"
    ),
    BadFile(
      "{\"name\": \"\", \"zone\": \"Mars\",\n\"weekly\": {}, \"holliday\": []}",
      "c.json:1: name: the name is empty; give one of 1 to 255 bytes",
      "c.json:1: zone: no time zone is called 'Mars'; write names as in Europe/Paris",
      "c.json:2: unknown key \"holliday\"; did you mean \"holidays\"?"
    ),
    BadFile(
      "{\"name\": \"\(String(repeating: "n", count: 256))\", \"zone\": 1, \"weekly\": 1}",
      "c.json:1: name: the name has 256 bytes; give one of 1 to 255 bytes",
      "c.json:1: zone: a whole number where a text is wanted; write for example \"Europe/Paris\"",
      "c.json:1: weekly: a whole number where an object is wanted; write { … }"
    ),
    BadFile(
      week("\"monday\": [], \"mon\": \"08:00\", \"tue\": [\"08:00\"], \"wed\": [[\"08:00\", 18]]"),
      "c.json:2: weekly: unknown key \"monday\"; the keys here are mon, tue, wed, thu, fri, sat, sun",
      "c.json:2: weekly.mon: a string where a list of intervals is wanted; "
        + "write for example [[\"08:00\", \"12:00\"], [\"14:00\", \"18:00\"]]",
      "c.json:2: weekly.tue: \(interval)",
      "c.json:2: weekly.wed[0][1]: a whole number where a text is wanted; write for example \"08:30\""
    ),
    BadFile(
      week("\"mon\": [[\"8:00\", \"24:01\"],\n [\"24:00\", \"06:00\"], [\"08:60\", \"1e:00\"], 5]"),
      "c.json:2: weekly.mon[0][0]: \"8:00\" \(time)",
      "c.json:3: weekly.mon[1][0]: an interval begins on its own date, before 24:00; "
        + "write it as 00:00 of the next day",
      "c.json:3: weekly.mon[2][0]: \"08:60\" \(time)",
      "c.json:3: weekly.mon[3]: \(interval)"
    ),
    BadFile(
      with(#""holidays": ["2026-02-29", "26-01-01", 20260101, "2026-1-1", "0000-01-01"]"#),
      "c.json:2: holidays[0]: \"2026-02-29\" \(date)",
      "c.json:2: holidays[1]: \"26-01-01\" \(date)",
      "c.json:2: holidays[2]: a whole number where a text is wanted; "
        + "write for example \"2026-12-25\"",
      "c.json:2: holidays[3]: \"2026-1-1\" \(date)",
      "c.json:2: holidays[4]: \"0000-01-01\" \(date)"
    ),
    BadFile(
      with(#""yearlyHolidays": ["02-30", "13-01", "2026-01-01"]"#),
      "c.json:2: yearlyHolidays[0]: \"02-30\" is not a day of any year; "
        + "write month and day, for example \"12-25\"",
      "c.json:2: yearlyHolidays[1]: \"13-01\" is not a day of any year; "
        + "write month and day, for example \"12-25\"",
      "c.json:2: yearlyHolidays[2]: \"2026-01-01\" is not a day of any year; "
        + "write month and day, for example \"12-25\""
    ),
    BadFile(
      with(#""holidayRanges": [["2026-08-15", "2026-08-01"], ["2026-08-01"], ["a", "b"]]"#),
      "c.json:2: holidayRanges[0]: the range ends before it begins; exchange its dates",
      "c.json:2: holidayRanges[1]: not a range of dates; "
        + "write its first and last, [\"2026-08-01\", \"2026-08-15\"]",
      "c.json:2: holidayRanges[2][0]: \"a\" \(date)"
    ),
    BadFile(
      with(#""exceptions": {"2026-13-01": [], "2026-12-24": [["a", "b"]]}, "breaks": []"#),
      "c.json:2: exceptions.2026-13-01: \"2026-13-01\" \(date)",
      "c.json:2: exceptions.2026-12-24[0][0]: \"a\" \(time)",
      "c.json:2: breaks: an array where an object is wanted; write { … }"
    ),
    BadFile(
      with(#""holidayRanges": [["2026-08-01", "2026-08-15"], ["2020-01-01", "2040-01-01"]]"#),
      "c.json:2: holidays from 2020-01-01 to 2040-01-01 take more than 3660 days; "
        + "adopt another calendar from that date on"
    ),
    BadFile(
      week(
        "\"mon\": [[\"08:00\", \"12:00\"],\n[\"11:00\", \"14:00\"]], "
          + "\"sun\": [\"20:00\", \"09:00\"],\n\"sat\": [\"8h\", \"09:00\"]"
      ),
      "c.json:2: Sunday: 20:00-09:00 goes on into Monday and overlaps its 08:00-12:00; end it earlier",
      "c.json:3: Monday: 08:00-12:00 and 11:00-14:00 overlap; join them or end the first earlier",
      "c.json:4: weekly.sat[0]: \"8h\" \(time)"
    ),
    BadFile(
      with(
        "\"exceptions\": {\"2026-12-24\": [],\n\"2026-12-31\": "
          + "[[\"08:00\", \"12:00\"],\n [\"10:00\", \"10:00\"]]}"
      ),
      "c.json:4: exception of 2026-12-31: 08:00-12:00 and 10:00-10:00 overlap; "
        + "join them or end the first earlier"
    ),
    BadFile(
      week("\"mon\": []"),
      "c.json:2: the calendar is never open; give hours to a weekday that holidays do not "
        + "close, or to an exception that breaks do not take away"
    ),
    BadFile(
      with(#""holidayFiles": ["h.ics", ""]"#),
      "c.json:2: holidayFiles[0]: no holiday file can be read here; "
        + "write its dates into \"holidays\"",
      "c.json:2: holidayFiles[1]: the name is empty; name a file beside this one"
    ),
  ]

  @Test("is told of with line, place and remedy", arguments: table)
  func told(_ bad: BadFile) {
    let told = faults {
      _ = try CalendarFile(json: Array(bad.text.utf8), file: "c.json", zone: testZone)
    }
    #expect(told == bad.faults)
  }

  @Test("is told of for more than 100,000 dated entries, and for more than 16 MiB")
  func large() throws {
    // Dates of 300 years, as holidays and as exceptions.
    let dates = (0..<100_000).map { CivilDate(daysSince1970: $0).documentText }
    let holidays = dates.map { "\"\($0)\"" }.joined(separator: ",")
    let most = CalendarFileFaultTests.with("\"holidays\": [\(holidays)]")
    #expect(faults { _ = try read(most) } == [])
    let exceptions = "\"exceptions\": {\"2026-01-01\": [], \"2026-01-02\": []}"
    #expect(
      faults {
        _ = try read(CalendarFileFaultTests.with("\"holidays\": [\(holidays)], \(exceptions)"))
      } == [
        "c.json:1: 100002 holidays, ranges, and intervals of exceptions and breaks are more than 100000; "
          + "leave out dates long past"
      ]
    )
    let long = Array(repeating: UInt8(ascii: " "), count: 16 << 20 + 1)
    #expect(
      faults { _ = try CalendarFile(json: long, file: "c.json", zone: testZone) } == [
        "c.json: the file has more than 16 MiB; name a policy, calendar or holiday file"
      ]
    )
  }

  @Test("never traps, wherever it is cut or changed")
  func damaged() {
    var random = JSONRandom(seed: 6)
    let text = Array(CalendarFileTests.text.utf8)
    for end in text.indices {
      #expect(!faults { _ = try read(String(decoding: text[..<end], as: UTF8.self)) }.isEmpty)
    }
    for _ in 0..<1500 {
      var changed = text
      for _ in 0...random.below(3) {
        changed[random.below(text.count)] = random.oneOf(Array("0123456789-:[]{}\",".utf8))
      }
      _ = faults { _ = try CalendarFile(json: changed, file: "c", zone: testZone) }
    }
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = JSONRandom(seed: seed)
      let wild = Array(random.value().compact.utf8)
      #expect(!faults { _ = try CalendarFile(json: wild, file: "c", zone: testZone) }.isEmpty)
    }
  }

  private func read(_ text: String) throws -> CalendarFile {
    try CalendarFile(json: Array(text.utf8), file: "c.json", zone: testZone)
  }
}

extension JSONRandom {
  /// A calendar without problems.
  fileprivate mutating func calendar() throws -> ServiceCalendar {
    while true {
      let calendar = try wildCalendar()
      if calendar.problems().isEmpty { return calendar }
    }
  }

  /// A calendar with hours as they come.
  private mutating func wildCalendar() throws -> ServiceCalendar {
    var calendar = ServiceCalendar(
      name: "n" + line(),
      zone: try testZone(oneOf(["UTC", "Europe/Paris", "America/New_York"])),
      weekly: (0..<7).map { _ in intervals() }
    )
    calendar.holidays = Set((0..<below(4)).map { _ in date() })
    calendar.yearlyHolidays = Set(
      (0..<below(4)).map { _ in YearDay(month: 1 + below(12), day: 1 + below(29)) }
    )
    calendar.holidayRanges = (0..<below(4)).map { _ in
      let first = date()
      return first...CivilDate(daysSince1970: first.daysSince1970 + below(40))
    }
    for _ in 0..<below(4) { calendar.exceptions[date()] = intervals() }
    for _ in 0..<below(4) { calendar.breaks[date()] = intervals() }
    return calendar
  }

  private mutating func date() -> CivilDate {
    CivilDate(daysSince1970: below(40_000) - oneOf([0, 719_162]))
  }

  private mutating func intervals() -> [DayInterval] {
    (0..<below(3)).map { _ in DayInterval(below(1440), below(1441)) }
  }
}
