import Testing
import TicketLedger

@Suite("The recurrence map over simulated histories")
struct RecurrenceLawTests {
  /// Events of a history long enough for chains, and the dimensions that its tickets are told apart by.
  private static func events(
    seed: UInt64
  ) async throws -> (events: [RecordedEvent], parts: [[PatternPart]]) {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 900, days: 150)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await history.record(in: ledger, clock: clock)
    let events = try ledger.allEvents()
    let host = ledger.read { view in
      view.catalogue.dimensions.filter { $0.classifiesTickets && $0 > .source }
    }
    await ledger.close()
    var parts: [[PatternPart]] = [
      [], [.causeClass], [.dimension(.service)], [.dimension(.service), .dimension(.category)],
      [.dimension(.site), .causeClass], [.dimension(.category), .dimension(.department)],
    ]
    for dimension in host.prefix(2) { parts.append([.dimension(.service), .dimension(dimension)]) }
    return (events, parts)
  }

  private static func plain(_ pattern: RecurrencePattern) -> RecurrenceOracle.Figures {
    RecurrenceOracle.Figures(
      tickets: pattern.tickets,
      requesters: pattern.requesters,
      recurrences: pattern.recurrences,
      repeats: pattern.repeats,
      reopened: pattern.reopened,
      ticketsReopened: pattern.ticketsReopened,
      minutes: Int(pattern.minutesLost),
      first: pattern.firstSeen.millisecondsSince1970,
      last: pattern.lastSeen.millisecondsSince1970
    )
  }

  private static func plain(_ key: [PatternTerm]) -> [UInt32] {
    key.map { term in
      switch term {
      case .term(let term): term.rawValue
      case .causeClass(let cause): UInt32(cause.rawValue)
      }
    }
  }

  private static func questions(
    _ parts: [PatternPart],
    from first: Instant,
    _ generator: inout SeededGenerator
  ) -> [RecurrenceQuestion] {
    let from = first.advanced(
      byMilliseconds: Int64.random(in: 0...60, using: &generator) * 86_400_000
    )
    let before = from.advanced(
      byMilliseconds: Int64.random(in: 1...60, using: &generator) * 86_400_000
    )
    return [
      RecurrenceQuestion(by: parts),
      RecurrenceQuestion(by: parts, windowInDays: 7, openedFrom: from),
      RecurrenceQuestion(by: parts, windowInDays: 0, openedBefore: before, kinds: [.incident]),
      RecurrenceQuestion(by: parts, windowInDays: 3, openedFrom: from, openedBefore: before),
    ]
  }

  @Test("answers as comparing every ticket with every other does", arguments: [71, 72, 73])
  func figuresAreExact(seed: UInt64) async throws {
    let (events, parts) = try await Self.events(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let map = HandFold(events).recurrences
    let oracle = RecurrenceOracle(events)
    let first = try #require(events.first { $0.ticket != nil }?.occurredAt)
    var sums = RecurrenceOracle.Figures()
    for question in parts.flatMap({ Self.questions($0, from: first, &generator) }) {
      let answer = map.patterns(question)
      let expected = oracle.figures(question)
      #expect(answer.patternCount == expected.count && answer.patterns.count == expected.count)
      #expect(answer.leftOut == oracle.groups(question).leftOut)
      #expect(answer.counted == expected.values.reduce(0) { $0 + $1.tickets })
      for pattern in answer.patterns {
        let figures = Self.plain(pattern)
        #expect(figures == expected[Self.plain(pattern.key)], "\(question)")
        #expect(pattern.ticketsPerWeek.reduce(0, +) == pattern.tickets)
        #expect(pattern.trend == WeeklyTrend(pattern.ticketsPerWeek))
        sums.recurrences += figures.recurrences
        sums.repeats += figures.repeats
        sums.reopened += figures.reopened
        sums.minutes += figures.minutes
      }
      let order = answer.patterns.map { (-$0.tickets, Self.plain($0.key)) }
      for (former, latter) in zip(order, order.dropFirst()) {
        #expect(
          former.0 < latter.0
            || (former.0 == latter.0 && former.1.lexicographicallyPrecedes(latter.1))
        )
      }
    }
    // Otherwise nothing was tested.
    #expect(min(sums.recurrences, sums.repeats, sums.reopened, sums.minutes) > 10)
  }

  @Test("chains tickets and finds the problem that ended them", arguments: [74, 75, 76])
  func chainsAreExact(seed: UInt64) async throws {
    let (events, parts) = try await Self.events(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let map = HandFold(events).recurrences
    let oracle = RecurrenceOracle(events)
    let first = try #require(events.first { $0.ticket != nil }?.occurredAt)
    var ended = 0
    for question in parts.flatMap({ Self.questions($0, from: first, &generator) }) {
      let answer = map.chains(question)
      let expected = oracle.chains(question)
      #expect(answer.chainCount == expected.count && answer.chains.count == expected.count)
      for chain in answer.chains {
        let tickets = chain.links.map(\.ticket.rawValue)
        let problem = try #require(expected[tickets], "no such chain: \(tickets)")
        #expect(chain.endedBy?.rawValue == problem)
        #expect((chain.endedAt == nil) == (problem == nil))
        #expect(chain.links[0].follows == nil)
        for link in chain.links.dropFirst() {
          let former = try #require(link.follows)
          #expect(chain.links.contains { $0.ticket == former && $0.openedAt <= link.openedAt })
        }
      }
      #expect(answer.endedCount == expected.values.count { $0 != nil })
      ended += answer.endedCount
      let longest = answer.chains.map(\.links.count)
      #expect(longest == longest.sorted(by: >))
    }
    #expect(ended > 0)
  }

  @Test("a limit shows the first of the whole answer, and changes no count")
  func limits() async throws {
    let (events, _) = try await Self.events(seed: 77)
    let map = HandFold(events).recurrences
    var question = RecurrenceQuestion(by: [.dimension(.service), .dimension(.category)])
    let (patterns, chains) = (map.patterns(question), map.chains(question))
    for limit in [0, 1, 3, 10_000] {
      question.limit = limit
      let some = map.patterns(question)
      #expect(some.patterns == Array(patterns.patterns.prefix(limit)))
      #expect(some.patternCount == patterns.patternCount && some.counted == patterns.counted)
      #expect(map.chains(question).chains == Array(chains.chains.prefix(limit)))
      #expect(map.chains(question).endedCount == chains.endedCount)
    }
  }

  @Test("answers from damaged bytes that were accepted, and never traps")
  func damagedAnswers() async throws {
    let (events, _) = try await Self.events(seed: 78)
    var generator = SeededGenerator(seed: 78)
    let bytes = encoding(of: HandFold(events[..<3_000]).recurrences)
    var accepted = 0
    for _ in 0..<300 {
      var changed = bytes
      for _ in 0..<3 {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      var reader = ByteReader(changed)
      guard let map = try? RecurrenceMap(decoding: &reader) else { continue }
      accepted += 1
      let question = RecurrenceQuestion(by: [.dimension(.service), .causeClass])
      #expect(map.patterns(question).patterns.count == map.patterns(question).patternCount)
      #expect(map.chains(question).chains.count == map.chains(question).chainCount)
    }
    #expect(accepted > 20)
  }
}
