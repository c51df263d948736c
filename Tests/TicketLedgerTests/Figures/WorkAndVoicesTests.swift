import Testing
import TicketLedger

@Suite("Workload and satisfaction are what each ticket's history tells by itself")
struct WorkAndVoicesTests {
  @Test("minutes fall to the cause, activity and team they belong to", arguments: [21, 22])
  func minutes(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let facts = RandomFacts(seed: seed, tickets: 50, eventsEach: 40)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await facts.record(in: ledger, clock: clock)
    let lives = TicketLife.all(try ledger.allEvents())
    let middle = facts.first.after(days: 25)
    for period in [Period.always, Period(from: middle), Period(until: middle)] {
      var causes: [CauseClass?: Int] = [:]
      var activities: [String?: Int] = [:]
      var teams: [String?: Int] = [:]
      ledger.read { view in
        for (id, life) in lives {
          for (index, recorded) in life.events.enumerated() {
            guard case .ticket(.workLogged(let work)) = recorded.event,
              period.contains(recorded.occurredAt)
            else { continue }
            let minutes = Int(work.minutes)
            causes[view.tickets[id]?.causeClass, default: 0] += minutes
            activities[view.name(of: work.activity), default: 0] += minutes
            let team = life.place(after: index).team
            teams[team == 0 ? nil : view.name(of: TermID(rawValue: team)), default: 0] += minutes
          }
        }
        let filter = FigureFilter(period: period)
        let total = view.workload(filter)[0].figures
        #expect(total.minutesByCause == causes)
        #expect(total.minutes == causes.values.reduce(0, +))
        let prevented: [CauseClass] = [.usageError, .trainingGap, .documentation, .ergonomics]
        #expect(total.preventableMinutes == prevented.map { causes[$0] ?? 0 }.reduce(0, +))
        #expect(total.technicalMinutes == causes[.technicalFault] ?? 0)
        for (key, expected) in [(WorkloadKey.activity, activities), (.workingTeam, teams)] {
          let groups = view.workload(filter, by: [key])
          #expect(groups.count == expected.count)
          for group in groups { #expect(group.figures.minutes == expected[group.values[0]]) }
        }
      }
    }
    await ledger.close()
  }

  @Test("marks, response and trust are those of the tickets", arguments: [23, 24])
  func voices(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let facts = RandomFacts(seed: seed, tickets: 80, eventsEach: 30)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await facts.record(in: ledger, clock: clock)
    let lives = TicketLife.all(try ledger.allEvents())
    ledger.read { view in
      let groups = view.satisfaction(by: [.department], windowInDays: 4, asOf: facts.last)
      #expect(groups.count == 3)
      for group in groups {
        let department = group.values[0].flatMap { view.catalogue.term($0, in: .department) }
        let members = lives.filter {
          view.tickets[$0.key]?.classification[.department] == department
        }
        let scores = members.values.flatMap { $0.events }.compactMap { recorded -> Int? in
          guard case .ticket(.rated(let score)) = recorded.event else { return nil }
          return Int(score)
        }
        let figures = group.figures
        for score in 0...6 { #expect(figures.ratings[score] == scores.count { $0 == score }) }
        let mean = Double(scores.reduce(0, +)) / Double(scores.count)
        #expect(figures.ratings.mean == mean)
        let resolved = members.values.filter { $0.firstResolvedAt != nil }
        #expect(figures.resolved == resolved.count)
        let rated = resolved.count { $0.events.contains { $0.event.kind == .rated } }
        #expect(figures.resolvedAndRated == rated)
        let back = resolved.count { life in
          guard let at = life.firstResolvedAt, let again = life.reopenedAt else { return false }
          return again <= at.after(days: 4)
        }
        #expect(figures.reopenedWithinWindow == back)
        let reviews = members.values.flatMap { $0.events }.count {
          $0.event.kind == .messageReviewed
        }
        #expect(figures.reviews == reviews)
        #expect(figures.accuracy[4] == reviews)
        guard let trust = figures.trust else {
          #expect(figures.resolved < TrustIndex.minimumTickets)
          continue
        }
        #expect(trust.parts[.promises] == nil, "nothing was promised")
        let marks = [figures.clarity.mean, figures.courtesy.mean, figures.accuracy.mean]
        let known = marks.compactMap(\.self)
        let messages = (known.reduce(0, +) / Double(known.count) - 1) / 4
        let lasting = 1 - Double(back) / Double(resolved.count)
        let sum = 40 * (mean - 1) / 4 + 20 * lasting + 15 * messages
        #expect(abs(trust.value - 100 * sum / 75) < 1e-9)
      }
      #expect(groups.contains { $0.figures.trust != nil })
    }
    await ledger.close()
  }
}
