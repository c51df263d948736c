import Foundation
import Testing
import TicketLedger

@Suite("A file of the log that is changed from outside while it is open")
struct OverwrittenLogTests {
  /// Writes bytes over a file, which stays the same file, as `cp` does.
  private func overwrite(_ path: String, with bytes: Data) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.write(contentsOf: bytes)
    try file.truncate(atOffset: UInt64(bytes.count))
    try file.close()
  }

  @Test("ends writing where it has fewer events than were shown, whatever comes then")
  func shorter() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path() + "/data.mdb"
    let ledger = try await Ledger.forTest(folder)
    for number in 0..<3 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let copy = try Data(contentsOf: URL(fileURLWithPath: path))
    for number in 3..<6 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let shown = ledger.read { $0.eventCount }
    try overwrite(path, with: copy)
    // One that the shorter log would take.
    for command in [Command.note("T-1", "lost?"), .open("T-9"), .note("T-0", "lost?")] {
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.submit(command, by: "a")
      }
      guard case .storage(let failure) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(failure.reason == .broken && failure.description.contains("copied over data.mdb"))
    }
    #expect(ledger.read { $0.eventCount } == shown)
    await ledger.close()
    // The copy is a ledger as good as it was.
    let again = try await Ledger.forTest(folder)
    #expect(again.read { $0.eventCount } < shown)
    try await again.submit(.note("T-1", "here"), by: "a")
    await again.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("is not given the projections of the events that it has not")
  func projections() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path() + "/data.mdb"
    let ledger = try await Ledger.forTest(folder)
    for number in 0..<3 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let copy = try Data(contentsOf: URL(fileURLWithPath: path))
    for number in 3..<6 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    try overwrite(path, with: copy)
    // Closing stores projections.
    await ledger.close()
    let other = try await Ledger.forTest(folder)
    for number in 0..<9 { try await other.submit(.note("T-1", "other \(number)"), by: "a") }
    // As whoever dies leaves it, before projections are stored again.
    let left = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: left.path(), withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: path, toPath: left.path() + "/data.mdb")
    await other.close()
    let again = try await Ledger.forTest(left)
    #expect(try await again.replay().digests() == again.read { $0.digests() })
    await again.close()
    withExtendedLifetime((folder, left)) {}
  }

  @Test("leaves open whether a command is recorded that was under way")
  func lockFile() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "a")
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.transaction { transaction in
        _ = try transaction.submit(.note("T-1", "there?"), by: "a")
        try FileManager.default.removeItem(atPath: folder.path() + "/lock.mdb")
      }
    }
    guard case .storage(let failure) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(failure.reason == .broken && failure.description.contains("lock.mdb is gone"))
    await ledger.close()
    let again = try await Ledger.forTest(folder)
    #expect(try again.history(of: "T-1")?.count == 2)
    await again.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("is told to who follows the events, and is no end of them")
  func following() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path() + "/data.mdb"
    let ledger = try await Ledger.forTest(folder)
    for number in 0..<3 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let copy = try Data(contentsOf: URL(fileURLWithPath: path))
    for number in 3..<6 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let last = Position(ledger.read { $0.eventCount } - 1)
    try overwrite(path, with: copy)
    let error = await #expect(throws: LedgerError.self) {
      for try await _ in ledger.events(from: last) {}
    }
    guard case .beyondEnd(last) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await ledger.close()
  }
}
