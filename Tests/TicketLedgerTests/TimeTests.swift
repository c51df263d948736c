import Foundation
import Testing

@testable import TicketLedger

@Suite("Time")
struct TimeTests {
  /// Foundation's ISO 8601 calendar, proleptic Gregorian where its Gregorian one turns Julian in 1582.
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    return calendar
  }()

  @Test("counts days as Foundation does, from 1583 to 9999", arguments: UInt64(1)...4)
  func againstFoundation(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    for _ in 0..<500 {
      let days = Int.random(in: -141_345...2_932_896, using: &random)
      let date = CivilDate(daysSince1970: days)
      let foundations = Date(timeIntervalSince1970: Double(days) * 86_400)
      let parts = Self.calendar.dateComponents([.year, .month, .day], from: foundations)
      #expect(parts.year == date.year && parts.month == date.month && parts.day == date.day)
      #expect(date.daysSince1970 == days)
    }
  }

  @Test("counts the days of every year from 1 to 9999 by the Gregorian rule, one after the other")
  func everyDay() throws {
    var days = -719_162
    for year in 1...9999 {
      let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (place, length) in lengths.enumerated() {
        let first = try #require(CivilDate(year: year, month: place + 1, day: 1))
        let last = try #require(CivilDate(year: year, month: place + 1, day: length))
        try #require(first.daysSince1970 == days)
        try #require(last.daysSince1970 == days + length - 1)
        try #require(CivilDate(daysSince1970: days) == first)
        try #require(CivilDate(daysSince1970: days + length - 1) == last)
        try #require(CivilDate(year: year, month: place + 1, day: length + 1) == nil)
        days += length
      }
    }
    #expect(days == 2_932_897)
  }

  @Test("has no day outside the years 1 to 9999")
  func bounds() {
    #expect(CivilDate(year: 0, month: 12, day: 31) == nil)
    #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
    #expect(CivilDate(year: 2025, month: 0, day: 1) == nil)
    #expect(CivilDate(year: 2025, month: 13, day: 1) == nil)
    #expect(CivilDate(year: 2025, month: 1, day: 0) == nil)
    #expect(CivilDate(daysSince1970: .min) == CivilDate(year: 1, month: 1, day: 1))
    #expect(CivilDate(daysSince1970: .max) == CivilDate(year: 9999, month: 12, day: 31))
    #expect(Instant(millisecondsSince1970: .min) == .distantPast)
    #expect(Instant(millisecondsSince1970: .max) == .distantFuture)
    #expect(Instant.distantPast.description == "0001-01-01T00:00:00Z")
    #expect(Instant.distantFuture.description == "9999-12-31T23:59:59.999Z")
  }

  @Test("adds inside the bounds whatever is added")
  func adding() {
    let noon = Instant(millisecondsSince1970: 43_200_000)
    #expect(noon.advanced(byMilliseconds: .max) == .distantFuture)
    #expect(noon.advanced(byMilliseconds: .min) == .distantPast)
    #expect(Instant.distantPast.advanced(byMilliseconds: .min) == .distantPast)
    #expect(noon.advanced(byMilliseconds: -1).milliseconds(since: noon) == -1)
    let span = Instant.distantFuture.milliseconds(since: .distantPast)
    #expect(Instant.distantPast.advanced(byMilliseconds: span) == .distantFuture)
  }

  @Test("is read back from RFC 3339 as it was written, at any offset", arguments: UInt64(1)...4)
  func textRoundTrip(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    for _ in 0..<500 {
      let instant = Instant(
        millisecondsSince1970: Int64.random(in: Instant.range, using: &random)
      )
      #expect(Instant(rfc3339: instant.description) == instant)
      let minutes = Int.random(in: -1439...1439, using: &random)
      let local = instant.advanced(byMilliseconds: Int64(minutes) * 60_000)
      guard local.milliseconds(since: instant) == Int64(minutes) * 60_000 else { continue }
      let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
      let digits = [hours, rest].map { ($0 < 10 ? "0" : "") + String($0) }
      let sign = minutes < 0 ? "-" : "+"
      let offset = sign + digits.joined(separator: ":")
      #expect(Instant(rfc3339: local.description.dropLast() + offset) == instant)
      #expect(Instant(rfc3339: (local.description.dropLast() + offset).lowercased()) == instant)
    }
  }

  @Test("writes what Foundation writes")
  func againstFoundationsText() {
    var random = SeededNumbers(seed: 11)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    for _ in 0..<300 {
      let milliseconds = Int64.random(in: -12_000_000_000_000...32_000_000_000_000, using: &random)
      // A quarter of a second is a binary fraction, which a date meets exactly.
      let instant = Instant(millisecondsSince1970: milliseconds / 250 * 250)
      let text = instant.date.formatted(style)
      #expect(Instant(rfc3339: text) == instant)
      #expect(
        text
          == (instant.millisecondsSince1970 % 1000 == 0
            ? instant.description.dropLast() + ".000Z" : instant.description)
      )
    }
  }

  @Test("leads from an instant to a date and back to the same instant", arguments: UInt64(1)...4)
  func dateRoundTrip(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    for _ in 0..<500 {
      let range = seed % 2 == 0 ? Instant.range : 0...4_000_000_000_000
      let instant = Instant(millisecondsSince1970: Int64.random(in: range, using: &random))
      #expect(Instant(instant.date) == instant)
    }
    #expect(Instant(Date(timeIntervalSince1970: 1.9994)).millisecondsSince1970 == 1999)
    #expect(Instant(Date(timeIntervalSince1970: .infinity)) == .distantFuture)
    #expect(Instant(Date(timeIntervalSince1970: -.infinity)) == .distantPast)
  }

  @Test(
    "reads the forms of RFC 3339",
    arguments: [
      ("2016-03-04", "2016-03-04T00:00:00Z"), ("2016-03-04 12:00Z", "2016-03-04T12:00:00Z"),
      ("2016-03-04T12:00:07.5Z", "2016-03-04T12:00:07.500Z"),
      ("2016-03-04T12:00:07.12999999999999Z", "2016-03-04T12:00:07.129Z"),
      ("2016-03-04T00:30:00+01:00", "2016-03-03T23:30:00Z"),
      ("2016-03-04T12:00:00-0330", "2016-03-04T15:30:00Z"),
      ("2016-03-04t12:00:00z", "2016-03-04T12:00:00Z"),
      ("2016-02-29T12:00:00-00:00", "2016-02-29T12:00:00Z"),
    ]
  )
  func forms(text: String, expected: String) {
    #expect(Instant(rfc3339: text)?.description == expected)
  }

  @Test(
    "refuses what is not RFC 3339",
    arguments: [
      "", " ", "2016", "2016-03", "2016-3-4", "16-03-04", "2016-03-04T", "2016-03-04T12",
      "2016-03-04T12:00", "2016-03-04T12:00:00", "2016-03-04T12:00:00.Z", "2016-03-04T12:00:00,5Z",
      "2016-03-04T24:00:00Z", "2016-03-04T12:60:00Z", "2016-03-04T12:00:60Z", "2015-02-29",
      "1900-02-29", "2016-02-30", "2016-13-01", "2016-00-01", "2016-01-00", "0000-01-01",
      "2016-03-04T12:00:00+24:00", "2016-03-04T12:00:00+01:60", "2016-03-04T12:00:00+1:00",
      "2016-03-04T12:00:00+01", "2016-03-04T12:00:00ZZ", "2016-03-04T12:00:00Z ",
      " 2016-03-04T12:00:00Z", "2016-03-04_12:00:00Z", "2016/03/04", "+2016-03-04", "-016-03-04",
      "２０１６-03-04", "2016-03-04T12:00:00.5\u{301}Z", "2016\u{301}-03-04", "2016-03-04Z",
      "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2016-03-04T12:00:00+-1:00",
      "2016-03-04\r\n12:00:00Z", "2016-03-04T1２:00:00Z",
    ]
  )
  func invalidTexts(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }
}
