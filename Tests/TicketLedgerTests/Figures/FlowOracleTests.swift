import Testing
import TicketLedger

@Suite("The flow of work is what each ticket's history tells by itself")
struct FlowOracleTests {
  @Test("over facts in any order, for any period and any tickets", arguments: [1, 2, 3, 4])
  func careless(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let facts = RandomFacts(seed: seed, tickets: 60, eventsEach: 40)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await facts.record(in: ledger, clock: clock)
    let events = try ledger.allEvents()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<8 {
      let span = facts.last.milliseconds(since: facts.first)
      let bounds = (0..<3).map { _ in
        facts.first.advanced(byMilliseconds: Int64.random(in: 0...span, using: &generator))
      }
      .sorted()
      let period = round < 2 ? Period.always : Period(from: bounds[0], until: bounds[1])
      let asOf = round.isMultiple(of: 2) ? facts.last.after(days: 2) : bounds[2]
      let happened = events.filter { $0.ticket == nil || $0.occurredAt <= asOf }
      try await ledger.read(asOf: asOf) { view in
        _ = try check(view, TicketLife.all(happened), filter(round, period, view), asOf: asOf)
      }
    }
    await ledger.close()
  }

  @Test("over a simulated history", arguments: [5])
  func simulated(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 150)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.record(in: ledger, clock: clock)
    let lives = TicketLife.all(try ledger.allEvents())
    try ledger.read { view in
      let summary = try check(view, lives, FigureFilter(), asOf: history.last)
      #expect(summary.solved.atFirstContact > 10)
      #expect(summary.solved.atFirstContact < summary.solved.tickets)
      #expect(summary.waiting.waits > summary.waiting.unannounced)
    }
    await ledger.close()
  }

  private func filter(
    _ round: Int,
    _ period: Period,
    _ view: borrowing LedgerView
  ) -> FigureFilter {
    var filter = FigureFilter(period: period)
    switch round {
    case 4: filter.team = view.catalogue.term("Network", in: .team).map { .team($0) }
    case 5: filter.level = 2
    case 6: filter.priority = 2
    case 7: filter.terms = [view.catalogue.term("VPN", in: .service)].compactMap { $0 }
    default: break
    }
    return filter
  }

  /// Compares the summary of a view with what the histories tell.
  @discardableResult
  private func check(
    _ view: borrowing LedgerView,
    _ all: [TicketID: TicketLife],
    _ filter: FigureFilter,
    asOf: Instant
  ) throws -> FlowSummary {
    var lives: [TicketLife] = []
    for (id, life) in all where filter.takes(life, view.tickets[id]) { lives.append(life) }
    let summary = view.flow(filter, windowInDays: 3, asOf: asOf)
    checkMoves(summary, lives, filter.period)
    checkStays(summary, lives, filter.period, asOf: asOf)
    checkSolved(summary.solved, lives, filter.period, asOf: asOf)
    let expected = lives.flatMap(\.waits).filter { filter.period.contains($0.from) }
    #expect(summary.waiting.waits == expected.count)
    #expect(summary.waiting.unannounced == expected.count { !$0.isAnnounced })
    return summary
  }

  private func checkMoves(_ summary: FlowSummary, _ lives: [TicketLife], _ period: Period) {
    let moves = lives.map { $0.moves.filter { period.contains($0.at) } }
    let all = moves.joined()
    let reopenings = lives.map { $0.reopenings.filter { period.contains($0) } }
    let found = [
      summary.handoffs, summary.ticketsHandedOff, summary.pingPong, summary.ticketsPingPonged,
      summary.escalations, summary.deEscalations, summary.reopened, summary.ticketsReopened,
    ]
    let expected = [
      all.count(where: \.isHandoff), moves.count { $0.contains(where: \.isHandoff) },
      all.count(where: \.isPingPong), moves.count { $0.contains(where: \.isPingPong) },
      all.count { $0.to.level > $0.from.level }, all.count { $0.to.level < $0.from.level },
      reopenings.joined().count, reopenings.count { !$0.isEmpty },
    ]
    #expect(found == expected)
    var stays: [[TicketLife.Place]: [Int64?]] = [:]
    for move in all { stays[[move.from, move.to], default: []].append(move.stay) }
    #expect(summary.moves.count == stays.count)
    for move in summary.moves {
      let known = stays[[move.move.from.place, move.move.to.place]] ?? []
      #expect(move.count == known.count)
      #expect(move.stay == DurationStatistics(ofMilliseconds: known.compactMap(\.self)))
    }
  }

  private func checkStays(
    _ summary: FlowSummary,
    _ lives: [TicketLife],
    _ period: Period,
    asOf: Instant
  ) {
    var times: [TicketLife.Place: [Int64]] = [:]
    var (open, waiting): (Int64, Int64) = (0, 0)
    for life in lives {
      for stay in life.stays {
        open += inside(period, stay.from, stay.to ?? asOf)
        guard let to = stay.to, period.contains(to) else { continue }
        times[stay.place, default: []].append(to.milliseconds(since: stay.from))
      }
      for wait in life.waits { waiting += inside(period, wait.from, wait.to ?? asOf) }
    }
    #expect(summary.stays.map(\.queue.place) == times.keys.sorted())
    for stay in summary.stays {
      let expected = DurationStatistics(ofMilliseconds: times[stay.queue.place] ?? [])
      #expect(stay.time == expected)
    }
    #expect(summary.waiting.openTimeInSeconds == Double(open) / 1000)
    #expect(summary.waiting.waitingTimeInSeconds == Double(waiting) / 1000)
  }

  private func inside(_ period: Period, _ from: Instant, _ to: Instant) -> Int64 {
    let start = max(from, period.from ?? from)
    let end = min(to, period.until ?? to)
    return end > start ? end.milliseconds(since: start) : 0
  }

  private func checkSolved(
    _ solved: SolvedSummary,
    _ lives: [TicketLife],
    _ period: Period,
    asOf: Instant
  ) {
    let resolved = lives.filter { $0.firstResolvedAt.map { period.contains($0) } ?? false }
    let ends = resolved.map { ($0.firstResolvedAt ?? .distantPast).after(days: 3) }
    let isBack = zip(resolved, ends).map { life, end in life.reopenedAt.map { $0 <= end } ?? false }
    let levels = Dictionary(grouping: resolved, by: \.standing.level).mapValues(\.count)
    #expect(solved.tickets == resolved.count)
    #expect(solved.byLevel == levels)
    #expect(solved.reopenedWithinWindow == isBack.count { $0 })
    #expect(solved.atFirstContact == zip(resolved, isBack).count { $0.isSolvedAtOnce && !$1 })
    #expect(solved.provisional == zip(ends, isBack).count { asOf < $0 && !$1 })
  }
}

extension FigureFilter {
  /// Whether a ticket of a history is one of those, by what it tells itself.
  func takes(_ life: TicketLife, _ ticket: Ticket?) -> Bool {
    guard let ticket else { return false }
    if case .team(let team)? = team, life.standing.team != team.rawValue { return false }
    if let level, life.standing.level != level { return false }
    if let priority, life.priority != priority { return false }
    return terms.allSatisfy { ticket.classification[$0.dimension] == $0 }
  }
}

extension QueueID {
  var place: TicketLife.Place { TicketLife.Place(team: team?.rawValue ?? 0, level: level) }
}
