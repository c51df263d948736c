import LedgerStore
import Testing
import TicketSimulation
import Transparency

@testable import TicketLedger

/// Which of an event, its record, the row above and the frontier is wrong.
@Suite("Damage of the tree is told from damage of events", .serialized)
struct TreeDamageTests {
  private static let folder = Task { try await makeLedger() }
  /// The first record after the last whole block: above it, there is the frontier only.
  private static let lateRecord: UInt64 = 48

  private static func makeLedger() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock, projections: [])
    try await SimulatedHistory(seed: 2, tickets: 100).record(in: ledger, clock: clock)
    try #require(ledger.read { $0.eventCount } < 1_636)
    try await ledger.submit(.open("last"), by: "a")
    while ledger.read({ $0.eventCount }) < 1_636 {
      try await ledger.submit(.note("last", "more"), by: "a")
    }
    await ledger.close()
    return folder
  }

  /// Verifies without folding: what is told apart here needs hashes only.
  private static func verify(_ folder: TemporaryFolder) async throws -> VerificationReport {
    try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(projections: [])
    )
  }

  /// Changes bytes of values, verifies, and changes them back.
  private func report(
    _ changes: (table: Table, key: UInt64, offset: Int)...
  ) async throws -> VerificationReport {
    let folder = try await Self.folder.value
    try flip(changes, in: folder)
    let report = try await Self.verify(folder)
    try flip(changes, in: folder)
    return report
  }

  private func flip(
    _ changes: [(table: Table, key: UInt64, offset: Int)],
    in folder: TemporaryFolder
  ) throws {
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { store.close() }
    try store.append { writer in
      for (table, key, offset) in changes {
        var bytes = try #require(try writer.value(in: table, at: key)?.copied)
        bytes[offset] ^= 0x10
        try writer.put(bytes, in: table, at: key)
      }
    }
  }

  private func key(_ level: Int, _ record: UInt64) -> UInt64 { EvidenceTree.key(level, record) }

  /// Where the beginning of a leaf's hash stands in its record.
  private func beginning(_ place: Int) -> Int { 32 + 4 * place }

  @Test(
    "a changed record of leaves is blamed where it is, and no event",
    arguments: [7, lateRecord, lateRecord + 2]
  )
  func leaves(record: UInt64) async throws {
    let leaf = try await report((.tiles, key(0, record), beginning(5) + 3))
    #expect(leaf.problems.map(\.kind) == [.tile])
    #expect(leaf.problems.first?.position == Position(record * 32 + 5))
    let hash = try await report((.tiles, key(0, record), 9))
    #expect(hash.problems.map(\.kind) == [.tile])
    #expect(hash.problems.first?.position == Position(record * 32))
  }

  @Test("a changed hash of row 1 is blamed at the first event below it")
  func row() async throws {
    let report = try await report((.tiles, key(1, 2), 7))
    #expect(report.problems.map(\.kind) == [.tile])
    #expect(report.problems.first?.position == Position(2 * 256))
  }

  @Test("a changed hash of leaves and the changed one above it are both blamed, and no event")
  func both() async throws {
    let report = try await report((.tiles, key(0, 4), 0), (.tiles, key(1, 0), 0))
    #expect(report.problems.map(\.kind) == [.tile, .tile])
    #expect(report.problems.map(\.position) == [Position(0), Position(4 * 32)])
  }

  @Test("records that are missing, strange or of another length are named")
  func records() async throws {
    let folder = try await Self.folder.value
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    var sound: [UInt64: [UInt8]] = [:]
    try store.append { writer in
      for record: UInt64 in [3, 9] {
        let bytes = try #require(try writer.value(in: .tiles, at: key(0, record))?.copied)
        sound[key(0, record)] = bytes
      }
      _ = try writer.remove(in: .tiles, at: key(0, 3))
      try writer.put([UInt8](repeating: 1, count: 64), in: .tiles, at: key(0, 9))
      try writer.put([1], in: .tiles, at: 5)
    }
    store.close()
    let report = try await Self.verify(folder)
    #expect(report.problems.map(\.kind) == [.tile, .tile, .tile])
    #expect(report.problems.map(\.position) == [nil, Position(3 * 32), Position(9 * 32)])
    let again = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { again.close() }
    try again.append { writer in
      _ = try writer.remove(in: .tiles, at: 5)
      for (key, bytes) in sound { try writer.put(bytes, in: .tiles, at: key) }
    }
  }
}
