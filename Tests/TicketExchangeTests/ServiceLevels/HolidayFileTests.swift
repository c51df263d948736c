import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A holiday file")
struct HolidayFileTests {
  /// A file of one event with these lines.
  static func file(_ lines: String...) -> String {
    calendar([lines])
  }

  static func calendar(_ events: [[String]], end: String = "\n") -> String {
    let lines =
      ["BEGIN:VCALENDAR", "VERSION:2.0"]
      + events.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] } + ["END:VCALENDAR"]
    return lines.joined(separator: end) + end
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [String]
    let dates: [String]

    init(_ name: String, _ lines: [String], _ dates: [String]) {
      testDescription = name
      self.lines = lines
      self.dates = dates
    }
  }

  static let start = "DTSTART;VALUE=DATE:20260501"

  static let plain = [
    Case("a day", [start], ["2026-05-01"]),
    Case("a day without VALUE", ["DTSTART:20260501"], ["2026-05-01"]),
    Case(
      "a day, its name in small letters, with a zone that does not matter",
      ["dtstart;tzid=\"a;b:c\";value=date:20260501"],
      ["2026-05-01"]
    ),
    Case("a day that ends on the next", [start, "DTEND;VALUE=DATE:20260502"], ["2026-05-01"]),
    Case("a day that ends on itself", [start, "DTEND;VALUE=DATE:20260501"], ["2026-05-01"]),
    Case(
      "several days, the end excluded",
      [start, "DTEND;VALUE=DATE:20260504"],
      ["2026-05-01", "2026-05-02", "2026-05-03"]
    ),
    Case("a duration in days", [start, "DURATION:P2D"], ["2026-05-01", "2026-05-02"]),
    Case(
      "a duration in weeks",
      ["DTSTART;VALUE=DATE:20260226", "DURATION:+P1W"],
      [
        "2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03",
        "2026-03-04",
      ]
    ),
    Case(
      "dates besides",
      [start, "RDATE;VALUE=DATE:20270502,20280503", "RDATE;VALUE=DATE:20290504"],
      ["2026-05-01", "2027-05-02", "2028-05-03", "2029-05-04"]
    ),
    Case(
      "a folded line",
      ["DTSTART;VAL", " UE=DATE:2026", "\t0501", "SUMMARY:May", "  Day: off;"],
      ["2026-05-01"]
    ),
    Case(
      "an alarm with a start of its own",
      [start, "BEGIN:VALARM", "TRIGGER:-PT15M", "DTSTART:x", "END:VALARM", "TRANSP:TRANSPARENT"],
      ["2026-05-01"]
    ),
  ]

  static let recurring = [
    Case(
      "every year, so often",
      [start, "RRULE:FREQ=YEARLY;COUNT=3"],
      ["2026-05-01", "2027-05-01", "2028-05-01"]
    ),
    Case(
      "every year until a day, that day too",
      [start, "RRULE:FREQ=YEARLY;UNTIL=20280501"],
      ["2026-05-01", "2027-05-01", "2028-05-01"]
    ),
    Case(
      "every year until an instant",
      [start, "RRULE:FREQ=YEARLY;UNTIL=20280430T220000Z;WKST=MO"],
      ["2026-05-01", "2027-05-01"]
    ),
    Case(
      "every fourth year, on a day that only leap years have",
      ["DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY;INTERVAL=4;COUNT=3"],
      ["2020-02-29", "2024-02-29", "2028-02-29"]
    ),
    Case(
      "every year, on a day that only leap years have",
      ["DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY;COUNT=2"],
      ["2020-02-29", "2024-02-29"]
    ),
    Case(
      "on days of months",
      ["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=1,-1;COUNT=5"],
      ["2026-01-01", "2026-01-31", "2026-12-01", "2026-12-31", "2027-01-01"]
    ),
    Case(
      "in months, on the day it began on",
      ["DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=YEARLY;BYMONTH=1,2,3;COUNT=3"],
      ["2026-01-31", "2026-03-31", "2027-01-31"]
    ),
    Case(
      "on the fourth Thursday of November",
      ["DTSTART;VALUE=DATE:20251127", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3"],
      ["2025-11-27", "2026-11-26", "2027-11-25"]
    ),
    Case(
      "on the last Monday of May, with the day after",
      [
        "DTSTART;VALUE=DATE:20260525", "DURATION:P2D",
        "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2",
      ],
      ["2026-05-25", "2026-05-26", "2027-05-31", "2027-06-01"]
    ),
    Case(
      "on the Tuesday after the first Monday of November",
      [
        "DTSTART;VALUE=DATE:20241105",
        "RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2",
      ],
      ["2024-11-05", "2028-11-07"]
    ),
    Case(
      "on the twentieth Monday of the year",
      ["DTSTART;VALUE=DATE:19970519", "RRULE:FREQ=YEARLY;BYDAY=20MO;COUNT=3"],
      ["1997-05-19", "1998-05-18", "1999-05-17"]
    ),
    Case(
      "on every Friday of a month",
      ["DTSTART;VALUE=DATE:20260703", "RRULE:FREQ=YEARLY;BYMONTH=7;BYDAY=FR;COUNT=6"],
      ["2026-07-03", "2026-07-10", "2026-07-17", "2026-07-24", "2026-07-31", "2027-07-02"]
    ),
    Case(
      "but for some dates",
      [
        start, "RRULE:FREQ=YEARLY;COUNT=4", "EXDATE;VALUE=DATE:20260501,20280501",
        "EXDATE:20300101",
      ],
      ["2027-05-01", "2029-05-01"]
    ),
    Case(
      "from before 1970, counted from its beginning",
      ["DTSTART;VALUE=DATE:19680229", "RRULE:FREQ=YEARLY;COUNT=3"],
      ["1972-02-29", "1976-02-29"]
    ),
  ]

  @Test("has the dates of an event", arguments: plain + recurring)
  func dates(_ event: Case) throws {
    for end in ["\n", "\r\n"] {
      let text = HolidayFileTests.calendar([event.lines], end: end)
      #expect(try read(text).dates.sorted().map(\.documentText) == event.dates)
    }
  }

  @Test("follows what has no end from 1970 to 2100")
  func endless() throws {
    let dates = try read(
      HolidayFileTests.file("DTSTART;VALUE=DATE:16011225", "RRULE:FREQ=YEARLY")
    ).dates.sorted()
    #expect(dates.count == 131)
    #expect(dates.first?.documentText == "1970-12-25")
    #expect(dates.last?.documentText == "2100-12-25")
    let third = try read(
      HolidayFileTests.file("DTSTART;VALUE=DATE:16020101", "RRULE:FREQ=YEARLY;INTERVAL=3")
    ).dates.sorted()
    #expect(third.first?.documentText == "1971-01-01")
    #expect(third.allSatisfy { ($0.year - 1602) % 3 == 0 })
  }

  @Test("passes over timed and cancelled events and counts them")
  func passedOver() throws {
    let file = try read(
      HolidayFileTests.calendar([
        ["DTSTART;VALUE=DATE:20260501"],
        ["DTSTART;TZID=Europe/Paris:20260502T100000", "RRULE:FREQ=DAILY", "RRULE:FREQ=HOURLY"],
        ["DTSTART;VALUE=DATE-TIME:20260502T100000Z"],
        ["DTSTART;VALUE=DATE:20260503", "STATUS:cancelled", "RRULE:FREQ=SECONDLY"],
        ["DTSTART;VALUE=DATE:20260504", "STATUS:CONFIRMED"],
      ])
    )
    #expect(file.dates.sorted().map(\.documentText) == ["2026-05-01", "2026-05-04"])
    #expect(file.timedEvents == 2)
    #expect(file.cancelledEvents == 1)
    #expect(
      file.warnings.map(\.description) == [
        "h.ics: 2 events with a time of day were passed over; "
          + "only all-day events are holidays; write the others into \"breaks\""
      ]
    )
    #expect(
      try read("BEGIN:VCALENDAR\nEND:VCALENDAR").warnings.map(\.description) == [
        "h.ics: the file has no all-day event; check that it is a calendar of holidays"
      ]
    )
  }

  @Test("lets an event replace, and a cancelled one take away, an occurrence of another")
  func replaced() throws {
    let series = ["UID:a", "DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY;COUNT=4"]
    let other = ["UID:b", "DTSTART;VALUE=DATE:20260501"]
    let file = try read(
      HolidayFileTests.calendar([
        ["UID:a", "RECURRENCE-ID;VALUE=DATE:20270501", "DTSTART;VALUE=DATE:20270503"],
        series,
        ["UID:a", "RECURRENCE-ID;VALUE=DATE:20280501", "STATUS:CANCELLED"],
        ["UID:a", "RECURRENCE-ID;VALUE=DATE:20260501", "DTSTART:20260501T090000"],
        ["UID:b", "RECURRENCE-ID:20290501T000000", "DTSTART:20260501T090000"],
      ])
    )
    #expect(file.dates.sorted().map(\.documentText) == ["2027-05-03", "2029-05-01"])
    let both = try read(HolidayFileTests.calendar([series, other]))
    #expect(both.dates.count == 4)
  }

  @Test("passes over journals and zones, though they have dates too")
  func otherComponents() throws {
    let zone = [
      "BEGIN:VTIMEZONE", "TZID:Europe/Paris", "BEGIN:STANDARD", "DTSTART:19701025T030000",
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE",
      "BEGIN:VJOURNAL", "DTSTART;VALUE=DATE:20260504", "END:VJOURNAL",
    ]
    let text = HolidayFileTests.file("DTSTART;VALUE=DATE:20260501")
      .replacing("VERSION:2.0", with: zone.joined(separator: "\n"))
    #expect(try read("\u{FEFF}\n" + text + "\n \n" + text).dates.count == 1)
  }

  @Test(
    "has the dates of random rules that trying every day finds",
    arguments: 1...60 as ClosedRange<UInt64>
  )
  func againstTrying(seed: UInt64) throws {
    var random = JSONRandom(seed: seed)
    let trial = random.trial()
    let days = (CivilDate(daysSince1970: 0).daysSince1970...47_846)
      .map { CivilDate(daysSince1970: $0) }.filter(trial.isMeant)
    let first = try #require(days.first)
    let text = HolidayFileTests.file(
      "DTSTART;VALUE=DATE:" + first.documentText.replacing("-", with: ""),
      "RRULE:" + trial.rule
    )
    #expect(try read(text).dates.sorted() == days, "\(trial.rule)")
  }

  private func read(_ text: String) throws -> HolidayFile {
    try HolidayFile(iCalendar: Array(text.utf8), file: "h.ics")
  }
}

/// A rule, and what it means as a question to each day.
private struct Trial {
  var rule: String
  var isMeant: (CivilDate) -> Bool
}

extension JSONRandom {
  fileprivate mutating func trial() -> Trial {
    let months = Array(Set((0...below(3)).map { _ in 1 + below(12) }))
    let inMonths = ";BYMONTH=" + months.map { "\($0)" }.joined(separator: ",")
    let weekday = below(7)
    let name = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][weekday]
    func falls(_ date: CivilDate) -> Bool { date.weekdayFromMonday == weekday }
    func left(_ date: CivilDate) -> Int {
      CivilDate.days(inMonth: date.month, of: date.year) - date.day
    }
    let ordinal = 1 + below(5)
    let day = 1 + below(31)
    switch below(5) {
    case 0:
      return Trial(rule: "FREQ=YEARLY\(inMonths);BYDAY=\(ordinal)\(name)") { date in
        months.contains(date.month) && falls(date) && (date.day - 1) / 7 == ordinal - 1
      }
    case 1:
      return Trial(rule: "FREQ=YEARLY\(inMonths);BYDAY=-\(ordinal)\(name)") { date in
        months.contains(date.month) && falls(date) && left(date) / 7 == ordinal - 1
      }
    case 2:
      return Trial(rule: "FREQ=YEARLY\(inMonths);BYMONTHDAY=\(day),-\(ordinal)") { date in
        months.contains(date.month) && (date.day == day || left(date) == ordinal - 1)
      }
    case 3:
      return Trial(rule: "FREQ=YEARLY;BYDAY=\(ordinal * 10)\(name)") { date in
        let newYear = CivilDate(year: date.year, month: 1, day: 1)?.daysSince1970 ?? 0
        return falls(date) && (date.daysSince1970 - newYear) / 7 == ordinal * 10 - 1
      }
    default:
      return Trial(rule: "FREQ=YEARLY\(inMonths);BYDAY=\(name);UNTIL=20501231") { date in
        months.contains(date.month) && falls(date) && date.year <= 2050
      }
    }
  }
}
