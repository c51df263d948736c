import Testing

@testable import TicketLedger

@Suite("Open time at its edges")
struct OpenTimeEdgeTests {
  private static let office = Array(repeating: [DayInterval(540, 1020)], count: 5)

  private func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text), "\(text)")
  }

  @Test(
    "the ends of the years have answers",
    arguments: ["UTC", "Pacific/Apia", "America/New_York"]
  )
  func bounds(zone: String) throws {
    let calendar = ServiceCalendar(
      name: "x",
      zone: try .named(zone),
      weekly: OpenTimeEdgeTests.office
    )
    let openTime = OpenTime(calendar)
    for openTime in [openTime, .always] {
      let all = openTime.elapsed(until: .distantFuture)
      for instant in [Instant.distantPast, .distantFuture] {
        for amount in [Int64.min, .min + 1, -1, 0, 1, all, all + 2, .max] {
          _ = openTime.adding(amount, to: instant)
          _ = openTime.subtracting(amount, from: instant)
        }
        for days in [Int.min, -4_000_000, -1, 0, 1, 4_000_000, .max] {
          _ = openTime.addingWorkingDays(days, to: instant, endOfDay: true)
          _ = openTime.addingWorkingDays(days, to: instant, endOfDay: false)
        }
        _ = openTime.isOpen(at: instant)
      }
      #expect(openTime.adding(.max, to: .distantPast) == nil)
      #expect(openTime.adding(.min, to: .distantFuture) == nil)
      #expect(openTime.subtracting(1, from: .distantPast) == nil)
      #expect(openTime.subtracting(0, from: .distantPast) == nil)
      #expect(openTime.addingWorkingDays(3_700_000, to: .distantPast, endOfDay: false) == nil)
      #expect(openTime.addingWorkingDays(1, to: .distantFuture, endOfDay: false) == nil)
      #expect(openTime.addingWorkingDays(-1, to: .distantPast, endOfDay: false) == nil)
    }
    #expect(OpenTime.always.isOpen(at: .distantFuture))
    #expect(OpenTime.always.nextOpen(from: .distantFuture) == .distantFuture)
  }

  @Test("a whole date that a zone skipped is no working day, and its hours are not counted")
  func skippedDate() throws {
    let calendar = ServiceCalendar(
      name: "x",
      zone: try .named("Pacific/Apia"),
      weekly: OpenTimeEdgeTests.office
    )
    let openTime = OpenTime(calendar)
    let friday = try #require(CivilDate(year: 2011, month: 12, day: 30))
    #expect(!openTime.isWorkingDay(friday))
    #expect(openTime.isWorkingDay(CivilDate(daysSince1970: friday.daysSince1970 - 1)))
    let start = try instant("2011-12-29T20:00:00Z")
    #expect(calendar.zone.date(at: start).day == 29)
    // Thursday 29 December, 10:00; the next working day is Monday 2 January.
    let next = openTime.addingWorkingDays(1, to: start, endOfDay: false)
    #expect(next == (try instant("2012-01-01T20:00:00Z")))
    let open = openTime.milliseconds(from: start, to: try instant("2012-01-02T03:00:00Z"))
    #expect(open == (7 + 8) * 3_600_000)
  }

  @Test("a date whose few hours are skipped is no working day")
  func skippedHours() throws {
    var calendar = ServiceCalendar(name: "x", zone: try .named("Europe/Paris"), weekly: [])
    calendar.weekly[6] = [DayInterval(120, 180)]
    let openTime = OpenTime(calendar)
    let start = try instant("2025-03-20T12:00:00Z")
    let day = openTime.addingWorkingDays(2, to: start, endOfDay: true)
    // 30 March has no 02:00; 6 April has one.
    #expect(day == (try instant("2025-04-06T01:00:00Z")))
    let zero = openTime.addingWorkingDays(
      0,
      to: try instant("2025-03-30T09:00:00Z"),
      endOfDay: false
    )
    #expect(zero == (try instant("2025-04-06T09:00:00Z")))
  }

  @Test("a date whose evening comes twice ends at the second one")
  func repeatedEvening() throws {
    let calendar = ServiceCalendar(
      name: "x",
      zone: try .named("America/Sao_Paulo"),
      weekly: Array(repeating: [DayInterval(0, 1440)], count: 7)
    )
    let openTime = OpenTime(calendar)
    // On 2018-02-18 at 00:00 clocks went back to 23:00 of Saturday.
    let saturday = try instant("2018-02-17T15:00:00Z")
    let end = openTime.addingWorkingDays(0, to: saturday, endOfDay: true)
    #expect(end == (try instant("2018-02-18T03:00:00Z")))
    #expect(openTime.addingWorkingDays(0, to: saturday, endOfDay: false) == saturday)
  }

  @Test("an exception replaces what spills into its date, and what began on it spills no more")
  func exceptions() throws {
    var calendar = ServiceCalendar(
      name: "nights",
      zone: .utc,
      weekly: Array(repeating: [DayInterval(1320, 360)], count: 7)
    )
    let date = try #require(CivilDate(year: 2025, month: 6, day: 18))
    calendar.exceptions[date] = [DayInterval(600, 660)]
    let openTime = OpenTime(calendar)
    let range = try instant("2025-06-17T12:00:00Z")..<instant("2025-06-20T00:00:00Z")
    #expect(
      openTime.openSegments(in: range).map { "\($0.lowerBound) \($0.upperBound)" } == [
        "2025-06-17T22:00:00Z 2025-06-18T00:00:00Z", "2025-06-18T10:00:00Z 2025-06-18T11:00:00Z",
        "2025-06-19T22:00:00Z 2025-06-20T00:00:00Z",
      ]
    )
    calendar.exceptions = [:]
    calendar.holidays = [date]
    #expect(
      OpenTime(calendar).openSegments(in: range).map { "\($0.lowerBound) \($0.upperBound)" } == [
        "2025-06-17T22:00:00Z 2025-06-18T00:00:00Z", "2025-06-19T00:00:00Z 2025-06-19T06:00:00Z",
        "2025-06-19T22:00:00Z 2025-06-20T00:00:00Z",
      ]
    )
    #expect(OpenTime(calendar).isHoliday(date) && !openTime.isHoliday(date))
  }

  @Test("any calendar has answers, however wrong it is", arguments: UInt64(1)...20)
  func nonsense(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let times = [Int.min, -1, 0, 1, 600, 1439, 1440, 1441, .max]
    func intervals() -> [DayInterval] {
      (0..<3).map { _ in
        DayInterval(
          times.randomElement(using: &random) ?? 0,
          times.randomElement(using: &random) ?? 0
        )
      }
    }
    var calendar = ServiceCalendar(name: "", zone: .utc, weekly: [])
    calendar.weekly = (0..<Int.random(in: 0...9, using: &random)).map { _ in intervals() }
    let dates = [-719_162, -1, 20_000, 20_001, 2_932_896].map { CivilDate(daysSince1970: $0) }
    for date in dates where Bool.random(using: &random) {
      calendar.exceptions[date] = intervals()
      calendar.breaks[date] = intervals()
      calendar.holidays.insert(date)
    }
    calendar.holidayRanges = [dates[0]...dates[1], dates[2]...dates[4]]
    calendar.yearlyHolidays = [YearDay(month: 0, day: .max), YearDay(month: .min, day: 3)]
    for problem in calendar.problems() { #expect(!"\(problem)".contains("\n")) }
    let openTime = OpenTime(calendar)
    for day in [-719_162, -1, 0, 19_999, 20_000, 20_002, 2_932_896] {
      let start = Instant(millisecondsSince1970: Int64(day) * 86_400_000 + 5)
      #expect(openTime.elapsed(until: start) >= 0)
      _ = openTime.nextOpen(from: start)
      _ = openTime.addingWorkingDays(3, to: start, endOfDay: true)
    }
    var writer = ByteWriter()
    calendar.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(throws: DecodingFailure.self) { try ServiceCalendar(decoding: &reader) }
  }

  @Test("a calendar that is never open has answers")
  func neverOpen() {
    let openTime = OpenTime(ServiceCalendar(name: "x", zone: .utc, weekly: []))
    let start = Instant(millisecondsSince1970: 1_700_000_000_000)
    #expect(openTime.elapsed(until: .distantFuture) == 0)
    #expect(openTime.adding(1, to: start) == nil && openTime.adding(0, to: start) == nil)
    #expect(openTime.addingWorkingDays(1, to: start, endOfDay: true) == nil)
    #expect(openTime.addingWorkingDays(0, to: start, endOfDay: false) == nil)
    #expect(Array(openTime.openSegments(in: start..<Instant.distantFuture)).isEmpty)
  }

  @Test("very many dated entries far from each other cost no more than their number")
  func manyDates() throws {
    var calendar = ServiceCalendar(name: "x", zone: .utc, weekly: OpenTimeEdgeTests.office)
    for day in stride(from: -719_000, to: 2_932_000, by: 365) {
      calendar.exceptions[CivilDate(daysSince1970: day)] = [DayInterval(0, 60)]
      calendar.holidays.insert(CivilDate(daysSince1970: day + 100))
    }
    #expect(calendar.problems().isEmpty)
    let plain = OpenTime(ServiceCalendar(name: "x", zone: .utc, weekly: OpenTimeEdgeTests.office))
    let openTime = OpenTime(calendar)
    let all = openTime.elapsed(until: .distantFuture) - plain.elapsed(until: .distantFuture)
    let hours =
      (calendar.exceptions.keys.map { ($0, Int64(1)) }
      + calendar.holidays.map { ($0, Int64(0)) })
      .reduce(Int64(0)) { sum, entry in
        sum + entry.1 - (Gregorian.weekday(ofDay: entry.0.daysSince1970) < 5 ? 8 : 0)
      }
    #expect(all == hours * 3_600_000)
  }
}
