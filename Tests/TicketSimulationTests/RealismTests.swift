import Testing
import TicketLedger
import TicketSimulation

@Suite("A simulated year of 10,000 tickets")
struct RealismTests {
  private static let year = Result {
    try Statistics(HelpdeskSimulation(Scenario(seed: 1, tickets: 10_000)))
  }

  @Test("has every kind of event that needs no position, none of them rare beyond sense")
  func kinds() throws {
    let year = try Self.year.get()
    let absent: Set<EventKind> = [
      .ledgerCreated, .termDefined, .termRenamed, .termRetired, .personRegistered,
      .calendarAdopted, .policyAdopted, .rulesAdopted, .alarmRaised, .personErased,
      .importAdvanced, .signingKeyAdopted, .messageReviewed,
    ]
    for kind in EventKind.allCases {
      #expect(absent.contains(kind) ? year.count(kind) == 0 : year.count(kind) >= 15, "\(kind)")
    }
    #expect(10_000 * 10...10_000 * 13 ~= year.submissions)
  }

  @Test("has every vocabulary in use")
  func words() throws {
    let year = try Self.year.get()
    #expect(Set(year.byTicketKind.keys) == Set(TicketKind.allCases))
    #expect(Set(year.relations.keys) == Set(Relation.allCases))
    #expect(Set(year.pauses.keys) == Set(WaitingReason.allCases))
    for reason in [RoutingReason.intake, .skill, .functionalEscalation, .return, .overload] {
      #expect(year.routings[reason, default: 0] >= 50, "\(reason)")
    }
  }

  @Test("comes in business hours mostly, on Mondays above all")
  func hours() throws {
    let year = try Self.year.get()
    #expect(8000...9600 ~= year.openedInBusinessHours)
    #expect(2100...2900 ~= year.openedOnMonday)
    #expect(80...500 ~= year.openedAtWeekend)
  }

  @Test("is solved at the first level mostly, at the second often, at the third sometimes")
  func levels() throws {
    let year = try Self.year.get()
    let resolved = year.count(.resolved)
    let shares = [1, 2, 3].map { (year.resolvedAtLevel[$0] ?? 0) * 1000 / resolved }
    #expect(450...750 ~= shares[0])
    #expect(200...450 ~= shares[1])
    #expect(15...120 ~= shares[2])
  }

  @Test("has its shares of reopened, cancelled, merged and rated tickets")
  func shares() throws {
    let year = try Self.year.get()
    #expect(35...75 ~= year.permille { $0.reopenings > 0 })
    #expect(12...35 ~= year.permille { $0.state == .cancelled })
    #expect(15...60 ~= year.permille { $0.state == .merged })
    #expect(200...350 ~= year.count(.rated) * 1000 / 10_000)
    #expect(500...650 ~= (year.byTicketKind[.incident] ?? 0) * 1000 / 10_000)
  }

  @Test("has outbreaks: many tickets about one service within an hour, warned of and told about")
  func outbreaks() throws {
    let year = try Self.year.get()
    #expect(year.largestHour >= 10)
    #expect(year.count(.noticeBroadcast) >= 20)
    #expect(year.count(.signalRaised) >= 20)
  }

  @Test("has patterns that come back soon after a resolution, some ended by a problem ticket")
  func recurrences() throws {
    let year = try Self.year.get()
    #expect(year.relations[.followUpOf, default: 0] >= 100)
    #expect(year.relations[.causedBy, default: 0] >= 50)
    #expect(year.relations[.resolvedBy, default: 0] >= 50)
    #expect(year.recurrences >= 300)
  }
}
