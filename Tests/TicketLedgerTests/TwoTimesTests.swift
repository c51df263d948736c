import Testing
import TicketLedger

@Suite("Questions in two times")
struct TwoTimesTests {
  @Test("as of T is the prefix of events that had happened by T", arguments: [21, 22])
  func asOfIsPrefix(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    var generator = SeededGenerator(seed: seed)
    let history = SimulatedHistory(seed: seed, tickets: 160)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.record(in: ledger, clock: clock)
    let events = try ledger.allEvents()
    let onEvents = events.suffix(400).prefix(2).map(\.occurredAt)
    for moment in history.moments(4, using: &generator) + onEvents {
      let happened = events.filter { $0.ticket == nil || $0.occurredAt <= moment }
      let expected = HandFold(happened).encodings
      let read = try await ledger.read(asOf: moment) { view in
        Oracle(happened).check(view)
        return Encodings(view)
      }
      #expect(read == expected)
    }
    let nothing = try await ledger.read(asOf: history.first.advanced(byMilliseconds: -1)) {
      ($0.ticketCount, $0[Queues.self].openCount, $0.lastOccurredAt)
    }
    #expect(nothing == (0, 0, nil))
    await ledger.close()
  }

  @Test(
    "as of T does not depend on how the streams of tickets lie in the log",
    arguments: [23, 24]
  )
  func interleaving(seed: UInt64) async throws {
    let history = SimulatedHistory(seed: seed, tickets: 150)
    var generator = SeededGenerator(seed: seed)
    let prelude = history.prelude
    let openings = history.submissions.filter { $0.command.action.kind == .opened }
    let rest = history.submissions.filter {
      $0.command.action.kind != .opened && $0.command.ticket != nil
    }
    let streams = Dictionary(grouping: rest) { $0.command.ticket }
    let byTicket = openings.reversed().flatMap { streams[$0.command.ticket] ?? [] }
    var shuffled = rest.map(\.command.ticket).shuffled(using: &generator)
    var remaining = streams.mapValues { $0[...] }
    let merged = shuffled.compactMap { remaining[$0]?.popFirst() }
    shuffled.removeAll()
    let moments = history.moments(5, using: &generator) + [history.last]
    var answers: [[Encodings]] = []
    for order in [openings + rest, openings + byTicket, openings + merged] {
      let folder = try TemporaryFolder()
      let clock = TestClock()
      clock.now = history.last
      let ledger = try await Ledger.forTest(folder, clock: clock)
      try await SimulatedHistory.record(prelude, in: ledger)
      try await SimulatedHistory.record(order, in: ledger)
      var found: [Encodings] = []
      for moment in moments {
        found.append(try await ledger.read(asOf: moment) { Encodings($0) })
      }
      answers.append(found)
      await ledger.close()
    }
    #expect(answers[0] == answers[1])
    #expect(answers[0] == answers[2])
    #expect(Set(answers[0]).count > 3)
  }

  @Test("what was known at a moment never changes, whatever is appended later")
  func knownAt() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    var generator = SeededGenerator(seed: 25)
    let history = SimulatedHistory(seed: 25, tickets: 150)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    var expected: [(Knowledge, Answer)] = []
    var start = 0
    while start < history.submissions.count {
      let end = min(start + Int.random(in: 50...400, using: &generator), history.submissions.count)
      try await history.submit(start..<end, to: ledger, clock: clock)
      start = end
      let position = try #require(ledger.read { $0.position })
      // The live view is what is known now; nothing recorded later bears the same ledger time.
      let now = ledger.read { Answer($0) }
      expected.append((.position(position), now))
      expected.append((.recordedAt(clock.now), now))
      clock.advance(byMilliseconds: 1)
      try await renameSomething(in: ledger, mark: end)
      clock.advance(byMilliseconds: 1)
    }
    for (knowledge, answer) in expected {
      #expect(try await ledger.read(asOf: nil, knownAt: knowledge) { Answer($0) } == answer)
      let everything = try await ledger.read(asOf: .distantFuture, knownAt: knowledge) {
        Answer($0)
      }
      #expect(everything == answer)
    }
    await ledger.close()
  }

  private func renameSomething(in ledger: Ledger, mark: Int) async throws {
    let teams = ledger.read { view in
      view.catalogue.terms(in: .team).compactMap { view.catalogue.name(of: $0) }
    }
    for team in teams.prefix(2) {
      let new = "\(team.prefix(20)) \(mark)"
      let command = Command(.renameTerm(dimension: "team", .name(team), to: new))
      try await ledger.submit(command, by: "chief")
    }
    // Only names may move: nothing else of this is seen as of an earlier moment.
    try await ledger.submit(Command(.broadcastNotice(service: nil, text: "\(mark)")), by: "chief")
  }

  @Test("a position no event stands at yet is refused, and no past moment is")
  func knownBeyondEnd() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder, clock: TestClock())
    let count = ledger.read { $0.eventCount }
    await #expect(throws: LedgerError.beyondEnd(Position(count))) {
      try await ledger.read(asOf: nil, knownAt: .position(Position(count))) { $0.eventCount }
    }
    #expect(
      try await ledger.read(asOf: nil, knownAt: .recordedAt(.distantPast)) { $0.eventCount } == 0
    )
    #expect(try await ledger.read(asOf: .distantPast) { $0.eventCount } == count)
    await ledger.close()
  }
}

/// What a view shows, with the names it shows it by.
private struct Answer: Hashable, Sendable {
  let encodings: Encodings
  let names: [String?]
  let eventCount: UInt64

  init(_ view: borrowing LedgerView) {
    encodings = Encodings(view)
    eventCount = view.eventCount
    names = view[Queues.self].summaries().map { summary in
      summary.queue.team.flatMap { view.catalogue.name(of: $0) }
    }
  }
}
