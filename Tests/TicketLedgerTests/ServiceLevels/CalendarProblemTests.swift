import Testing

@testable import TicketLedger

@Suite("Problems of calendars")
struct CalendarProblemTests {
  private static let date = CivilDate(daysSince1970: 20_000)

  /// An office calendar, changed.
  private func problems(_ change: (inout ServiceCalendar) -> Void) -> [String] {
    var calendar = ServiceCalendar(
      name: "office",
      zone: .utc,
      weekly: Array(repeating: [DayInterval(540, 1020)], count: 5)
    )
    change(&calendar)
    return calendar.problems().map(\.description)
  }

  @Test("a usual calendar has none; nor have touching intervals and nights")
  func none() {
    #expect(problems { _ in }.isEmpty)
    #expect(problems { $0.weekly[0] = [DayInterval(720, 1080), DayInterval(480, 720)] }.isEmpty)
    #expect(problems { $0.weekly = Array(repeating: [DayInterval(0, 1440)], count: 7) }.isEmpty)
    #expect(problems { $0.weekly = Array(repeating: [DayInterval(480, 480)], count: 7) }.isEmpty)
    #expect(problems { $0.weekly[6] = [DayInterval(1320, 540)] }.isEmpty)
    #expect(problems { $0.exceptions[CalendarProblemTests.date] = [DayInterval(1, 0)] }.isEmpty)
    #expect(problems { $0.exceptions[CalendarProblemTests.date] = [] }.isEmpty)
  }

  @Test("a control character in its name is one")
  func controls() {
    for name in ["\u{0}", "of\u{1B}[2Jfice", "two\nlines", "\u{85}"] {
      #expect(
        problems { $0.name = name } == [
          "the calendar's name has a control character; "
            + "write it in one line of letters, digits and signs"
        ]
      )
    }
  }

  @Test("overlaps are said with the place and both intervals, round the week")
  func overlaps() {
    #expect(
      problems { $0.weekly[1] = [DayInterval(540, 720), DayInterval(700, 800)] } == [
        "Tuesday: 09:00-12:00 and 11:40-13:20 overlap; join them or end the first earlier"
      ]
    )
    #expect(
      problems { $0.weekly[1] = [DayInterval(1320, 541)] } == [
        "Tuesday: 22:00-09:01 goes on into Wednesday and overlaps its 09:00-17:00; end it earlier"
      ]
    )
    #expect(
      problems { $0.weekly[6] = [DayInterval(600, 600)] } == [
        "Sunday: 10:00-10:00 goes on into Monday and overlaps its 09:00-17:00; end it earlier"
      ]
    )
    // A long interval overlaps all that begin in it, not its neighbour alone.
    #expect(
      problems {
        $0.weekly[5] = [DayInterval(0, 1440), DayInterval(60, 120), DayInterval(600, 660)]
      }.count == 2
    )
    #expect(
      problems {
        $0.exceptions[CalendarProblemTests.date] = [DayInterval(600, 660), DayInterval(540, 601)]
      } == [
        "exception of 2024-10-04: 09:00-10:01 and 10:00-11:00 overlap; "
          + "join them or end the first earlier"
      ]
    )
    #expect(
      problems {
        $0.breaks[CalendarProblemTests.date] = [DayInterval(600, 660), DayInterval(540, 601)]
      }.isEmpty
    )
  }

  @Test(
    "times that no day has are said",
    arguments: [
      DayInterval(-1, 600), DayInterval(1440, 600), DayInterval(600, 1441), DayInterval(0, -1),
      DayInterval(.min, .max), DayInterval(.max, .min),
    ]
  )
  func times(interval: DayInterval) {
    #expect(problems { $0.weekly[0] = [interval] }.count == 1)
    #expect(problems { $0.exceptions[CalendarProblemTests.date] = [interval] }.count == 1)
    #expect(problems { $0.breaks[CalendarProblemTests.date] = [interval] }.count == 1)
    let text = problems { $0.weekly[0] = [interval] }.joined()
    #expect(text.hasPrefix("Monday: \(interval) is not between 00:00 and 24:00"))
  }

  @Test("a calendar that is never open is said, whatever closes it")
  func neverOpen() {
    let never = [CalendarFault.neverOpen.description]
    #expect(problems { $0.weekly = Array(repeating: [], count: 7) } == never)
    #expect(
      problems { calendar in
        calendar.weekly = Array(repeating: [], count: 7)
        calendar.exceptions[CalendarProblemTests.date] = []
      } == never
    )
    #expect(
      problems { calendar in
        for month in 1...12 {
          for day in 1...CivilDate.days(inMonth: month, of: 2000) {
            calendar.yearlyHolidays.insert(YearDay(month: month, day: day))
          }
        }
      } == never
    )
    #expect(
      problems { calendar in
        calendar.weekly = Array(repeating: [], count: 7)
        calendar.exceptions[CalendarProblemTests.date] = [DayInterval(540, 600)]
        calendar.breaks[CalendarProblemTests.date] = [DayInterval(500, 700)]
      } == never
    )
    #expect(
      problems { calendar in
        calendar.weekly = Array(repeating: [], count: 7)
        calendar.exceptions[CalendarProblemTests.date] = [DayInterval(540, 600)]
      }.isEmpty
    )
  }

  @Test("names, lists, days of the year, ranges and numbers of dates are checked")
  func others() {
    #expect(problems { $0.name = "" } == ["a calendar's name has 1 to 255 bytes of UTF-8, not 0"])
    #expect(problems { $0.name = String(repeating: "é", count: 128) }.count == 1)
    #expect(
      problems { $0.weekly.removeLast() } == [
        "the weekly hours are 6 lists; give seven, Monday first"
      ]
    )
    #expect(
      problems { $0.yearlyHolidays = [YearDay(month: 2, day: 30), YearDay(month: 2, day: 29)] }
        == ["no year has a day 30 of month 2"]
    )
    let far = CivilDate(daysSince1970: 20_000 + 3660)
    #expect(
      problems { $0.holidayRanges = [CalendarProblemTests.date...far] } == [
        "holidays from 2024-10-04 to 2034-10-12 take more than 3660 days; "
          + "adopt another calendar from that date on"
      ]
    )
    let dates = (0..<99_998).map { CivilDate(daysSince1970: $0) }
    let most = problems { calendar in
      calendar.holidays = Set(dates)
      calendar.holidayRanges = [CalendarProblemTests.date...CalendarProblemTests.date]
      calendar.exceptions[CalendarProblemTests.date] = []
    }
    #expect(most.isEmpty)
    let more = problems { calendar in
      calendar.holidays = Set(dates)
      calendar.breaks[CalendarProblemTests.date] = Array(repeating: DayInterval(0, 1), count: 3)
    }
    #expect(more.count == 1 && more.first?.hasPrefix("100001 holidays, ranges, and") == true)
  }
}
