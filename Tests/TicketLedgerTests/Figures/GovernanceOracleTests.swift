import Testing

@testable import TicketLedger

@Suite("Governance is what each ticket's history tells by itself")
struct GovernanceOracleTests {
  @Test("told apart by month and team, for facts in any order", arguments: [11, 12, 13])
  func careless(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let facts = RandomFacts(seed: seed, tickets: 60, eventsEach: 30)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await facts.record(in: ledger, clock: clock)
    let lives = TicketLife.all(try ledger.allEvents())
    ledger.read { view in check(view, lives, Period(), asOf: facts.last) }
    let middle = facts.first.after(days: 20)
    let period = Period(from: middle, until: middle.after(days: 15))
    ledger.read { view in check(view, lives, period, asOf: facts.last) }
    await ledger.close()
  }

  private struct Key: Hashable {
    let month: String
    let team: UInt32

    init(_ life: TicketLife, _ at: Instant) {
      month = String(at.description.prefix(7))
      team = life.standing.team
    }
  }

  private func check(
    _ view: borrowing LedgerView,
    _ lives: [TicketID: TicketLife],
    _ period: Period,
    asOf: Instant
  ) {
    var counts: [Key: [String: Int]] = [:]
    var times: [Key: [String: [Int64]]] = [:]
    for life in lives.values {
      func count(_ name: String, _ at: Instant?) {
        guard let at, period.contains(at) else { return }
        counts[Key(life, at), default: [:]][name, default: 0] += 1
      }
      func time(_ name: String, _ at: Instant?) {
        guard let at, period.contains(at) else { return }
        let time = at.milliseconds(since: life.openedAt)
        times[Key(life, at), default: [:]][name, default: []].append(time)
      }
      for event in life.events { count(event.event.kind.name, event.occurredAt) }
      if life.isOpen(after: life.events.count - 1) {
        counts[Key(life, asOf), default: [:]]["open", default: 0] += 1
      }
      time("acknowledge", life.acknowledgedAt)
      time("respond", life.respondedAt)
      time("resolve", life.firstResolvedAt)
      guard let at = life.firstResolvedAt else { continue }
      count("firstResolved", at)
      let end = at.after(days: 5)
      let isBack = life.reopenedAt.map { $0 <= end } ?? false
      if isBack { count("back", at) } else if asOf < end { count("provisional", at) }
    }
    let groups = view.governance(
      FigureFilter(period: period),
      by: [.month, .team],
      windowInDays: 5,
      asOf: asOf
    )
    var seen: Set<[String?]> = []
    for group in groups {
      let team = group.values[1].flatMap { view.catalogue.term($0, in: .team) }
      let key = counts.keys.first { $0.month == group.values[0] && $0.team == team?.rawValue ?? 0 }
      let expected = key.flatMap { counts[$0] } ?? [:]
      let durations = key.flatMap { times[$0] } ?? [:]
      compare(group.figures, expected, durations)
      #expect(seen.insert(group.values).inserted)
    }
    let names = Set([
      "opened", "resolved", "closed", "reopened", "cancelled", "open", "rated",
    ])
    let told = counts.filter { !names.isDisjoint(with: $0.value.keys) }
    for key in told.keys {
      let team = key.team == 0 ? nil : view.name(of: TermID(rawValue: key.team))
      #expect(seen.contains([key.month, team]), "\(key)")
    }
  }

  private func compare(
    _ figures: GovernanceFigures,
    _ expected: [String: Int],
    _ times: [String: [Int64]]
  ) {
    let found = [
      figures.opened, figures.resolved, figures.closed, figures.reopened,
      figures.cancelledOrMerged, figures.open, figures.firstResolved,
      figures.reopenedWithinWindow, figures.provisional, figures.ratings.count,
    ]
    let names = [
      "opened", "resolved", "closed", "reopened", "cancelled", "open", "firstResolved", "back",
      "provisional", "rated",
    ]
    #expect(found == names.map { expected[$0] ?? 0 })
    for (name, time) in [
      ("acknowledge", figures.timeToAcknowledge), ("respond", figures.timeToRespond),
      ("resolve", figures.timeToResolve),
    ] {
      let known = DurationStatistics(ofMilliseconds: times[name] ?? [])
      #expect(time.elapsed == known)
      #expect(time.business == known, "no calendar is adopted")
    }
  }

  @Test("business time is the calendar's, minute by minute, and groups add up", arguments: [14])
  func business(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 60, days: 12)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let calendars = try ServiceLevelLawPromises.calendars()
    try await ledger.adopt(promises.policy("promised"), calendars)
    try await history.record(in: ledger, clock: clock)
    let lives = TicketLife.all(try ledger.allEvents())
    for calendar in calendars {
      let naive = NaiveCalendar(calendar: calendar)
      var expected: [Int64] = []
      for life in lives.values {
        guard let at = life.firstResolvedAt else { continue }
        let range = life.openedAt.millisecondsSince1970..<at.millisecondsSince1970
        let open = naive.cells(range).filter(\.isOpen)
        expected.append(open.reduce(0) { $0 + $1.end - $1.start })
      }
      try ledger.read { view in
        let hours = view.businessHours(of: calendar.name, asOf: history.last)
        let groups = view.governance(hours: hours, asOf: history.last)
        let group = try #require(groups.first)
        #expect(
          group.figures.timeToResolve.business == DurationStatistics(ofMilliseconds: expected)
        )
        #expect(group.figures.timeToResolve.elapsed.count == expected.count)
      }
    }
    ledger.read { view in
      #expect(view.businessHours(of: "nowhere", asOf: history.last) == nil)
      let calendar = view.agreements.policy(at: history.last)?.rules.flatMap(\.targets)
        .compactMap(\.calendar).first
      #expect(view.businessHours(asOf: history.last)?.calendar == calendar)
      let groups = view.governance(by: [.service, .priority], asOf: history.last).map(\.figures)
      let summary = view.serviceSummary(asOf: history.last)
      #expect(groups.map(\.compliance.met).reduce(0, +) == summary.met)
      #expect(groups.map(\.compliance.breached).reduce(0, +) == summary.breached)
      #expect(groups.map(\.compliance.running).reduce(0, +) == summary.running)
      #expect(groups.map(\.opened).reduce(0, +) == view.ticketCount)
      #expect(groups.map(\.open).reduce(0, +) == view[Queues.self].openCount)
    }
    await ledger.close()
  }

  @Test("the backlog at any instants is what was open then, by level", arguments: [15, 16])
  func backlog(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let facts = RandomFacts(seed: seed, tickets: 60, eventsEach: 25)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await facts.record(in: ledger, clock: clock)
    let events = try ledger.allEvents()
    let instants = events.filter { $0.ticket != nil }.map(\.occurredAt).sorted()
      .enumerated().filter { $0.offset % 37 == 0 }.map(\.element)
    let naive = instants.map { instant in
      var levels: [UInt8: Int] = [:]
      let happened = events.filter { $0.ticket != nil && $0.occurredAt <= instant }
      for life in TicketLife.all(happened).values {
        let last = life.events.count - 1
        guard life.isOpen(after: last) else { continue }
        levels[life.place(after: last).level, default: 0] += 1
      }
      return levels
    }
    ledger.read { view in
      #expect(view.backlog(at: instants).map(\.byLevel) == naive)
      #expect(view.backlog(at: []).isEmpty)
      let days = view.backlog(every: .day, asOf: facts.last)
      #expect(days.map(\.byLevel) == view.backlog(at: days.map(\.at)).map(\.byLevel))
      #expect(days.last?.at == facts.last)
      #expect(days.last?.open == view[Queues.self].openCount)
      #expect(days.map(\.at) == days.map(\.at).sorted())
      #expect(days.dropLast().allSatisfy { $0.at.description.hasSuffix("T23:59:59.999Z") })
      let weeks = view.backlog(every: .week, asOf: facts.last)
      // 2025-01-05 was a Sunday.
      #expect(weeks.first?.at.description.prefix(10) == "2025-01-05")
      #expect(
        zip(weeks, weeks.dropFirst().dropLast()).allSatisfy { first, next in
          next.at.milliseconds(since: first.at) == 7 * 86_400_000
        }
      )
    }
    await ledger.close()
  }
}
