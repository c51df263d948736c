import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

@Suite("What appends leave on disk", .timeLimit(.minutes(15)))
struct AppendedBytesTests {
  private let history = SimulatedHistory(seed: 20, tickets: 400)

  /// A ledger of the history, submitted in groups of these sizes, again and again.
  private func ledger(
    in folder: TemporaryFolder,
    groups: [Int],
    clock: TestClock
  ) async throws -> Ledger {
    let ledger = try await Ledger.forTest(folder, clock: clock) { $0.origin = "bytes.example" }
    var start = 0
    var turn = 0
    while start < history.submissions.count {
      let end = min(start + groups[turn % groups.count], history.submissions.count)
      try await history.submit(start..<end, to: ledger, clock: clock)
      start = end
      turn += 1
    }
    return ledger
  }

  /// The digest of every table's entries: sizes and bytes of keys and values, one after another.
  private func digests(of folder: TemporaryFolder) throws -> [Table: String] {
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var digests: [Table: String] = [:]
    // A checkpoint of the projections is disposable, and changes as they do.
    for table in Table.allCases where table != .projections {
      var bytes = ByteWriter()
      var entries = try snapshot.entries(in: table)
      while let entry = try entries.next() {
        for part in [entry.key.array, entry.value.array] {
          bytes.write(UInt32(part.count))
          bytes.write(part)
        }
      }
      digests[table] = Hash.leaf(bytes.bytes).base64
    }
    return digests
  }

  private func leaves(of ledger: Ledger) throws -> [Hash] {
    let snapshot = try ledger.store.beginRead()
    var leaves: [Hash] = []
    var cursor = try snapshot.envelopes(from: 0)
    while let envelope = try cursor.next() { leaves.append(Hash.leaf(envelope)) }
    return leaves
  }

  @Test("is the same for ever, byte for byte")
  func golden() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T00:00:00Z")
    let ledger = try await ledger(in: folder, groups: [1, 62, 123, 184, 245], clock: clock)
    #expect(try ledger.root().base64 == "zcgiVPz3gj3Toz99eaxB1Ja0RqHS5LmY6/FvgYEpOp4=")
    await ledger.close()
    let empty = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    let golden: [Table: String] = [
      .events: "MH/2+N6BIn75Qcg2wfZG8PZZ3mnpjKXLfxPmKYWaR0o=",
      .contents: "jkWpt03N9BN0KZBCWyoIPJfu7qcuTdRGbaxd6k72TCg=",
      .streams: "nq55LPfnk93Jb6YXiST+hjlwBQTRSewGdAYZPiK70SE=",
      .references: "aYVQewUndDERJ/UozgnpycBRco5y9daQl1tuSPgb8Ic=",
      .imports: empty,
      .consumers: empty,
      .meta: "kqVsyGn9Mm2odU3zFqmA4iQ7S6peN7nCeiin/U86w+o=",
      .tiles: "ru3YO67d6jZmc2CelcJ2l1aOU625J5jtVnoRWRYhFY4=",
      .checkpoints: empty,
    ]
    let found = try digests(of: folder)
    for (table, digest) in golden { #expect(found[table] == digest, "\(table)") }
    #expect(found.count == golden.count)
  }

  @Test("is the same however commands are grouped, also where another core hashes")
  func groupings() async throws {
    var all: [[Table: String]] = []
    // The whole history in one transaction fills many chunks; groups of seven fill none.
    for groups in [[history.submissions.count], [7], [1_000, 1, 333]] {
      let folder = try TemporaryFolder()
      let clock = TestClock()
      clock.now = history.last
      let ledger = try await ledger(in: folder, groups: groups, clock: clock)
      #expect(try ledger.root() == Hash.root(of: leaves(of: ledger)))
      await ledger.close()
      all.append(try digests(of: folder))
    }
    #expect(all[0] == all[1])
    #expect(all[0] == all[2])
  }
}
