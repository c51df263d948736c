import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A bad holiday file")
struct HolidayFileFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: [String]
    let fault: String

    var testDescription: String { fault }

    init(_ fault: String, _ lines: String...) {
      self.lines = lines
      self.fault = fault
    }
  }

  static let start = "DTSTART;VALUE=DATE:20260501"
  static let dates = "write the dates in RDATE;VALUE=DATE"

  static func rule(_ fault: String, _ rule: String) -> Case {
    Case("h.ics:5: \(fault)", start, "RRULE:\(rule)")
  }

  static let events = [
    Case(
      "h.ics:3: the event has no DTSTART; give it one, for example DTSTART;VALUE=DATE:20261225",
      "SUMMARY:x"
    ),
    Case(
      "h.ics:4: DTSTART is “20260230”, which is no date; "
        + "write year, month and day, for example DTSTART;VALUE=DATE:20261225",
      "DTSTART;VALUE=DATE:20260230"
    ),
    Case(
      "h.ics:5: DTEND is “20260502T000000”, which is no date; "
        + "write year, month and day, for example DTEND;VALUE=DATE:20261225",
      start,
      "DTEND:20260502T000000"
    ),
    Case(
      "h.ics:5: DTEND is before DTSTART; exchange them; DTEND is the day after",
      start,
      "DTEND;VALUE=DATE:20260430"
    ),
    Case(
      "h.ics:5: DTEND and DURATION exclude each other; leave one of them out",
      start,
      "DTEND:20260502",
      "DURATION:P1D"
    ),
    Case("h.ics:5: DTSTART stands twice in an event; leave one out", start, start),
    Case(
      "h.ics:5: the duration “PT24H” is not one of whole days; write for example P1D or P2W",
      start,
      "DURATION:PT24H"
    ),
    Case(
      "h.ics:5: the duration “-P1D” is not one of whole days; write for example P1D or P2W",
      start,
      "DURATION:-P1D"
    ),
    Case(
      "h.ics:5: the duration “P0D” is not one of whole days; write for example P1D or P2W",
      start,
      "DURATION:P0D"
    ),
    Case(
      "h.ics:5: the duration “P” is not one of whole days; write for example P1D or P2W",
      start,
      "DURATION:P"
    ),
    Case(
      "h.ics:5: RDATE is “20260501T000000/P1D”, which is no date; "
        + "write year, month and day, for example RDATE;VALUE=DATE:20261225",
      start,
      "RDATE;VALUE=PERIOD:20260501T000000/P1D"
    ),
    Case(
      "h.ics:5: EXDATE is “”, which is no date; "
        + "write year, month and day, for example EXDATE;VALUE=DATE:20261225",
      start,
      "EXDATE:20260501,"
    ),
    Case(
      "h.ics:5: EXRULE cannot be followed; write the dates in EXDATE;VALUE=DATE",
      start,
      "EXRULE:FREQ=YEARLY"
    ),
    Case(
      "h.ics:5: an event that replaces all later occurrences cannot be followed; "
        + "write an event of its own with UNTIL in the rule of the first",
      start,
      "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260501"
    ),
    Case(
      "h.ics:5: an all-day event replaces an occurrence with a time of day; "
        + "write RECURRENCE-ID;VALUE=DATE",
      start,
      "RECURRENCE-ID:20260501T000000",
      "UID:a"
    ),
    Case(
      "h.ics:5: RECURRENCE-ID without UID; give it that of the event it belongs to",
      start,
      "RECURRENCE-ID;VALUE=DATE:20260501"
    ),
  ]

  static let rules = [
    rule(
      "FREQ is “DAILY”; only yearly events are followed; "
        + "write FREQ=YEARLY, or the dates in RDATE;VALUE=DATE",
      "FREQ=DAILY"
    ),
    rule("the rule has no FREQ; write FREQ=YEARLY", "COUNT=2"),
    rule(
      "the rule has “COUNT=2”, which is no part of one or stands twice; "
        + "write for example FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
      "FREQ=YEARLY;COUNT=2;COUNT=2"
    ),
    rule(
      "the rule has “”, which is no part of one or stands twice; "
        + "write for example FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
      "FREQ=YEARLY;"
    ),
    rule(
      "COUNT and UNTIL exclude each other; leave one of them out",
      "FREQ=YEARLY;COUNT=2;UNTIL=20300101"
    ),
    rule("COUNT is “0”; write a whole number from 1 to 999999", "FREQ=YEARLY;COUNT=0"),
    rule("INTERVAL is “-1”; write a whole number from 1 to 10000", "FREQ=YEARLY;INTERVAL=-1"),
    rule("UNTIL is “20300101T”; write a date, for example 20301231", "FREQ=YEARLY;UNTIL=20300101T"),
    rule("UNTIL is “2030”; write a date, for example 20301231", "FREQ=YEARLY;UNTIL=2030"),
    rule("BYMONTH is “13”; write a whole number from 1 to 12", "FREQ=YEARLY;BYMONTH=5,13"),
    rule("BYMONTH is “-5”; write a whole number from 1 to 12", "FREQ=YEARLY;BYMONTH=-5"),
    rule(
      "BYMONTHDAY is “32”; write a whole number from 1 to 31",
      "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-32"
    ),
    rule("BYMONTHDAY needs BYMONTH; add it", "FREQ=YEARLY;BYMONTHDAY=1"),
    rule("BYDAY is “XX”; write for example 4TH, -1MO or FR", "FREQ=YEARLY;BYDAY=XX"),
    rule("BYDAY is “54”; write a whole number from 1 to 53", "FREQ=YEARLY;BYDAY=54FR"),
    rule("BYDAY is “0”; write a whole number from 1 to 53", "FREQ=YEARLY;BYDAY=-0FR"),
    rule(
      "a counted weekday and BYMONTHDAY exclude each other; leave one of them out",
      "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;BYDAY=1FR"
    ),
    rule("“BYSETPOS” in a rule cannot be followed; \(dates)", "FREQ=YEARLY;BYDAY=FR;BYSETPOS=1"),
    rule("“BYWEEKNO” in a rule cannot be followed; \(dates)", "FREQ=YEARLY;BYWEEKNO=20"),
    rule("“BYYEARDAY” in a rule cannot be followed; \(dates)", "FREQ=YEARLY;BYYEARDAY=100"),
    rule(
      "DTSTART is not one of the dates that RRULE describes; make it the first of them",
      "FREQ=YEARLY;BYMONTH=5;BYDAY=2FR"
    ),
    rule(
      "DTSTART is not one of the dates that RRULE describes; make it the first of them",
      "FREQ=YEARLY;UNTIL=20260430"
    ),
    Case(
      "h.ics:5: the event recurs from after 2100 on; write its dates in RDATE;VALUE=DATE",
      "DTSTART:21010101",
      "RRULE:FREQ=YEARLY"
    ),
  ]

  @Test("is told of with its line and the remedy, for an event", arguments: events + rules)
  func told(_ bad: Case) {
    let text = HolidayFileTests.calendar([bad.lines])
    #expect(faults { _ = try read(Array(text.utf8)) } == [bad.fault])
  }

  static let whole = [
    BadFile("", "h.ics: the file is empty; name a file that ends in .ics"),
    BadFile(
      "{}\n",
      "h.ics:1: not a line of iCalendar: it has no name before a colon; export the file again"
    ),
    BadFile(
      "\nBEGIN:VEVENT\n",
      "h.ics:2: not an iCalendar file: it does not begin with BEGIN:VCALENDAR; "
        + "name a file that ends in .ics"
    ),
    BadFile(
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20260101\n",
      "h.ics:3: DTSTART is “2026”, which is no date; "
        + "write year, month and day, for example DTSTART;VALUE=DATE:20261225",
      "h.ics:5: the file ends inside “VEVENT”; it may be cut off: export it again"
    ),
    BadFile(
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
      "h.ics:3: END without its BEGIN; export the file again"
    ),
    BadFile(
      "BEGIN:VCALENDAR\nX;Y=\"a:b\nEND:VCALENDAR\n",
      "h.ics:2: not a line of iCalendar: it has no name before a colon; export the file again"
    ),
    BadFile(
      "BEGIN:VCALENDAR\n" + String(repeating: "BEGIN:X\n", count: 20),
      "h.ics:17: components nested too deep; export the file again"
    ),
  ]

  @Test("is told of as a whole, after what was found before", arguments: whole)
  func asWhole(_ bad: BadFile) {
    #expect(
      faults { _ = try read(Array(bad.text.utf8)) }.suffix(bad.faults.count) == bad.faults[...]
    )
  }

  @Test("is told of up to twenty times")
  func many() {
    let text = HolidayFileTests.calendar(Array(repeating: ["DTSTART:x"], count: 30))
    let told = faults { _ = try read(Array(text.utf8)) }
    #expect(told.count == 21)
    #expect(told.last == "and 10 more; mend these first")
  }

  @Test("is refused where it comes to more dates than a calendar may have, and soon")
  func large() {
    let long = HolidayFileTests.file("DTSTART:00010101", "DURATION:P999999D")
    let message =
      "h.ics:3: the events up to this one come to more dates than 100000; "
      + "name a calendar of holidays only"
    #expect(faults { _ = try read(Array(long.utf8)) } == [message])
    let weekdays = "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"
    let busy = HolidayFileTests.calendar(
      Array(repeating: ["DTSTART:19700101", weekdays], count: 3000)
    )
    let told = faults { _ = try read(Array(busy.utf8)) }
    #expect(told.count == 1)
    #expect(told.first?.contains("more dates than 100000") == true)
    #expect(
      faults { _ = try read(Array(repeating: 0x20, count: 16 << 20 + 1)) } == [
        "h.ics: the file has more than 16 MiB; name a policy, calendar or holiday file"
      ]
    )
  }

  @Test("never traps, wherever it is cut or changed")
  func damaged() {
    var random = JSONRandom(seed: 8)
    let events = (HolidayFileTests.plain + HolidayFileTests.recurring).map(\.lines)
    let text = Array(
      HolidayFileTests.calendar(events + HolidayFileFaultTests.rules.map(\.lines)).utf8
    )
    for end in stride(from: 0, to: text.count - 1, by: 3) {
      #expect(!faults { _ = try read(Array(text[..<end])) }.isEmpty)
    }
    for _ in 0..<400 {
      var changed = text
      for _ in 0...random.below(20) {
        changed[random.below(text.count)] = random.oneOf(
          Array("0123456789-:;=,PTDWMOEX\"\n \r".utf8)
        )
      }
      _ = faults { _ = try read(changed) }
    }
    for event in events {
      for _ in 0..<60 {
        var lines = Array(event.joined(separator: "\n").utf8)
        lines[random.below(lines.count)] = random.oneOf(Array("0123456789-:;=,PTDW\"\n".utf8))
        let text = HolidayFileTests.calendar([[String(decoding: lines, as: UTF8.self)]])
        _ = faults { _ = try read(Array(text.utf8)) }
      }
    }
  }

  @Test("is told of for bytes that are not UTF-8, by line, wherever they stand")
  func encoding() throws {
    let summary = Array("SUMMARY:No".utf8) + [0xEB] + Array("l".utf8)
    let text = HolidayFileTests.calendar([
      [HolidayFileFaultTests.start, "SUMMARY:x"], ["DTSTART;VALUE=DATE:20261225", "SUMMARY:y"],
    ])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
    let place = try #require(lines.lastIndex { $0.starts(with: Array("SUMMARY".utf8)) })
    var spoilt = lines
    spoilt[place] = summary
    let told = faults { _ = try read(Array(spoilt.joined(separator: [UInt8(ascii: "\n")]))) }
    #expect(told == ["h.ics:\(place + 1): the line is not in UTF-8; save the file in UTF-8"])
    // A fold may divide a letter: what counts is the line put together.
    spoilt[place] = Array("SUMMARY:No".utf8) + [0xC3, UInt8(ascii: "\n"), 32, 0xAB, 108]
    #expect(try read(Array(spoilt.joined(separator: [UInt8(ascii: "\n")]))).dates.count == 2)
  }

  private func read(_ bytes: [UInt8]) throws -> HolidayFile {
    try HolidayFile(iCalendar: bytes, file: "h.ics")
  }
}
