import Testing

@testable import TicketLedger

@Suite("A target that is never due")
struct PoliciesTimeToComeTests {
  static let now = AlarmPaper.start

  /// A calendar of Mondays from 08:00 to 10:00, or one that was open on a single day of 2020.
  static func calendar(isOver: Bool) throws -> ServiceCalendar {
    let weekly = isOver ? [] : [[DayInterval(480, 600)]]
    var calendar = ServiceCalendar(name: "office", zone: .utc, weekly: weekly)
    let day = try #require(CivilDate(year: 2020, month: 1, day: 6))
    if isOver { calendar.exceptions[day] = [DayInterval(480, 600)] }
    return calendar
  }

  private func warnings(
    _ limit: TargetLimit,
    isOver: Bool,
    from instant: Instant = PoliciesTimeToComeTests.now
  ) throws -> [String] {
    let target = ServiceTarget(.update, limit: limit, calendar: "office")
    let policy = ServicePolicy(
      name: "standard",
      rules: [ServiceRule(name: "P1", targets: [target])]
    )
    let calendar = try PoliciesTimeToComeTests.calendar(isOver: isOver)
    return policy.warnings(calendars: [calendar], from: instant).map(\.description)
  }

  @Test("is told with the instant, where its calendar is open in the past only")
  func past() throws {
    let limits: [TargetLimit] = [.duration(milliseconds: 1), .workingDays(1, endOfDay: false)]
    for limit in limits {
      #expect(
        try warnings(limit, isOver: true) == [
          "rule “P1”, target 1 (update): a clock that starts at 2025-03-03T08:00:00Z or later is never "
            + "due, since the calendar “office” is not open for so long from then on; "
            + "adopt a calendar with hours to come, or shorten the limit"
        ]
      )
      #expect(try warnings(limit, isOver: false).isEmpty)
      let before = Instant(millisecondsSince1970: 0)
      #expect(try warnings(limit, isOver: true, from: before).isEmpty)
    }
  }

  @Test("is told where its limit is longer than all the open time to come, to the millisecond")
  func tooLong() throws {
    let calendar = try PoliciesTimeToComeTests.calendar(isOver: false)
    // The last of the years that can be told has two hours on each of its last Mondays.
    let late = try #require(Instant(rfc3339: "9999-12-13T08:00:00Z"))
    let open = OpenTime(calendar).milliseconds(from: late, to: .distantFuture)
    #expect(open == 3 * 7_200_000)
    #expect(try warnings(.duration(milliseconds: open), isOver: false, from: late).isEmpty)
    #expect(try warnings(.duration(milliseconds: open + 1), isOver: false, from: late).count == 1)
    #expect(try warnings(.workingDays(2, endOfDay: true), isOver: false, from: late).isEmpty)
    #expect(try warnings(.workingDays(3, endOfDay: true), isOver: false, from: late).count == 1)
  }

  @Test("is not told of a calendar that is not known, nor of time around the clock")
  func unknown() {
    let targets = [
      ServiceTarget(.update, limit: .duration(milliseconds: 1), calendar: "night"),
      ServiceTarget(.ownership, limit: .workingDays(TargetLimit.maximumDays, endOfDay: true)),
    ]
    let policy = ServicePolicy(name: "standard", rules: [ServiceRule(name: "P1", targets: targets)])
    #expect(policy.warnings(from: PoliciesTimeToComeTests.now).isEmpty)
  }
}
