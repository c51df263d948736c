import LedgerStore
import Testing

@testable import TicketLedger

/// What writing a checkpoint writes, and that what is left is right.
@Suite("Writing a checkpoint")
struct CheckpointWritingTests {
  private let projections = Ledger.coreProjections + [TicketsPerRequester.self]

  /// Enough tickets for several sections of each table.
  private let tickets = 3_000

  /// A ledger in which every ticket was opened, and most were worked on.
  private func makeLedger(_ folder: TemporaryFolder) async throws -> Ledger {
    let ledger = try await Ledger.forTest(folder, projections: projections)
    for start in stride(from: 1, through: tickets, by: 500) {
      try await ledger.transaction { transaction in
        for number in start..<(start + 500) {
          _ = try transaction.submit(.open("T-\(number)", requester: "r"), by: "a")
          if number % 3 > 0 { _ = try transaction.submit(.start("T-\(number)"), by: "a") }
          if number % 3 > 1 { _ = try transaction.submit(.resolve("T-\(number)"), by: "a") }
        }
      }
    }
    return ledger
  }

  /// Empties the last section of the queues, whose state gets shorter by it.
  private func cancelLast(in ledger: Ledger) async throws {
    let open = ledger.read { Array($0.tickets.opened.filter(\.state.isOpen)) }
    try await ledger.transaction { transaction in
      for ticket in open where ticket.id.rawValue >= 2_048 {
        _ = try transaction.submit(.cancel(.number(ticket.id)), by: "a")
      }
    }
  }

  /// The table of projections.
  private func stored(in ledger: Ledger) throws -> [[UInt8]: [UInt8]] {
    let snapshot = try ledger.store.beginRead()
    var entries: [[UInt8]: [UInt8]] = [:]
    var cursor = try snapshot.entries(in: .projections)
    while let entry = try cursor.next() { entries[entry.key.copied] = entry.value.copied }
    return entries
  }

  /// Reads the checkpoint, which has to serve.
  private func restored(from ledger: Ledger) throws -> ProjectionCheckpoint.Restored {
    let restored = try ProjectionCheckpoint.read(projections, from: ledger.store)
    #expect(restored.heads.count == projections.count + 2, "the checkpoint does not serve")
    return restored
  }

  @Test(
    "over any changes leaves the same as writing all anew, and it serves",
    arguments: [3, 4, 5]
  )
  func sameAsWhole(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    var random = SeededGenerator(seed: seed)
    var heads: ProjectionCheckpoint.Heads = [:]
    for round in 0..<8 {
      for _ in 0..<(round % 4) {
        let ticket: TicketReference = "T-\(Int.random(in: 1...tickets, using: &random))"
        let (command, isDone) = (random.next() % 4, random.next() % 2 == 0)
        _ = try? await ledger.submit(command == 0 ? .close(ticket) : .note(ticket, "n"), by: "a")
        if isDone { _ = try? await ledger.submit(.reopen(ticket), by: "a") }
      }
      if round == 5 { try await ledger.submit(.open("T-new", requester: "r2"), by: "a") }
      if round == 6 { try await cancelLast(in: ledger) }
      let written = try ledger.read { view in
        try ProjectionCheckpoint.write(view, over: heads, to: ledger.store)
      }
      #expect(round > 0 || written.writtenSize > written.stateSize)
      let incremental = try stored(in: ledger)
      _ = try ledger.read { try ProjectionCheckpoint.write($0, over: [:], to: ledger.store) }
      #expect(try stored(in: ledger) == incremental)
      heads = written.heads
      let serving = try restored(from: ledger)
      #expect(serving.heads == heads)
      #expect(serving.view.digests() == ledger.read { $0.digests() })
      #expect(serving.view.eventCount == ledger.read { $0.eventCount })
      #expect(serving.view.ticketCount == ledger.read { $0.ticketCount })
      let opened = ledger.read { Array($0.tickets.opened) }
      #expect(Array(serving.view.tickets.opened) == opened)
    }
    await ledger.close()
  }

  private func name(_ key: [UInt8]) throws -> CheckpointPart.Name {
    try #require(ProjectionCheckpoint.parse(key)).name
  }

  @Test("does not write again what other sections move")
  func newSections() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let first = try ledger.read { try ProjectionCheckpoint.write($0, over: [:], to: ledger.store) }
    // Tickets 3001 to 3100 begin another thousand, and a thousand in the midst leaves the queues.
    let open = ledger.read { Array($0.tickets.opened.filter(\.state.isOpen)) }
    try await ledger.transaction { transaction in
      for number in 3_001...3_100 {
        _ = try transaction.submit(.open("T-\(number)", requester: "r"), by: "a")
      }
      for ticket in open where 1_024..<2_048 ~= ticket.id.rawValue {
        _ = try transaction.submit(.cancel(.number(ticket.id)), by: "a")
      }
    }
    let second = try ledger.read {
      try ProjectionCheckpoint.write($0, over: first.heads, to: ledger.store)
    }
    for (name, head) in first.heads where head.chunks.count > 4 && name != .ledger {
      // The first thousand of each table is as it was, wherever it stands now.
      let kept = Set(head.chunks).intersection(try #require(second.heads[name]).chunks)
      #expect(kept.count >= head.chunks.count / 5, "\(name): \(kept.count) of \(head.chunks.count)")
    }
    #expect(second.writtenSize < second.stateSize * 9 / 10)
    let serving = try restored(from: ledger)
    #expect(serving.view.digests() == ledger.read { $0.digests() })
    await ledger.close()
  }

  @Test("is read again where another program writes the next one meanwhile")
  func meanwhile() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let first = try ledger.read { try ProjectionCheckpoint.write($0, over: [:], to: ledger.store) }
    try await ledger.submit(.note("T-7", "n"), by: "a")
    _ = try ledger.read { try ProjectionCheckpoint.write($0, over: first.heads, to: ledger.store) }
    let late = CheckpointRestoration(projections, first.heads, from: ledger.store)
    #expect(try late.view()?.eventCount == nil)
    _ = try restored(from: ledger)
    let opened = Locked(0)
    let store = ledger.store
    let read = Task.detached { [projections] in
      while !Task.isCancelled {
        let found = try ProjectionCheckpoint.read(projections, from: store)
        if !found.heads.isEmpty { opened.withLock { $0 += 1 } }
        // The other tests run on the same few threads.
        await Task.yield()
      }
    }
    var heads = first.heads
    // A busy machine, or a fast one, may have written ten before the reader has its first turn.
    var number: UInt64 = 0
    while number < 10 || number < 2000 && opened.withLock({ $0 == 0 }) {
      number += 1
      try await ledger.submit(.note(.number(TicketID(100 * (1 + number % 30))), "n"), by: "a")
      heads = try ledger.read {
        try ProjectionCheckpoint.write($0, over: heads, to: ledger.store).heads
      }
    }
    read.cancel()
    try await read.value
    #expect(opened.withLock { $0 } > 0)
    await ledger.close()
  }

  @Test("writes only the sections that changed")
  func changedSections() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let first = try ledger.read { try ProjectionCheckpoint.write($0, over: [:], to: ledger.store) }
    let before = try stored(in: ledger)
    try await ledger.submit(.note("T-7", "n"), by: "a")
    let second = try ledger.read {
      try ProjectionCheckpoint.write($0, over: first.heads, to: ledger.store)
    }
    let after = try stored(in: ledger)
    let names = try Set(after.filter { before[$0.key] != $0.value }.keys.map(name))
    // A note changes its ticket, in the first thousand; when it happened; and all stand elsewhere.
    for (name, head) in second.heads {
      let added = Set(head.chunks).subtracting(try #require(first.heads[name]).chunks)
      let most = [.ledger: 2, .tickets: 1][name] ?? (names.contains(name) ? 1 : 0)
      #expect(added.count <= most, "\(name)")
      #expect(head.eventCount == first.heads[name].map { $0.eventCount + 1 })
    }
    #expect(second.writtenSize < second.stateSize / 4)
    // Nothing happened: only heads are written, as they stand there already.
    let third = try ledger.read {
      try ProjectionCheckpoint.write($0, over: second.heads, to: ledger.store)
    }
    #expect(third.writtenSize == third.heads.values.reduce(0) { $0 + $1.bytes.count })
    #expect(try stored(in: ledger) == after)
    await ledger.close()
  }

  @Test("writes all where somebody else has written since")
  func othersHeads() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let first = try ledger.read { try ProjectionCheckpoint.write($0, over: [:], to: ledger.store) }
    try await ledger.submit(.note("T-7", "n"), by: "a")
    // Another program, that had the same heads, has written what it sees.
    _ = try ledger.read { try ProjectionCheckpoint.write($0, over: first.heads, to: ledger.store) }
    try await ledger.submit(.note("T-2900", "n"), by: "a")
    let second = try ledger.read {
      try ProjectionCheckpoint.write($0, over: first.heads, to: ledger.store)
    }
    #expect(second.writtenSize > second.stateSize)
    let serving = try restored(from: ledger)
    #expect(serving.view.digests() == ledger.read { $0.digests() })
    await ledger.close()
  }

  @Test("is of no use where one state stands elsewhere than the others")
  func otherPlace() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let written = try ledger.read {
      try ProjectionCheckpoint.write($0, over: [:], to: ledger.store)
    }
    for (name, head) in written.heads {
      var other = head
      other.eventCount -= 1
      try ledger.store.append { writer in
        try writer.put(other.bytes, in: .projections, for: name.key)
      }
      #expect(try ProjectionCheckpoint.read(projections, from: ledger.store).heads.isEmpty)
      try ledger.store.append { writer in
        try writer.put(head.bytes, in: .projections, for: name.key)
      }
    }
    _ = try restored(from: ledger)
    await ledger.close()
  }

  @Test("takes no more room than there is, however often a head names a chunk")
  func repeatedChunks() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let heads = try ledger.read {
      try ProjectionCheckpoint.write($0, over: [:], to: ledger.store).heads
    }
    let flow = CheckpointPart.Name(name: Flow.name, version: Flow.version)
    var head = try #require(heads[flow])
    head.chunks += Array(repeating: head.chunks[1], count: 2_000)
    #expect(try ledger.store.beginRead().state(of: flow, head) == nil)
    // As many tickets as the pages say, and a page of tickets again and again.
    var pages = try #require(heads[.tickets])
    var count = ByteWriter()
    count.write(UInt64(1_024 * 500))
    let counted = Checksum.of(count.span)
    pages.chunks = [counted] + Array(repeating: pages.chunks[1], count: 500)
    try ledger.store.append { writer in
      try writer.put(
        count.bytes,
        in: .projections,
        for: CheckpointPart.Name.tickets.key(ofChunk: counted)
      )
    }
    var hostile = heads
    hostile[.tickets] = pages
    #expect(
      try CheckpointRestoration(projections, hostile, from: ledger.store).view()?.ticketCount == nil
    )
    _ = try restored(from: ledger)
    await ledger.close()
  }

  @Test("serves the next opening, which folds what came after")
  func serves() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    let digests = ledger.read { $0.digests() }
    await ledger.close()
    let again = try await Ledger.forTest(folder, projections: projections)
    let serving = try restored(from: again)
    #expect(serving.view.digests() == digests)
    try await again.submit(.note("T-2900", "n"), by: "a")
    await again.close()
    let written = try #require(again.engine.lastCheckpoint)
    #expect(written.writtenSize < written.stateSize / 4, "what opening read was not built on")
    let last = try await Ledger.forTest(folder, projections: projections)
    #expect(try restored(from: last).view.eventCount == last.read { $0.eventCount })
    let replayed = try await last.replay()
    #expect(last.read { $0.digests() } == replayed.digests())
    await last.close()
  }

  @Test("cuts a section that is too large, and a state without sections")
  func largeSections() throws {
    let sizes = [0, 1, CheckpointPart.chunkSize, CheckpointPart.chunkSize + 1, 1_000_000]
    for size in sizes {
      let name = CheckpointPart.Name(name: "large", version: 1)
      let part = CheckpointPart(name: name) { writer in
        for number in 0..<size { writer.write(UInt8(truncatingIfNeeded: number % 251)) }
      }
      let state = part.state(at: 7)
      let expected = (0..<size).map { UInt8(truncatingIfNeeded: $0 % 251) }
      #expect(state.chunks.flatMap(\.self) == expected)
      #expect(state.chunks.allSatisfy { 1...CheckpointPart.chunkSize ~= $0.count })
      #expect(state.head.chunks.count == state.chunks.count)
      #expect(CheckpointHead(state.head.bytes) == state.head)
    }
  }
}

@Suite("The checksum of what is stored")
struct ChecksumTests {
  private func checksum(_ bytes: [UInt8]) -> UInt64 {
    var writer = ByteWriter()
    writer.write(bytes)
    return Checksum.of(writer.span)
  }

  @Test("changes with every bit, every length, and every exchange of words")
  func changes() {
    var random = SeededGenerator(seed: 8)
    for size in [0, 1, 7, 8, 9, 31, 32, 33, 64, 100] {
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
      let sound = checksum(bytes)
      for bit in 0..<(8 * size) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(checksum(damaged) != sound)
        guard size == 64 else { continue }
        for other in 0..<bit {
          damaged[other / 8] ^= 1 << UInt8(other % 8)
          #expect(checksum(damaged) != sound)
          damaged[other / 8] ^= 1 << UInt8(other % 8)
        }
      }
      #expect(checksum(bytes + [0]) != sound)
      if size > 0 { #expect(checksum(bytes.dropLast()) != sound) }
    }
  }

  @Test(
    "is XXH64",
    arguments: [
      (0, 0xEF46_DB37_51D8_E999), (3, 0xE5C7_BB45_33BC_65DD), (31, 0xC346_D2B5_9B4D_8EE1),
      (32, 0xCBF5_9C51_16FF_32B4), (100, 0x6AC1_E580_3216_6597),
    ] as [(UInt8, UInt64)]
  )
  func values(count: UInt8, expected: UInt64) {
    #expect(checksum(Array(0..<count)) == expected)
  }

  @Test("is XXH64 of a text")
  func text() {
    #expect(checksum(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
  }
}
