import Testing

@testable import TicketLedger

@Suite("The bytes of calendars")
struct CalendarCodingTests {
  private func encoded(_ calendar: ServiceCalendar) -> [UInt8] {
    var writer = ByteWriter()
    calendar.encode(into: &writer)
    return writer.bytes
  }

  private func decoded(_ bytes: [UInt8]) throws -> ServiceCalendar {
    var reader = ByteReader(bytes)
    let calendar = try ServiceCalendar(decoding: &reader)
    try reader.finish()
    return calendar
  }

  @Test("give the calendar back, with its lists in order", arguments: UInt64(1)...30)
  func roundTrip(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let name = RandomCalendars.zones[Int(seed) % RandomCalendars.zones.count]
    let calendar = RandomCalendars.calendar(
      in: try .named(name),
      around: [0, 20_000, 900_000],
      using: &random
    )
    let bytes = encoded(calendar)
    let read = try decoded(bytes)
    #expect(read == calendar.inOrder)
    #expect(encoded(read) == bytes)
    var shuffled = calendar
    for weekday in 0..<7 { shuffled.weekly[weekday].shuffle(using: &random) }
    shuffled.holidayRanges.shuffle(using: &random)
    for date in calendar.exceptions.keys { shuffled.exceptions[date]?.shuffle(using: &random) }
    #expect(encoded(shuffled) == bytes)
  }

  @Test("are the documented ones")
  func layout() throws {
    var calendar = ServiceCalendar(name: "é", zone: .utc, weekly: [[DayInterval(540, 1020)]])
    calendar.holidays = [CivilDate(daysSince1970: 1), CivilDate(daysSince1970: -1)]
    calendar.yearlyHolidays = [YearDay(month: 12, day: 25)]
    calendar.holidayRanges = [CivilDate(daysSince1970: 2)...CivilDate(daysSince1970: 3)]
    calendar.exceptions[CivilDate(daysSince1970: 4)] = [DayInterval(0, 1440)]
    calendar.breaks[CivilDate(daysSince1970: 256)] = []
    let none: [UInt8] = [0, 0, 0, 0]
    let name: [UInt8] = [2, 0, 0, 0, 0xC3, 0xA9]
    let zone: [UInt8] = [3, 0, 0, 0, 85, 84, 67] + none + none + [0]
    let monday: [UInt8] = [1, 0, 0, 0, 28, 2, 252, 3]
    let closed = [[UInt8]](repeating: none, count: 6).flatMap { $0 }
    let holidays: [UInt8] = [2, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0, 0]
    let yearly: [UInt8] = [1, 0, 0, 0, 12, 25]
    let ranges: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
    let exceptions: [UInt8] = [1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 160, 5]
    let breaks: [UInt8] = [1, 0, 0, 0, 0, 1, 0, 0] + none
    #expect(
      encoded(calendar)
        == name + zone + monday + closed + holidays + yearly + ranges + exceptions + breaks
    )
  }

  @Test("cut or changed, they give another valid calendar or throw", arguments: UInt64(1)...4)
  func hostile(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let zone = try ZoneRules(
      name: "X",
      firstOffsetInSeconds: 0,
      transitions: [ZoneTransition(secondsSince1970: 1, offsetInSeconds: 3600)],
      finalRule: "CET-1CEST,M3.5.0,M10.5.0/3"
    )
    let calendar = RandomCalendars.calendar(in: zone, around: [20_000], using: &random)
    let bytes = encoded(calendar)
    for end in 0..<bytes.count {
      #expect(throws: DecodingFailure.self) { try decoded(Array(bytes[..<end])) }
    }
    #expect(throws: DecodingFailure.trailingBytes(offset: bytes.count)) {
      try decoded(bytes + [0])
    }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      guard let read = try? decoded(changed) else { continue }
      // Whatever is read is the only calendar of its bytes.
      #expect(encoded(read) == changed)
      guard index % 50 == 0 else { continue }
      _ = OpenTime(read).elapsed(until: .distantFuture)
    }
    for _ in 0..<200 {
      let noise = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      #expect(throws: DecodingFailure.self) { try decoded(noise) }
    }
  }

  @Test("of a calendar with problems are not read")
  func problems() throws {
    let good = ServiceCalendar(name: "x", zone: .utc, weekly: [[DayInterval(0, 60)]])
    #expect(try decoded(encoded(good)) == good)
    var bad = [good, good, good, good]
    bad[0].name = ""
    bad[1].weekly[0] = []
    bad[2].weekly[0].append(DayInterval(30, 90))
    bad[3].yearlyHolidays = [YearDay(month: 13, day: 1)]
    for calendar in bad {
      #expect(!calendar.problems().isEmpty)
      #expect(throws: DecodingFailure.self) { try decoded(encoded(calendar)) }
    }
  }
}
