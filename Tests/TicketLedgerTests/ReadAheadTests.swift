import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Reading ahead of the fold")
struct ReadAheadTests {
  /// A history of several blocks, whose facts were recorded after they had happened.
  private func ledger(_ folder: TemporaryFolder, seed: UInt64) async throws -> Ledger {
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await SimulatedHistory(seed: seed, tickets: 700).record(in: ledger, clock: clock)
    try #require(try ledger.logEnd() > UInt64(3 * EventBlock.capacity))
    return ledger
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
      let limit = try #require(events.randomElement(using: &generator)).occurredAt
      let happened = events.filter { $0.ticket == nil || $0.occurredAt <= limit }
      for readsAhead in [true, false] {
        let view = try await ledger.replay(asOf: limit, readsAhead: readsAhead)
        #expect(view.eventCount == UInt64(events.count))
        #expect(Encodings(view) == HandFold(happened).encodings)
        #expect(view.lastRecordedAt == events.last?.recordedAt)
      }
    }
    await ledger.close()
  }

  @Test("tells the position of an event that cannot be read", arguments: [true, false])
  func damage(readsAhead: Bool) async throws {
    let folder = try TemporaryFolder()
    let made = try await ledger(folder, seed: 75)
    let end = try made.logEnd()
    await made.close()
    let position = UInt64(EventBlock.capacity) + 17
    try folder.change { writer in
      try writer.put([1, 2, 3], in: .events, at: position)
    }
    let options = Ledger.Options(access: .readOnly)
    let ledger = try await Ledger.open(at: folder.path(), options: options)
    #expect(ledger.read { $0.eventCount } == end)
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
    let events = try made.allEvents()
    await made.close()
    let first = try #require(events.last { $0.position.rawValue < 400 && $0.revision > 1 })
    try folder.change { writer in
      let other = try writer.value(in: .events, at: first.position.rawValue - 1)?.copied
      try writer.put(try #require(other), in: .events, at: first.position.rawValue)
      try writer.put([1, 2, 3], in: .events, at: 500)
    }
    let ledger = try await Ledger.open(at: folder.path(), options: .init(access: .readOnly))
    let error = await #expect(throws: LedgerError.self) {
      _ = try await ledger.replay(readsAhead: readsAhead).eventCount
    }
    guard case .inconsistent(let position, _)? = error, position == first.position else {
      Issue.record("\(String(describing: error))")
      return
    }
    await ledger.close()
  }

  @Test("refuses a kind that it does not know, also where it would pass over it")
  func unknownKind() async throws {
    let folder = try TemporaryFolder()
    let made = try await ledger(folder, seed: 78)
    let position = try made.logEnd() - 1
    await made.close()
    try folder.change { writer in
      let found = try writer.value(in: .events, at: position)?.copied
      var bytes = try #require(found)
      bytes[0] = 90
      try writer.put(bytes, in: .events, at: position)
    }
    let ledger = try await Ledger.open(at: folder.path(), options: .init(access: .readOnly))
    let early = try #require(try ledger.event(at: Position(1))?.occurredAt)
    await #expect(throws: LedgerError.undecodable(Position(position), .unknownKind(90))) {
      _ = try await ledger.replay(asOf: early, readsAhead: false).eventCount
    }
    await ledger.close()
  }

  @Test("ends where its task is cancelled", arguments: [true, false])
  func cancelled(readsAhead: Bool) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await ledger(folder, seed: 76)
    let task = Task {
      try await ledger.replay(readsAhead: readsAhead) { _, _ in
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
}
