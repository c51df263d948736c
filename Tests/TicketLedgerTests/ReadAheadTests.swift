import Foundation
import Testing

@testable import TicketLedger

@Suite("Reading ahead of the fold")
struct ReadAheadTests {
  /// A history of several blocks, whose facts were recorded after they had happened.
  private func ledger(_ folder: TemporaryFolder, seed: UInt64) async throws -> Ledger {
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock)
    let history = SimulatedHistory(seed: seed, tickets: 700)
    for start in stride(from: 0, to: history.submissions.count, by: 250) {
      let end = min(start + 250, history.submissions.count)
      try await ledger.record(Array(history.submissions[start..<end]))
      clock.advance(byMilliseconds: 1_000)
    }
    // Nothing of the ledger itself is recorded with the last one.
    let last = try #require(history.submissions.last)
    let reply = Command.reply(.number(TicketID(1)))
    try await ledger.record([Submission(reply, by: last.actor, at: history.last)])
    try #require(try ledger.logEnd() > UInt64(3 * EventBlock.capacity))
    return ledger
  }

  /// Changes the bytes of an event wherever they lie in the file.
  private func damage(
    _ envelope: [UInt8],
    of folder: TemporaryFolder,
    _ change: (inout [UInt8]) -> Void
  ) throws {
    let file = URL(fileURLWithPath: folder.path() + "/data.mdb")
    var contents = try Data(contentsOf: file)
    var bytes = envelope
    change(&bytes)
    var count = 0
    while let range = contents.firstRange(of: Data(envelope)) {
      contents.replaceSubrange(range, with: bytes)
      count += 1
    }
    try #require(count > 0)
    try contents.write(to: file)
  }

  @Test("folds the same as one core does", arguments: [71, 72])
  func sameAsOneCore(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await ledger(folder, seed: seed)
    let block = UInt64(EventBlock.capacity)
    for end in [0, 1, block - 1, block, block + 1, 2 * block, UInt64.max] {
      let ahead = try await ledger.replay(until: end, readsAhead: true)
      let alone = try await ledger.replay(until: end, readsAhead: false)
      #expect(ahead.digests() == alone.digests())
      #expect(ahead.eventCount == alone.eventCount)
      #expect(ahead.eventCount == min(end, try ledger.logEnd()))
    }
    await ledger.close()
  }

  @Test("as of an instant leaves out what a fold by hand leaves out", arguments: [73, 74])
  func asOf(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await ledger(folder, seed: seed)
    let events = try ledger.allEvents()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<3 {
      let limit = try #require(
        events.filter { $0.ticket != nil }.randomElement(using: &generator)
      ).occurredAt
      let happened = events.filter { $0.ticket == nil || $0.occurredAt <= limit }
      for readsAhead in [true, false] {
        let view = try await ledger.replay(asOf: limit, readsAhead: readsAhead)
        #expect(view.eventCount == UInt64(events.count))
        #expect(Encodings(view) == HandFold(happened).encodings)
        #expect(view.lastRecordedAt == events.last?.recordedAt)
        #expect(view.catalogue.personCount == ledger.read { $0.catalogue.personCount })
      }
    }
    await ledger.close()
  }

  @Test("tells the position of an event that cannot be read", arguments: [true, false])
  func damage(readsAhead: Bool) async throws {
    let folder = try TemporaryFolder()
    let made = try await ledger(folder, seed: 75)
    let position = UInt64(EventBlock.capacity) + 17
    let envelope = try made.envelopes(position..<(position + 1))[0]
    await made.close()
    try damage(envelope, of: folder) { $0[2] = 0 }
    let ledger = try await Ledger.open(at: folder.path(), options: .init(access: .readOnly))
    let error = await #expect(throws: LedgerError.self) {
      _ = try await ledger.replay(readsAhead: readsAhead).eventCount
    }
    guard case .undecodable(Position(position), _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await ledger.close()
  }

  @Test("tells what goes wrong first", arguments: [true, false])
  func firstOfTwo(readsAhead: Bool) async throws {
    let folder = try TemporaryFolder()
    let made = try await ledger(folder, seed: 77)
    let first = try #require(
      try made.allEvents().last { $0.position.rawValue < 400 && $0.revision > 1 }
    ).position
    let wrong = try made.envelopes(first.rawValue..<(first.rawValue + 1))[0]
    let cut = try made.envelopes(500..<501)[0]
    await made.close()
    // Another revision than the next one of its ticket.
    try damage(wrong, of: folder) { $0[12] ^= 0x40 }
    try damage(cut, of: folder) { $0[2] = 0 }
    let ledger = try await Ledger.open(at: folder.path(), options: .init(access: .readOnly))
    let error = await #expect(throws: LedgerError.self) {
      _ = try await ledger.replay(readsAhead: readsAhead).eventCount
    }
    guard case .inconsistent(first, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await ledger.close()
  }

  @Test("refuses a kind that it does not know, also where it would pass over it")
  func unknownKind() async throws {
    let folder = try TemporaryFolder()
    let made = try await ledger(folder, seed: 78)
    let ticketEvents = try made.allEvents().filter { $0.ticket != nil }
    let last = try #require(ticketEvents.last).position
    let early = try #require(ticketEvents.first).occurredAt
    let envelope = try made.envelopes(last.rawValue..<(last.rawValue + 1))[0]
    await made.close()
    try damage(envelope, of: folder) { $0[0] = 90 }
    let ledger = try await Ledger.open(at: folder.path(), options: .init(access: .readOnly))
    await #expect(throws: LedgerError.undecodable(last, .unknownKind(90))) {
      _ = try await ledger.replay(asOf: early, readsAhead: false).eventCount
    }
    await ledger.close()
  }

  @Test("ends where its task is cancelled")
  func cancelled() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await ledger(folder, seed: 76)
    let task = Task {
      try await ledger.replay(readsAhead: true) { _, _ in
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      }.eventCount
    }
    let error = await #expect(throws: LedgerError.self) { try await task.value }
    guard case .cancelled? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await ledger.close()
  }

  @Test("leaves out nothing that is to be folded, by the index", arguments: UInt64(1)...6)
  func index(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    var index = OccurrenceIndex()
    var events: [RecordedEvent] = []
    for position in 0..<UInt64(5_000) {
      let isOwn = Int.random(in: 0..<700, using: &random) == 0
      // Times rise along the log, and now and then lie far before.
      let late = Int.random(in: 0..<2_000, using: &random) == 0 ? -4_000_000 : 0
      let at = Instant(millisecondsSince1970: Int64(position) * 1_000 + Int64(late))
      let event = RecordedEvent(
        position: Position(position),
        recordedAt: at,
        occurredAt: at,
        actor: .ledger,
        event: isOwn ? .ledger(.ledgerCreated) : .ticket(.noted),
        ticket: isOwn ? nil : TicketID(1),
        revision: isOwn ? 0 : 1
      )
      index.add(event)
      events.append(event)
    }
    var skipped = 0
    for _ in 0..<300 {
      let from = UInt64.random(in: 0...5_000, using: &random)
      let limit = Instant(
        millisecondsSince1970: Int64.random(in: 0..<5_000_000, using: &random)
      )
      let next = index.next(from: from, happenedBy: limit)
      #expect(from...5_000 ~= next)
      #expect(
        events[Int(from)..<Int(next)].allSatisfy { $0.ticket != nil && $0.occurredAt > limit }
      )
      skipped += Int(next - from)
    }
    #expect(skipped > 1_000)
  }
}
