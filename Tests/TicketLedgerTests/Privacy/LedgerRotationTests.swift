import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Rotating the key-encryption key of a ledger", .timeLimit(.minutes(15)))
struct LedgerRotationTests {
  private let identity = "fictional-requester"

  private func fill(_ ledger: Ledger) async throws {
    try await ledger.submit(
      .open("T-1", requester: .identity(identity), summary: "one"),
      by: "agent"
    )
    try await ledger.submit(.open("T-2", requester: "another", summary: "two"), by: "agent")
  }

  private func words(_ ticket: TicketReference, in ledger: Ledger) throws -> EventWords {
    let opened = try #require(try ledger.history(of: ticket)?.first)
    return try ledger.words(at: opened.position)
  }

  @Test("leaves every word readable with the new key alone, and unreadable with the former")
  func rotation() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder, epochs: 1...2)
    try await fill(ledger)
    let rotation = try await ledger.rotateKeys()
    // The organisation, the lookup, and three persons.
    #expect(rotation == KeyRotation(epoch: 2, keyCount: 5))
    #expect(ledger.keyStatus?.epoch == 2 && ledger.keyStatus?.isRotating == false)
    try await ledger.submit(.open("T-3", requester: "a third", summary: "three"), by: "agent")
    await ledger.close()
    ledger = try await SealedDesk.open(folder, epochs: 2...2)
    for (ticket, text) in [("T-1", "one"), ("T-2", "two"), ("T-3", "three")] {
      #expect(try words(.reference(ticket), in: ledger).known?[.summary] == text)
    }
    #expect(try ledger.person(identifiedBy: identity) != nil)
    await #expect(throws: LedgerError.self) { try await ledger.rotateKeys() }
    await ledger.close()
    await #expect(throws: LedgerError.self) { try await SealedDesk.open(folder, epochs: 1...1) }
  }

  @Test("whose header was written in part is told by verify, and made good by the next opening")
  func tornHeader() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    await ledger.close()
    let path = folder.path() + "/keys"
    let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    var torn = bytes
    torn[Int(KeyFileLayout.headerOffsets[1]) + 20] ^= 7
    try Data(torn).write(to: URL(fileURLWithPath: path))
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.problems.map(\.kind) == [.key])
    ledger = try await SealedDesk.open(folder)
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
    #expect(FileManager.default.contents(atPath: path) == Data(bytes))
  }

  @Test("that was cut off is told, and ended by the next opening that has both keys")
  func cutOff() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder, epochs: 1...2)
    try await fill(ledger)
    await ledger.close()
    // As a crash leaves it after the first header: the next epoch is being filled.
    let path = folder.path() + "/keys"
    let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let copies = KeyFileLayout.headerOffsets.map {
      Array(bytes[Int($0)..<Int($0) + KeyFileHeader.sizeInBytes])
    }
    let next = KeyWrapper(try #require(Keys.encryptionKey(2)), epoch: 2, origin: Keys.origin)
    let header = try KeyFileHeader(decoding: copies).filling(epoch: 2, check: next.check)
    let begun = header.encoded() + bytes.dropFirst(KeyFileHeader.sizeInBytes)
    try Data(begun).write(to: URL(fileURLWithPath: path))
    ledger = try await SealedDesk.open(folder, epochs: 1...1)
    #expect(ledger.keyStatus?.isRotating == true)
    #expect(try words("T-1", in: ledger).known?[.summary] == "one")
    await ledger.close()
    ledger = try await SealedDesk.open(folder, epochs: 1...2)
    #expect(ledger.keyStatus?.isRotating == false && ledger.keyStatus?.epoch == 2)
    #expect(try words("T-1", in: ledger).known?[.summary] == "one")
    await ledger.close()
    ledger = try await SealedDesk.open(folder, epochs: 2...2)
    #expect(try words("T-2", in: ledger).known?[.summary] == "two")
    await ledger.close()
  }

  @Test("follows a link to the file of key-encryption keys, and leaves the new key alone there")
  func linkedFile() async throws {
    let folder = try TemporaryFolder()
    for name in ["kept", "linked"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name),
        withIntermediateDirectories: false
      )
    }
    let target = KeyEncryptionKeyFile(at: folder.path("kept/encryption.keys"))
    let link = KeyEncryptionKeyFile(at: folder.path("linked/encryption.keys"))
    try target.create(forLedgerAt: folder.path())
    try FileManager.default.createSymbolicLink(
      atPath: link.path,
      withDestinationPath: "../kept/encryption.keys"
    )
    let former = try target.keys(forLedgerAt: folder.path()).key(of: 1)
    let supply = try link.keys(forLedgerAt: folder.path())
    let ledger = try await SealedDesk.open(folder) { $0.privacy = .sealed(supply) }
    try await fill(ledger)
    for epoch: UInt32 in 2...3 {
      #expect(try await ledger.rotateKeys(in: link).epoch == epoch)
      let leads = try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
      #expect(leads == "../kept/encryption.keys")
      let text = try String(contentsOfFile: target.path, encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines.count == 2 && lines[1].hasPrefix("\(epoch) "))
      #expect(try target.keys(forLedgerAt: folder.path()).key(of: epoch) != former)
    }
    for (name, files) in [("kept", ["encryption.keys.lock"]), ("linked", [])] {
      let found = try FileManager.default.contentsOfDirectory(atPath: folder.path(name))
      #expect(Set(found) == Set(files + ["encryption.keys"]))
    }
    await ledger.close()
    let again = try await SealedDesk.open(folder) {
      $0.privacy = .sealed((try? link.keys(forLedgerAt: folder.path())) ?? Keys.supply())
    }
    #expect(try words("T-1", in: again).known?[.summary] == "one")
    await again.close()
  }

  @Test("of several at once on one ledger come one after the other, and leave one key")
  func atOnce() async throws {
    let folder = try TemporaryFolder()
    let file = KeyEncryptionKeyFile(at: folder.path("encryption.keys"))
    try file.create(forLedgerAt: folder.path())
    let supply = try file.keys(forLedgerAt: folder.path())
    let ledger = try await SealedDesk.open(folder) { $0.privacy = .sealed(supply) }
    try await fill(ledger)
    let epochs = try await withThrowingTaskGroup(of: UInt32.self) { group in
      for _ in 1...8 { group.addTask { try await ledger.rotateKeys(in: file).epoch } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(epochs.sorted() == Array(2...9))
    let text = try String(contentsOfFile: file.path, encoding: .utf8)
    #expect(text.split(separator: "\n").dropFirst().map { $0.prefix(2) } == ["9 "])
    #expect(try words("T-2", in: ledger).known?[.summary] == "two")
    await ledger.close()
  }

  @Test("makes an old backup worthless, with its keys or without")
  func oldBackup() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder, epochs: 1...2)
    try await fill(ledger)
    try await ledger.backUp(to: folder.path("without.ledger"))
    try await ledger.backUp(to: folder.path("with.ledger"), withKeys: true)
    #expect(try SealedDesk.files(in: folder.path("without.ledger")).keys.sorted() == ["data.mdb"])
    // With its keys, a backup is as readable as the ledger was, while the former key is there.
    let copy = try await SealedDesk.open(folder, "with.ledger", epochs: 1...1)
    #expect(try words("T-1", in: copy).known?[.summary] == "one")
    await copy.close()
    try await ledger.erase(.identity(identity), basis: "asked", by: .automation("dpo"))
    try await ledger.rotateKeys()
    await ledger.close()
    // From here on the host has the key of epoch 2 alone.
    await #expect(throws: LedgerError.self) {
      try await SealedDesk.open(folder, "with.ledger", epochs: 2...2)
    }
    for name in ["with.ledger", "without.ledger"] {
      let old = try await SealedDesk.open(folder, name, epochs: nil) { $0.access = .readOnly }
      #expect(try words("T-1", in: old) == .sealed)
      await old.close()
    }
    // The old log beside the present keys: the others' words open, and the erased person's do not.
    let keys = folder.path("without.ledger") + "/keys"
    try FileManager.default.copyItem(atPath: folder.path() + "/keys", toPath: keys)
    let restored = try await SealedDesk.open(folder, "without.ledger", epochs: 2...2)
    #expect(try words("T-1", in: restored) == .erased)
    #expect(try words("T-2", in: restored).known?[.summary] == "two")
    await restored.close()
  }

  @Test("a backup with keys of a ledger that has none is refused, and leaves nothing")
  func backupWithoutKeys() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder, epochs: nil)
    try await fill(ledger)
    await #expect(throws: LedgerError.keys(.plainLedger)) {
      try await ledger.backUp(to: folder.path("copy.ledger"), withKeys: true)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("copy.ledger")))
    await ledger.close()
  }

  @Test("copies the keys of those whom another process registered, before a poll shows them")
  func backupAfterAnother() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder) { $0.pollInterval = .seconds(3_600) }
    let probe = try LedgerProbe("sealed", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("open 200")
    #expect(try probe.line() == "opened")
    try await ledger.backUp(to: folder.path("copy.ledger"), withKeys: true)
    try probe.finish()
    await ledger.close()
    let report = try await Ledger.verify(at: folder.path("copy.ledger"))
    #expect(report.isSound, "\(report.problems)")
    let copy = try await SealedDesk.open(folder, "copy.ledger")
    #expect(try words("P-200", in: copy).known?[.summary] == "words 200")
    await copy.close()
  }

  @Test("goes on while another process writes, and loses no key")
  func besideWriter() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder, epochs: 1...9)
    let probe = try LedgerProbe("sealed", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("open 60")
    for _ in 1...6 { try await ledger.rotateKeys() }
    #expect(try probe.line() == "opened")
    for number in 1...60 {
      let ticket = TicketReference.reference("P-\(number)")
      #expect(try words(ticket, in: ledger).known?[.summary] == "words \(number)")
    }
    try probe.finish()
    await ledger.close()
  }
}

@Suite("Writing a ledger's file anew")
struct CompactionTests {
  @Test("changes no entry of any table, and leaves nothing beside")
  func sameEntries() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder, epochs: nil)
    for number in 0..<300 {
      let text = String(repeating: "x\(number) ", count: number * 7)
      try await ledger.submit(.open("T-\(number)", requester: "r", summary: text), by: "a")
    }
    let digests = ledger.read { $0.digests() }
    await #expect(throws: LedgerError.self) { try await Ledger.compact(at: folder.path()) }
    await ledger.close()
    let before = try entries(folder)
    try await Ledger.compact(at: folder.path() + "/")
    #expect(try entries(folder) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["test.ledger"])
    #expect(try LogStore.examine(at: folder.path()).isSound)
    let again = try await SealedDesk.open(folder, epochs: nil)
    #expect(again.read { $0.digests() } == digests)
    try await again.submit(.note("T-1", "goes on"), by: "a")
    await again.close()
  }

  @Test("is refused while another process has it open")
  func inUse() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder, epochs: nil)
    try await ledger.submit(.open("T-1", summary: "words"), by: "a")
    await ledger.close()
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    let reason = await storageReason { try await Ledger.compact(at: folder.path()) }
    #expect(reason == .openElsewhere)
    try probe.finish()
    try await Ledger.compact(at: folder.path())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["test.ledger"])
  }

  private func entries(_ folder: TemporaryFolder) throws -> [String] {
    let store = try LogStore.open(at: folder.path(), options: .init(access: .readOnly))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var lines: [String] = []
    for table in Table.allCases where !table.hasIntegerKeys {
      var cursor = try snapshot.entries(in: table)
      while let entry = try cursor.next() {
        lines.append("\(table) \(entry.key.copied) \(entry.value.copied)")
      }
    }
    for table in Table.allCases where table.hasIntegerKeys {
      lines.append("\(table) \(try snapshot.count(of: table))")
      for key in 0..<2_000 {
        guard let value = try snapshot.value(in: table, at: UInt64(key)) else { continue }
        lines.append("\(table) \(key) \(value.copied)")
      }
    }
    return lines
  }
}
