import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("The policy and calendar that ship")
struct StarterPolicyTests {
  @Test("are read without a warning, and count by one another")
  func read() throws {
    let policy = try StarterPolicy.policy()
    #expect(policy.warnings == [])
    #expect(policy.policy.name == "starter")
    let calendar = try StarterPolicy.calendar(zone: testZone)
    #expect(calendar.warnings == [])
    #expect(calendar.calendar.name == "office")
    #expect(calendar.calendar.zone.name == "Europe/Paris")
    #expect(calendar.calendar.weekly.map(\.count) == [1, 1, 1, 1, 1, 0, 0])
  }

  @Test("promise something for each priority and for every other ticket, stricter the higher")
  func rules() throws {
    let rules = try StarterPolicy.policy().policy.rules
    #expect(rules.map(\.match.priorities) == [[1], [2], [3], [4], []])
    #expect(rules.last?.match == TicketMatch())
    let responses = rules.map { rule in
      rule.targets.compactMap { target -> Int64? in
        guard target.clock == .firstResponse, case .duration(let limit)? = target.limit else {
          return nil
        }
        return limit / 60_000
      }
    }
    #expect(responses == [[30], [60], [240], [480], [480]])
    let clocks = Set(rules.flatMap(\.targets).map(\.clock))
    let promised: Set<ServiceClock> = [
      .firstResponse, .ownership, .nextResponse, .resolution, .update, .teamResponse,
      .requesterWait, .agentWork,
    ]
    #expect(clocks == promised)
  }

  @Test("close on the public holidays of France, those that move with Easter too")
  func holidays() throws {
    let calendar = try StarterPolicy.calendar(zone: testZone).calendar
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    #expect(calendar.yearlyHolidays == Set(fixed.map { YearDay(month: $0.0, day: $0.1) }))
    let moving = (2015...2035).flatMap { year in
      [1, 39, 50].map { CivilDate(daysSince1970: easter(year) + $0) }
    }
    #expect(calendar.holidays.sorted() == moving.sorted())
    #expect(try calendar.holidays.contains(CivilDate("2024-05-09")))
    #expect(try calendar.holidays.contains(CivilDate("2025-06-09")))
  }

  /// Easter Sunday as a day since 1970.
  ///
  /// After Knuth, The Art of Computer Programming, volume 1, exercise 1.3.2-14.
  private func easter(_ year: Int) -> Int {
    let golden = year % 19 + 1
    let century = year / 100 + 1
    let omitted = 3 * century / 4 - 12
    var epact = (11 * golden + 20 + (8 * century + 5) / 25 - 5 - omitted) % 30
    if epact == 24 || epact == 25 && golden > 11 { epact += 1 }
    var day = 44 - epact
    if day < 21 { day += 30 }
    day += 7 - (5 * year / 4 - omitted - 10 + day) % 7
    let march = CivilDate(year: year, month: 3, day: 1)?.daysSince1970 ?? 0
    return march + day - 1
  }
}
