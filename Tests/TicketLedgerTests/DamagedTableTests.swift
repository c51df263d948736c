import LedgerStore
import Testing
import TicketLedger

@Suite("Damage beside the log")
struct DamagedTableTests {
  private func change(
    _ table: Table,
    of ledger: String,
    at number: UInt64,
    _ body: ([UInt8]) -> [UInt8]
  ) throws {
    let store = try LogStore.open(at: ledger, options: .init(durability: .none))
    defer { store.close() }
    try store.append { writer in
      let found = try writer.value(in: table, at: number)?.array
      try writer.put(body(try #require(found)), in: table, at: number)
    }
  }

  private func makeLedger(_ folder: TemporaryFolder) async throws -> Receipt {
    let ledger = try await Ledger.forTest(folder)
    let opened = try await ledger.submit(.open("T-1", summary: "no tunnel"), by: "r")
    await ledger.close()
    return opened
  }

  @Test("of a ticket's head is found before anything is appended to its stream")
  func staleHead() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    var early: [UInt8] = []
    try change(.streams, of: folder.path(), at: 1) {
      early = $0
      return $0
    }
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.start("T-1"), by: "a")
    await ledger.close()
    try change(.streams, of: folder.path(), at: 1) { _ in early }
    let again = try await Ledger.forTest(folder)
    let count = again.read { $0.eventCount }
    let error = await #expect(throws: LedgerError.self) {
      try await again.submit(.note("T-1", "x"), by: "a")
    }
    guard case .inconsistent? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try again.allEvents().count == Int(count))
    try await again.submit(.open("T-2"), by: "a")
    #expect(try await again.replay().digests() == again.read { digests($0) })
    await again.close()
  }

  @Test("of any field of a ticket's head is found before anything is appended to its stream")
  func changedHead() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    var size = 0
    try change(.streams, of: folder.path(), at: 1) {
      size = $0.count
      return $0
    }
    for place in 0..<size {
      try change(.streams, of: folder.path(), at: 1) { head in
        var head = head
        head[place] ^= 1
        return head
      }
      let ledger = try await Ledger.forTest(folder)
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.submit(.note("T-1", "x"), by: "r")
      }
      if case .inconsistent? = error {
      } else {
        Issue.record("byte \(place): \(String(describing: error))")
      }
      await ledger.close()
      try change(.streams, of: folder.path(), at: 1) { head in
        var head = head
        head[place] ^= 1
        return head
      }
    }
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.note("T-1", "x"), by: "r")
    await ledger.close()
  }

  @Test("of any byte is an error or another answer, and never a trap", arguments: [61, 62])
  func flips(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let opened = try await makeLedger(folder)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<40 {
      let table = round.isMultiple(of: 2) ? Table.streams : .contents
      let key = table == .streams ? 1 : opened.position.rawValue
      var sound: [UInt8] = []
      try change(table, of: folder.path(), at: key) { bytes in
        sound = bytes
        var changed = bytes
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        if round % 5 == 4 { changed.removeLast() }
        return changed
      }
      let ledger = try await Ledger.forTest(folder)
      let before = ledger.read { $0.eventCount }
      do throws(LedgerError) {
        _ = try ledger.history(of: "T-1")
        _ = try ledger.words(at: opened.position)
        _ = try ledger.reference(of: TicketID(1))
        try await ledger.submit(.note("T-1", "x"), by: "a", expecting: .revision(.max))
      } catch {
        #expect(!error.description.isEmpty)
      }
      #expect(ledger.read { $0.eventCount } == before)
      await ledger.close()
      try change(table, of: folder.path(), at: key) { _ in sound }
    }
    let ledger = try await Ledger.forTest(folder)
    #expect(try ledger.words(at: opened.position).known?[.summary] == "no tunnel")
    try await ledger.submit(.note("T-1", "x"), by: "a")
    await ledger.close()
  }
}
