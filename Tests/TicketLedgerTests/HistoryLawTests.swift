import Testing
import TicketLedger

@Suite("Over simulated histories")
struct HistoryLawTests {
  @Test("what is shown live is what a replay from nothing makes", arguments: [1, 2, 3])
  func liveIsReplay(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    var generator = SeededGenerator(seed: seed)
    let history = SimulatedHistory(seed: seed, tickets: 150 + Int(seed) * 70)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.submit(to: ledger, clock: clock, generator: &generator)
    let live = ledger.read { digests($0) }
    #expect(try await ledger.replay().digests() == live)
    let events = try ledger.allEvents()
    #expect(ledger.read { Encodings($0) } == HandFold(events).encodings)
    #expect(ledger.read { $0.eventCount } == UInt64(events.count))
    ledger.read { Oracle(events).check($0) }
    await ledger.close()
  }

  @Test("facts are shown live as a replay from nothing makes them", arguments: [4, 5])
  func factsLiveIsReplay(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 200)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.record(in: ledger, clock: clock)
    let live = ledger.read { digests($0) }
    #expect(try await ledger.replay().digests() == live)
    let events = try ledger.allEvents()
    ledger.read { view in
      Oracle(events).check(view)
      for (id, ticket) in HandFold(events).tickets { #expect(view.tickets[id] == ticket) }
    }
    await ledger.close()
  }

  @Test(
    "a checkpoint and the events after it make what all events make",
    arguments: [(6, 1), (7, 97), (8, 1_000), (9, 100_000)]
  )
  func checkpointAndTailIsReplay(seed: UInt64, interval: Int) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    var generator = SeededGenerator(seed: seed)
    let history = SimulatedHistory(seed: seed, tickets: 150)
    var start = 0
    while start < history.submissions.count {
      let ledger = try await Ledger.forTest(folder, clock: clock) {
        $0.checkpointInterval = interval
      }
      let share = Int.random(in: 1...history.submissions.count / 3, using: &generator)
      let end = min(start + share, history.submissions.count)
      while start < end {
        let next = min(start + Int.random(in: 1...120, using: &generator), end)
        try await history.submit(start..<next, to: ledger, clock: clock)
        start = next
      }
      let live = ledger.read { digests($0) }
      #expect(try await ledger.replay().digests() == live)
      await ledger.close()
    }
    let ledger = try await Ledger.forTest(folder, clock: clock)
    let events = try ledger.allEvents()
    let stored = try ledger.storedProjections()
    let counts = Array(repeating: UInt64(events.count), count: Ledger.coreProjections.count)
    #expect(stored.map(\.eventCount) == counts)
    #expect(ledger.read { Encodings($0) } == HandFold(events).encodings)
    ledger.read { view in
      for (id, ticket) in HandFold(events).tickets { #expect(view.tickets[id] == ticket) }
    }
    await ledger.close()
  }

  @Test("every prefix of the log is folded as by hand", arguments: [10, 11])
  func prefixes(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    var generator = SeededGenerator(seed: seed)
    let history = SimulatedHistory(seed: seed, tickets: 160)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.submit(to: ledger, clock: clock, generator: &generator)
    let events = try ledger.allEvents()
    var ends = (0..<5).map { _ in Int.random(in: 1...events.count, using: &generator) }
    ends += [1, 255, 256, 257, events.count]
    for end in ends {
      let expected = HandFold(events[..<end]).encodings
      let view = try await ledger.replay(until: UInt64(end))
      #expect(view.eventCount == UInt64(end))
      #expect(Encodings(view) == expected)
      let known = Knowledge.position(Position(UInt64(end - 1)))
      let read = try await ledger.read(asOf: .distantFuture, knownAt: known) { view in
        (Encodings(view), view.eventCount)
      }
      #expect(read.0 == expected)
      #expect(read.1 == UInt64(end))
    }
    #expect(Encodings(try await ledger.replay(until: 0)) == HandFold([]).encodings)
    await ledger.close()
  }

  @Test("the ticket table of a view holds each ticket as its own events make it")
  func ticketTable() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    var generator = SeededGenerator(seed: 12)
    let history = SimulatedHistory(seed: 12, tickets: 150)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.submit(to: ledger, clock: clock, generator: &generator)
    let count = ledger.read { $0.ticketCount }
    #expect(count == 150)
    for number in 1...UInt64(count) {
      let events = try #require(try ledger.history(of: .number(TicketID(number))))
      #expect(events.map(\.revision) == Array(1...UInt32(events.count)))
      #expect(events.map(\.occurredAt) == events.map(\.occurredAt).sorted())
      let expected = HandFold(events).tickets[TicketID(number)]
      #expect(ledger.read { $0.tickets[TicketID(number)] } == expected)
    }
    await ledger.close()
  }
}
