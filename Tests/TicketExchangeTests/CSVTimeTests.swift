import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Reading times")
struct CSVTimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let format: String
    let text: String
    let utc: String
    var zone: String?

    var testDescription: String { "\(text) as \(format)" }
  }

  static let cases = [
    Case(format: "d/M/yyyy HH:mm", text: "29/2/2016 01:16", utc: "2016-02-29T01:16:00Z"),
    Case(
      format: "yyyy/MM/dd HH:mm:ss.SSS",
      text: "2012/10/09 14:50:17.000",
      utc: "2012-10-09T14:50:17Z"
    ),
    Case(format: "iso8601", text: "2010-03-31T16:59:42+01:00", utc: "2010-03-31T15:59:42Z"),
    Case(format: "iso8601", text: "2010-03-31 16:59:42.5Z", utc: "2010-03-31T16:59:42.500Z"),
    Case(format: "iso8601", text: "2010-03-31", utc: "2010-03-31T00:00:00Z"),
    Case(
      format: "yyyy-MM-dd'T'HH:mm:ss[.SSS]X",
      text: "2010-03-31T16:59:42.123456-0530",
      utc: "2010-03-31T22:29:42.123Z"
    ),
    Case(format: "M/d/yy h:mm a", text: "3/9/24 12:05 AM", utc: "2024-03-09T00:05:00Z"),
    Case(format: "M/d/yy h:mm a", text: "3/9/99 12:05 pm", utc: "1999-03-09T12:05:00Z"),
    Case(format: "dd.MM.yyyy HH:mm:ss", text: "01.12.2023 23:59:59", utc: "2023-12-01T23:59:59Z"),
    Case(format: "d MMM yyyy HH:mm", text: "7 Sep 2021 08:00", utc: "2021-09-07T08:00:00Z"),
    Case(format: "MMMM d, yyyy", text: "february 3, 2020", utc: "2020-02-03T00:00:00Z"),
    Case(
      format: "EEE, d MMM yyyy HH:mm:ss Z",
      text: "Tue, 4 Jun 2024 10:00:00 +0200",
      utc: "2024-06-04T08:00:00Z"
    ),
    Case(
      format: "yyyy-MM-dd HH:mm VV",
      text: "2024-07-01 12:00 Europe/Rome",
      utc: "2024-07-01T10:00:00Z"
    ),
    Case(format: "epochSeconds", text: "1331234567.25", utc: "2012-03-08T19:22:47.250Z"),
    Case(format: "epochSeconds", text: "-1", utc: "1969-12-31T23:59:59Z"),
    Case(format: "epochMilliseconds", text: "1331234567250", utc: "2012-03-08T19:22:47.250Z"),
    Case(format: "yyyyMMddHHmmss", text: "20240229235959", utc: "2024-02-29T23:59:59Z"),
    Case(
      format: "yyyy-MM-dd HH:mm",
      text: "2024-01-15 12:00",
      utc: "2024-01-15T06:30:00Z",
      zone: "+05:30"
    ),
    Case(
      format: "yyyy-MM-dd HH:mm",
      text: "2024-07-15 12:00",
      utc: "2024-07-15T16:00:00Z",
      zone: "America/New_York"
    ),
    // The hour that comes twice is its first, the hour that never comes keeps the winter's offset.
    Case(
      format: "yyyy-MM-dd HH:mm",
      text: "2024-10-27 02:30",
      utc: "2024-10-27T00:30:00Z",
      zone: "Europe/Paris"
    ),
    Case(
      format: "yyyy-MM-dd HH:mm",
      text: "2024-03-31 02:30",
      utc: "2024-03-31T01:30:00Z",
      zone: "Europe/Paris"
    ),
  ]

  @Test("reads a time in its format", arguments: cases)
  func formats(_ example: Case) throws {
    var parser = TimeParser(try TimeFormat(example.format), zone: ZoneClock(example.zone ?? "UTC"))
    #expect(parser.instant(Array(example.text.utf8))?.description == example.utc)
  }

  @Test(
    "refuses what is not written in the format",
    arguments: [
      ("d/M/yyyy HH:mm", "30/2/2016 01:16"), ("d/M/yyyy HH:mm", "29/2/2016 24:00"),
      ("d/M/yyyy HH:mm", "29/2/2016 01:60"), ("d/M/yyyy HH:mm", "29/2/16 01:16"),
      ("d/M/yyyy HH:mm", "29/2/2016 01:16 "), ("d/M/yyyy HH:mm", ""), ("dd/MM/yyyy", "1/2/2016"),
      ("M/d/yyyy h:mm a", "1/2/2016 13:00 PM"), ("M/d/yyyy h:mm a", "1/2/2016 0:10 AM"),
      ("epochSeconds", "12x"), ("epochSeconds", "-"), ("epochSeconds", "99999999999999999999"),
      ("epochSeconds", "9999999999999999.999"), ("epochSeconds", "-9999999999999999.999"),
      ("epochSeconds", "9300000000000000.000"), ("epochSeconds", "9223372036854775.999"),
      ("epochSeconds", "253402300800"), ("epochSeconds", "-62135596800.001"),
      ("epochMilliseconds", "9999999999999999"), ("iso8601", "2010-13-01"),
      ("d MMM yyyy", "3 Foo 2010"), ("yyyy-MM-dd HH:mm X", "2010-01-01 10:00 +9"),
      ("yyyy-MM-dd HH:mm VV", "2010-01-01 10:00 Nowhere/Land"),
    ]
  )
  func refusals(_ format: String, _ text: String) throws {
    var parser = TimeParser(try TimeFormat(format), zone: ZoneClock("UTC"))
    #expect(parser.instant(Array(text.utf8)) == nil)
  }

  @Test(
    "refuses a pattern that cannot give a day",
    arguments: [
      "dd/mm/yyyy", "YYYY-MM-dd", "HH:mm", "yyyy-MM-dd h:mm", "yyyy-MM-dd HH:mm a", "yyyy-MM-DD",
      "[yyyy-MM-dd", "yyyy-MM-dd]", "yyyy-MM-dd'T", "", "yyyyy-MM-dd",
    ]
  )
  func badPatterns(_ pattern: String) {
    #expect(throws: TimeFormat.Fault.self) { try TimeFormat(pattern) }
  }

  @Test(
    "agrees with Foundation's calendar, also where clocks are changed",
    arguments: ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
  )
  func oracle(_ zoneName: String) throws {
    let zone = try #require(TimeZone(identifier: zoneName))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    var parser = TimeParser(try TimeFormat("yyyy-MM-dd HH:mm:ss"), zone: ZoneClock(zoneName))
    var numbers = SeededNumbers(state: 7)
    for _ in 0..<3000 {
      let moment = Date(
        timeIntervalSince1970: Double(Int.random(in: 0...2_000_000_000, using: &numbers))
      )
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: moment
      )
      let text = String(
        format: "%04d-%02d-%02d %02d:%02d:%02d",
        parts.year ?? 0,
        parts.month ?? 0,
        parts.day ?? 0,
        parts.hour ?? 0,
        parts.minute ?? 0,
        parts.second ?? 0
      )
      let answer = parser.instant(Array(text.utf8))
      let read = try #require(answer)
      let difference = Instant(moment).milliseconds(since: read)
      // Only a local time that comes twice can be another moment: the earlier of the two.
      let offsets = [read.date, moment].map { zone.secondsFromGMT(for: $0) }
      #expect(difference == Int64(offsets[0] - offsets[1]) * 1000)
      #expect(difference >= 0)
    }
  }

  @Test(
    "knows zones by IANA name, UTC and offset",
    arguments: [
      ("UTC", true), ("Z", true), ("+01:00", true), ("-0330", true), ("+02", true),
      ("Europe/Lisbon", true), ("CEST", false), ("Mars/Olympus", false), ("+1", false),
      ("+25:00", false), ("", false), ("+1:000", false),
    ]
  )
  func zones(_ name: String, _ isKnown: Bool) {
    #expect((ZoneClock(name) != nil) == isKnown)
  }
}
