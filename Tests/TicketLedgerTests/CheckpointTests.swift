import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("The checkpoint of a ledger")
struct CheckpointTests {
  private let core = Ledger.coreProjections

  /// A closed ledger of a simulated history under a policy, with what its projections were.
  private func makeLedger(
    in folder: TemporaryFolder,
    seed: UInt64 = 31,
    projections: [any Projection.Type]? = nil
  ) async throws -> [ProjectionDigest] {
    let clock = TestClock()
    let history = SimulatedHistory(seed: seed, tickets: 120)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let ledger = try await Ledger.forTest(folder, clock: clock, projections: projections ?? core)
    try await ledger.adopt(promises.policy("promised"), ServiceLevelLawPromises.calendars())
    try await history.record(in: ledger, clock: clock)
    let found = ledger.read { digests($0) }
    await ledger.close()
    return found
  }

  @Test("does not serve another version of a projection, which is built anew")
  func versions() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(in: folder, projections: core + [TicketsPerRequester.self])
    for round in 0..<2 {
      let ledger = try await Ledger.forTest(
        folder,
        projections: core + [TicketsPerRequesterTwo.self]
      )
      let replayed = try await ledger.replay()
      #expect(ledger.read { digests($0) } == replayed.digests())
      #expect(ledger.read { $0[TicketsPerRequesterTwo.self].reopenings } > 0)
      #expect(try ledger.storedProjections().count == core.count + (round == 0 ? 0 : 1))
      await ledger.close()
    }
    let former = try await Ledger.forTest(folder, projections: core + [TicketsPerRequester.self])
    let counts = former.read { $0[TicketsPerRequester.self].counts }
    #expect(counts.values.reduce(0, +) > 0)
    await former.close()
  }

  @Test("is built anew where a host adds a projection, and still serves where one is left out")
  func otherProjections() async throws {
    let folder = try TemporaryFolder()
    let before = try await makeLedger(in: folder)
    let more = try await Ledger.forTest(folder, projections: core + [TicketsPerRequester.self])
    let events = try more.allEvents()
    var expected: [PersonID: UInt32] = [:]
    for case .ticket(.opened(let opening)) in events.map(\.event) {
      if let requester = opening.requester { expected[requester, default: 0] += 1 }
    }
    #expect(more.read { $0[TicketsPerRequester.self].counts } == expected)
    #expect(more.read { Array(digests($0).prefix(core.count)) } == before)
    #expect(more.read { $0.contains(TicketsPerRequester.self) && !$0.contains(Usurper.self) })
    await more.close()
    let fewer = try await Ledger.forTest(folder, projections: [Flow.self])
    #expect(fewer.read { digests($0) } == before.filter { $0.name == Flow.name })
    await fewer.close()
    let again = try await Ledger.forTest(folder)
    #expect(again.read { digests($0) } == before)
    await again.close()
  }

  @Test(
    "is ignored where its bytes are damaged",
    arguments: [
      "ledger", "tickets", "queues", "service-levels", "recurrence-map", "flow", "governance",
      "workload",
      "satisfaction",
    ]
  )
  func damaged(name: String) async throws {
    let folder = try TemporaryFolder()
    let before = try await makeLedger(in: folder)
    for damage in Damage.allCases {
      try damage.strike(name, at: folder.path())
      let ledger = try await Ledger.forTest(folder)
      #expect(ledger.read { digests($0) } == before, "\(damage)")
      #expect(ledger.read { $0.ticketCount } == 120, "\(damage)")
      #expect(ledger.read { $0.agreements.policy(at: .now)?.name } == "promised", "\(damage)")
      // Something new, so that closing writes a sound checkpoint for the next damage.
      try await ledger.submit(Command(.broadcastNotice(service: nil, text: nil)), by: "chief")
      await ledger.close()
      let next = try await Ledger.forTest(folder)
      #expect(try next.storedProjections().count == core.count, "\(damage)")
      await next.close()
    }
  }

  @Test("is ignored where it stands beyond the end of the log")
  func beyondEnd() async throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    _ = try await makeLedger(in: folder)
    let short = try await Ledger.forTest(other)
    try await short.submit(.open("T-1"), by: "r")
    let before = short.read { digests($0) }
    await short.close()
    try copyCheckpoints(from: folder.path(), to: other.path())
    let ledger = try await Ledger.forTest(other)
    #expect(ledger.read { digests($0) } == before)
    await ledger.close()
  }

  @Test("of other events, however whole, never reaches the log")
  func ofOtherEvents() async throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    for (path, isOther) in [(folder, false), (other, true)] {
      let ledger = try await Ledger.forTest(path)
      try await ledger.submit(.open("T-1"), by: "r")
      try await ledger.submit(isOther ? .open("T-2") : .start("T-1"), by: "r")
      try await ledger.submit(isOther ? .open("T-3") : .note("T-1", "n"), by: "r")
      await ledger.close()
    }
    try copyCheckpoints(from: other.path(), to: folder.path())
    let ledger = try await Ledger.forTest(folder)
    #expect(ledger.read { $0.ticketCount } == 3, "the state does not serve")
    let count = try ledger.allEvents().count
    for command in [Command.open("T-9"), .note("T-1", "n"), .start(.number(TicketID(3)))] {
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.submit(command, by: "r")
      }
      guard case .inconsistent? = error else {
        Issue.record("\(command): \(String(describing: error))")
        continue
      }
    }
    #expect(try ledger.allEvents().count == count)
    await ledger.close()
    let report = try await Ledger.verify(at: folder.path(), options: .init(repairs: true))
    #expect(report.problems.isEmpty && !report.repaired.isEmpty)
    let again = try await Ledger.forTest(folder)
    try await again.submit(.open("T-9"), by: "r")
    #expect(try await again.replay().digests() == again.read { $0.digests() })
    await again.close()
  }

  @Test(
    "takes the place of one of other projections, and a verification finds nothing wrong with it"
  )
  func fewerProjections() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(in: folder)
    let few = try await Ledger.forTest(folder, projections: [Flow.self])
    try await few.submit(.open("T-of-few"), by: "r")
    #expect(try names(in: few).count == core.count + 2)
    await few.close()
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.problems.isEmpty)
    let ledger = try await Ledger.forTest(folder, projections: [Flow.self])
    #expect(try names(in: ledger) == ["flow", "ledger", "tickets"])
    #expect(try await ledger.replay().digests() == ledger.read { $0.digests() })
    await ledger.close()
  }

  @Test("is written by whoever closes, and not by a reader")
  func reader() async throws {
    let folder = try TemporaryFolder()
    let before = try await makeLedger(in: folder)
    let reader = try await Ledger.forTest(folder, projections: core + [TicketsPerRequester.self]) {
      $0.access = .readOnly
    }
    #expect(reader.read { Array(digests($0).prefix(core.count)) } == before)
    await reader.close()
    let ledger = try await Ledger.forTest(folder, projections: core + [TicketsPerRequester.self])
    #expect(try ledger.storedProjections().count == core.count)
    await ledger.close()
  }

  @Test("knows its projections by name: each is named once, and none by the ledger's own name")
  func names() async throws {
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      _ = try await Ledger.forTest(folder, projections: [Queues.self, Usurper.self])
    }
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      _ = try await Ledger.forTest(folder, projections: [Queues.self, TicketUsurper.self])
    }
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      _ = try await Ledger.forTest(
        folder,
        projections: [TicketsPerRequester.self, TicketsPerRequesterTwo.self]
      )
    }
  }

  /// The names of the states that are stored, in order.
  private func names(in ledger: Ledger) throws -> [String] {
    try StoredProjections(ledger.store.beginRead()).states.map(\.name.name).sorted()
  }

  private func copyCheckpoints(from source: String, to target: String) throws {
    var entries: [(key: [UInt8], value: [UInt8])] = []
    let from = try LogStore.open(at: source, options: .init())
    do {
      let snapshot = try from.beginRead()
      var cursor = try snapshot.entries(in: .projections)
      while let entry = try cursor.next() { entries.append((entry.key.array, entry.value.array)) }
    }
    from.close()
    let to = try LogStore.open(at: target, options: .init())
    try to.append { writer in
      for entry in entries { try writer.put(entry.value, in: .projections, for: entry.key) }
    }
    to.close()
  }
}

/// Ways to spoil a stored projection.
private enum Damage: CaseIterable {
  case firstByte, lastByte, cutChunk, emptyHeader, headerCount, headerSize, headerEnd, noChunk

  func strike(_ name: String, at path: String) throws {
    let store = try LogStore.open(at: path, options: .init(durability: .none))
    defer { store.close() }
    var entries: [(key: [UInt8], value: [UInt8])] = []
    do {
      let snapshot = try store.beginRead()
      var cursor = try snapshot.entries(in: .projections, prefix: Array(name.utf8) + [0])
      while let entry = try cursor.next() { entries.append((entry.key.array, entry.value.array)) }
    }
    try #require(entries.count >= 2)
    let last = entries.count - 1
    var (header, chunk) = (entries[0].value, entries[last].value)
    try #require(!chunk.isEmpty)
    switch self {
    case .firstByte: chunk[0] ^= 1
    case .lastByte: chunk[chunk.count - 1] ^= 0x80
    case .cutChunk: chunk.removeLast()
    case .emptyHeader: header = [1]
    case .headerCount: header[0] ^= 1
    case .headerSize: header[11] = 0x7F
    case .headerEnd: header[header.count - 1] ^= 1
    case .noChunk: chunk = []
    }
    try store.append { writer in
      try writer.put(header, in: .projections, for: entries[0].key)
      if chunk.isEmpty {
        _ = try writer.remove(in: .projections, for: entries[last].key)
      } else {
        try writer.put(chunk, in: .projections, for: entries[last].key)
      }
    }
  }
}

extension RawSpan {
  /// The bytes in an array of their own.
  var array: [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
