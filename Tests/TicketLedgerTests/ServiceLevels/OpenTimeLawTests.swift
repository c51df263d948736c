import Testing

@testable import TicketLedger

@Suite("Laws of open time")
struct OpenTimeLawTests {
  private static func calendar(seed: UInt64, using random: inout SeededNumbers) throws
    -> ServiceCalendar
  {
    let name = RandomCalendars.zones[Int(seed) % RandomCalendars.zones.count]
    let days = [18_000, 300_000, -200_000].map { $0 + Int.random(in: 0...900, using: &random) }
    return RandomCalendars.calendar(in: try .named(name), around: days, using: &random)
  }

  private static func instant(using random: inout SeededNumbers) -> Instant {
    let usual = Int64(0)...4_200_000_000_000
    let range = Bool.random(using: &random) ? usual : Instant.range
    return Instant(millisecondsSince1970: Int64.random(in: range, using: &random))
  }

  @Test("F never decreases, nor runs faster than time", arguments: UInt64(1)...12)
  func monotone(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let openTime = OpenTime(try OpenTimeLawTests.calendar(seed: seed, using: &random))
    #expect(openTime.elapsed(until: .distantPast) == 0)
    for _ in 0..<500 {
      let instants = (0..<2).map { _ in OpenTimeLawTests.instant(using: &random) }.sorted()
      let elapsed = instants.map(openTime.elapsed)
      #expect(0...instants[1].milliseconds(since: instants[0]) ~= elapsed[1] - elapsed[0])
      #expect(openTime.milliseconds(from: instants[0], to: instants[1]) == elapsed[1] - elapsed[0])
      #expect(openTime.milliseconds(from: instants[1], to: instants[0]) == 0)
    }
  }

  @Test(
    "adding is the earliest moment after so much, subtracting the latest before",
    arguments: UInt64(1)...12
  )
  func inverse(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let openTime = OpenTime(try OpenTimeLawTests.calendar(seed: seed, using: &random))
    let all = openTime.elapsed(until: .distantFuture)
    for _ in 0..<200 {
      let start = OpenTimeLawTests.instant(using: &random)
      let before = openTime.elapsed(until: start)
      let lengths: [Int64] = [60_000, 40_000_000_000, all]
      let longest = lengths.randomElement(using: &random) ?? all
      let length = Int64.random(in: 1...longest, using: &random)
      if let due = openTime.adding(length, to: start) {
        #expect(openTime.milliseconds(from: start, to: due) == length)
        #expect(openTime.isOpen(at: due.advanced(byMilliseconds: -1)))
        #expect(openTime.adding(-length, to: due) == openTime.subtracting(length, from: due))
        let half = length / 2
        let middle = openTime.adding(half, to: start)
        #expect(middle.flatMap { openTime.adding(length - half, to: $0) } == due)
      } else {
        #expect(length > all - before)
      }
      if let begin = openTime.subtracting(length, from: start) {
        #expect(openTime.milliseconds(from: begin, to: start) == length)
        #expect(openTime.isOpen(at: begin))
      } else {
        #expect(length > before)
      }
      guard let next = openTime.nextOpen(from: start) else { continue }
      #expect(next >= start && openTime.isOpen(at: next))
      #expect(openTime.milliseconds(from: start, to: next) == 0)
      #expect(openTime.adding(0, to: start) == next)
      #expect(openTime.isOpen(at: start) == (next == start))
    }
  }

  @Test("the calendar of 400 years later is the same", arguments: RandomCalendars.zones)
  func cycle(zone: String) throws {
    var random = SeededNumbers(seed: 400)
    var calendar = ServiceCalendar(
      name: "office",
      zone: try .named(zone),
      weekly: Array(repeating: [DayInterval(480, 720), DayInterval(1320, 360)], count: 5)
    )
    calendar.yearlyHolidays = [YearDay(month: 2, day: 29), YearDay(month: 12, day: 25)]
    let openTime = OpenTime(calendar)
    let cycle = Int64(Gregorian.daysPerCycle) * 86_400_000
    let base = Instant(millisecondsSince1970: 3_800_000_000_000)
    for _ in 0..<200 {
      // From 2090 on, by rule alone: the usual years, which have a table, and those that have none.
      let near = base.advanced(byMilliseconds: Int64.random(in: 0...cycle, using: &random))
      let open = openTime.milliseconds(from: base, to: near)
      for number in [1, 7, 18] {
        let shift = Int64(number) * cycle
        let far = openTime.milliseconds(
          from: base.advanced(byMilliseconds: shift),
          to: near.advanced(byMilliseconds: shift)
        )
        #expect(far == open, "\(near) and \(number) cycles later")
      }
      let due = openTime.adding(123_456_789, to: near)
      #expect(
        openTime.adding(123_456_789, to: near.advanced(byMilliseconds: cycle))
          == due?.advanced(byMilliseconds: cycle)
      )
    }
  }

  @Test("open stretches are disjoint, cover the open time and end where it does")
  func segments() throws {
    var random = SeededNumbers(seed: 9)
    let openTime = OpenTime(try OpenTimeLawTests.calendar(seed: 1, using: &random))
    let start = Instant(millisecondsSince1970: 1_540_000_000_000)
    let end = start.advanced(byMilliseconds: 40_000_000_000)
    let segments = Array(openTime.openSegments(in: start..<end))
    #expect(segments.count > 100)
    for (one, next) in zip(segments, segments.dropFirst()) {
      #expect(one.upperBound < next.lowerBound)
      #expect(!openTime.isOpen(at: one.upperBound) && openTime.isOpen(at: one.lowerBound))
    }
    let sum = segments.reduce(0) { $0 + $1.upperBound.milliseconds(since: $1.lowerBound) }
    #expect(sum == openTime.milliseconds(from: start, to: end))
    let always = Instant.distantPast..<Instant.distantFuture
    #expect(Array(OpenTime.always.openSegments(in: always)) == [always])
    #expect(Array(OpenTime.always.openSegments(in: start..<start)).isEmpty)
  }

  @Test("around the clock, open time is time and working days are dates in UTC")
  func always() throws {
    let start = try #require(Instant(rfc3339: "2024-02-28T13:14:15.678Z"))
    #expect(OpenTime.always.adding(0, to: start) == start)
    #expect(
      OpenTime.always.adding(86_400_000, to: start)?.description == "2024-02-29T13:14:15.678Z"
    )
    #expect(OpenTime.always.subtracting(1, from: start) == start.advanced(byMilliseconds: -1))
    #expect(OpenTime.always.isOpen(at: start) && OpenTime.always.nextOpen(from: start) == start)
    let days = OpenTime.always.addingWorkingDays(2, to: start, endOfDay: false)
    #expect(days?.description == "2024-03-01T13:14:15.678Z")
    let end = OpenTime.always.addingWorkingDays(2, to: start, endOfDay: true)
    #expect(end?.description == "2024-03-02T00:00:00Z")
    #expect(OpenTime.always.elapsed(until: .distantFuture) == 315_537_897_599_999)
  }
}
