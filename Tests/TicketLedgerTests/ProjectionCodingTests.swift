import Testing
import TicketLedger

@Suite("The encoding of a projection")
struct ProjectionCodingTests {
  @Test("is read back as the same view, at any point of a history", arguments: [41, 42])
  func roundTrip(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let (events, agreements) = try await events(seed: seed)
    var ends = (0..<6).map { _ in Int.random(in: 1..<events.count, using: &generator) }
    ends += [0, events.count]
    for end in ends {
      var fold = HandFold(events[..<end], under: agreements)
      try check(fold.queues)
      try check(fold.levels)
      try check(fold.recurrences)
      try check(fold.flow)
      try check(fold.governance)
      try check(fold.workload)
      try check(fold.satisfaction)
      // What was read back goes on as what was not.
      var read = try fold.readAgain(under: agreements)
      for recorded in events[end...].prefix(300) {
        read.apply(recorded)
        fold.apply(recorded)
      }
      #expect(read.encodings == fold.encodings)
    }
  }

  @Test("throws or gives a view where it was cut or changed, and never traps")
  func damaged() async throws {
    var generator = SeededGenerator(seed: 43)
    let (events, agreements) = try await events(seed: 43)
    let fold = HandFold(events[..<(events.count * 2 / 3)], under: agreements)
    try damage(fold.queues, &generator)
    try damage(fold.levels, &generator)
    try damage(fold.recurrences, &generator)
    try damage(fold.flow, &generator)
    try damage(fold.governance, &generator)
    try damage(fold.workload, &generator)
    try damage(fold.satisfaction, &generator)
    var perRequester = TicketsPerRequester()
    for recorded in events { perRequester.apply(recorded, to: Ticket(id: TicketID(0))) }
    try check(perRequester)
    try damage(perRequester, &generator)
  }

  @Test("claims no memory for tickets that hostile bytes only name")
  func hostile() async throws {
    let (events, _) = try await events(seed: 44)
    let fold = HandFold(events)
    var bytes = encoding(of: fold.queues)
    let last = bytes.count - 35
    for offset in 0..<4 { bytes[last + offset] = offset == 0 ? 0xFE : 0xFF }
    var reader = ByteReader(bytes)
    let queues = try Queues(decoding: &reader)
    #expect(queues.openCount == fold.queues.openCount)
    #expect(queues[TicketID(0xFFFF_FFFE)] != nil)
    #expect(encoding(of: queues) == bytes)
  }

  /// The events of a history under a policy, and what the policy comes to.
  private func events(seed: UInt64) async throws -> ([RecordedEvent], ServiceAgreements) {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 150)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(promises.policy("promised"), ServiceLevelLawPromises.calendars())
    try await history.record(in: ledger, clock: clock)
    let events = try ledger.allEvents()
    let agreements = ledger.read { $0.agreements }
    await ledger.close()
    return (events, agreements)
  }

  private func check(_ projection: some Projection) throws {
    #expect(encoding(of: try decoded(projection)) == encoding(of: projection))
  }

  /// Cuts the encoding everywhere near its ends and at random, and changes bits at random.
  private func damage<P: Projection>(
    _ projection: P,
    _ generator: inout SeededGenerator
  ) throws {
    let bytes = encoding(of: projection)
    try #require(bytes.count > 40)
    var cuts = Array(0..<40) + Array((bytes.count - 40)..<bytes.count)
    cuts += (0..<40).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }
    for cut in cuts {
      var reader = ByteReader(Array(bytes[..<cut]))
      #expect(throws: DecodingFailure.self) { _ = try P(decoding: &reader) }
    }
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      var reader = ByteReader(changed)
      guard let view = try? P(decoding: &reader) else { continue }
      // What was accepted is a view like any other: it is written and read again.
      let again = encoding(of: view)
      var second = ByteReader(again)
      #expect(encoding(of: try P(decoding: &second)) == again)
    }
  }
}
