import Testing

@testable import TicketLedger

@Suite("Open time against brute force")
struct OpenTimeOracleTests {
  private static let day: Int64 = 86_400_000

  /// Fortnights about the transitions of a zone, and in years near and far.
  private static func fortnights(
    of zone: ZoneRules,
    using random: inout SeededNumbers
  ) -> [Range<Int64>] {
    let changes = zone.transitions(after: -2_000_000_000, through: 4_200_000_000)
      .map { $0.secondsSince1970 * 1000 }
    let years = [-1, 1850, 1969, 2024, 2101, 2399, 5000, 9998].compactMap { $0 > 0 ? $0 : nil }
    let year = years.randomElement(using: &random) ?? 2024
    let some =
      Int64(Gregorian.firstDay(ofYear: year)) * day
      + Int64.random(in: 0..<365 * day, using: &random)
    return [changes.randomElement(using: &random) ?? 0, some].map { middle in
      let start = middle - Int64.random(in: 3 * day...7 * day, using: &random)
      return start..<start + 10 * day
    }
  }

  @Test("gives what counting minute by minute gives", arguments: UInt64(1)...60)
  func answers(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let name = RandomCalendars.zones[Int(seed) % RandomCalendars.zones.count]
    let zone = try ZoneRules.named(name)
    let ranges = OpenTimeOracleTests.fortnights(of: zone, using: &random)
    check(zone, in: ranges, using: &random)
  }

  @Test(
    "gives what counting gives across leap days, and at the ends of years",
    arguments: UInt64(1)...24
  )
  func leapDays(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let zone = try ZoneRules.named(RandomCalendars.zones[Int(seed) % RandomCalendars.zones.count])
    // Centuries are leap years only every fourth time.
    let years = [1899, 1900, 1999, 2000, 2023, 2024, 2099, 2100, 2399, 2400]
    let ranges = try [(2, 28), (12, 31)].map { month, day in
      let year = years.randomElement(using: &random) ?? 2024
      let date = try #require(CivilDate(year: year, month: month, day: day))
      let last = Int64(date.daysSince1970) * OpenTimeOracleTests.day
      return last - 4 * OpenTimeOracleTests.day..<last + 6 * OpenTimeOracleTests.day
    }
    check(zone, in: ranges, using: &random)
  }

  @Test("gives what counting gives where clocks jump as they never did", arguments: UInt64(1)...20)
  func strangeZones(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let middle = Int64.random(in: -1_000_000_000...8_000_000_000, using: &random)
    let seconds = Set(
      (0..<Int.random(in: 1...12, using: &random)).map { _ in
        middle + Int64.random(in: -100_000...100_000, using: &random)
      }
    )
    let zone = try ZoneRules(
      name: "Strange/Zone",
      firstOffsetInSeconds: Int.random(in: ZoneRule.offsets, using: &random),
      transitions: seconds.sorted().map { second in
        ZoneTransition(
          secondsSince1970: second,
          offsetInSeconds: Int.random(in: ZoneRule.offsets, using: &random)
        )
      }
    )
    let start = (middle - 7 * 86_400) * 1000
    check(zone, in: [start..<start + 14 * OpenTimeOracleTests.day], using: &random)
  }

  private func check(
    _ zone: ZoneRules,
    in ranges: [Range<Int64>],
    using random: inout SeededNumbers
  ) {
    let calendar = RandomCalendars.calendar(
      in: zone,
      around: ranges.map { Int(($0.lowerBound + $0.upperBound) / 2 / OpenTimeOracleTests.day) },
      using: &random
    )
    #expect(calendar.problems().isEmpty)
    let openTime = OpenTime(calendar)
    for range in ranges {
      let window = NaiveWindow(calendar, range)
      var moments = (0..<40).map { _ in Int64.random(in: range, using: &random) }
      // Boundaries, and a millisecond on either side, are where answers go wrong.
      let bounds = window.cells.filter { $0.isOpen }.shuffled(using: &random).prefix(12)
        .flatMap { [$0.start - 1, $0.start, $0.end, $0.end + 1] }
      moments += bounds.filter(range.contains)
      for start in moments {
        let end = moments.randomElement(using: &random) ?? start
        check(openTime, window, from: start, to: end, until: range.upperBound)
      }
      checkWorkingDays(openTime, zone, window, range, using: &random)
    }
  }

  private func check(
    _ openTime: OpenTime,
    _ window: NaiveWindow,
    from start: Int64,
    to end: Int64,
    until limit: Int64
  ) {
    let from = Instant(millisecondsSince1970: start)
    let to = Instant(millisecondsSince1970: end)
    #expect(openTime.isOpen(at: from) == window.isOpen(start), "\(from)")
    let open = window.open(from: start, to: end)
    #expect(openTime.milliseconds(from: from, to: to) == open, "\(from) \(to)")
    #expect(
      openTime.openSegments(in: min(from, to)..<max(from, to)).map {
        $0.lowerBound.millisecondsSince1970..<$0.upperBound.millisecondsSince1970
      } == window.segments(from: min(start, end), to: max(start, end)),
      "\(from) \(to)"
    )
    let left = window.open(from: start, to: limit)
    for milliseconds in [0, 1, open, left / 2] where milliseconds < left {
      let due = openTime.adding(milliseconds, to: from)?.millisecondsSince1970
      #expect(due == window.adding(milliseconds, to: start), "\(milliseconds) ms after \(from)")
      let back = window.subtracting(milliseconds, from: start)
      guard let back else { continue }
      let begin = openTime.subtracting(milliseconds, from: from)?.millisecondsSince1970
      #expect(begin == back, "\(milliseconds) ms before \(from)")
    }
  }

  private func checkWorkingDays(
    _ openTime: OpenTime,
    _ zone: ZoneRules,
    _ window: NaiveWindow,
    _ range: Range<Int64>,
    using random: inout SeededNumbers
  ) {
    let working = window.workingDays
    for _ in 0..<10 {
      let start = Instant(millisecondsSince1970: Int64.random(in: range, using: &random))
      let wall = zone.wallMilliseconds(at: start)
      let date = Int(wall.quotientAndRemainder(flooringBy: OpenTimeOracleTests.day).quotient)
      guard let first = working.first?.day, first <= date else { continue }
      let after = working.filter { $0.day > date }
      let before = working.filter { $0.day < date }
      for (number, expected) in [(1, after.first), (after.count, after.last)]
        + [(-1, before.last), (-before.count, before.first)]
      {
        guard number != 0, let expected else { continue }
        let closing = openTime.addingWorkingDays(number, to: start, endOfDay: true)
        #expect(closing?.millisecondsSince1970 == expected.closing, "\(number) \(start)")
        let same = openTime.addingWorkingDays(number, to: start, endOfDay: false)
        let moved = wall + Int64(expected.day - date) * OpenTimeOracleTests.day
        #expect(same == zone.instant(ofWallMilliseconds: moved), "\(number) \(start)")
      }
      for day in (working.first?.day ?? 0)...(working.last?.day ?? 0) {
        #expect(
          openTime.isWorkingDay(CivilDate(daysSince1970: day))
            == working.contains { $0.day == day }
        )
      }
    }
  }
}
