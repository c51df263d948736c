import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

/// What leads to tickets, receipts and persons, and what an import notes, is compared with the log.
@Suite("Verification of references and marks")
struct ReferenceDamageTests {
  /// A ledger with two persons who are there and one who was erased, keys, and marks of an import.
  private func makeLedger(_ folder: TemporaryFolder, isSealed: Bool) async throws {
    let ledger = isSealed ? try await SealedDesk.open(folder) : try await Ledger.forTest(folder)
    for name in ["r-1", "r-2", "r-3"] {
      try await ledger.submit(
        Submission(.open("T-\(name)", requester: .identity(name)), by: "a", key: "k-\(name)")
      )
    }
    try await ledger.erase(.identity("r-3"), basis: "asked for", by: "a")
    try await ledger.record(
      [],
      marking: ImportMarks(
        source: "desk",
        marks: [mark("T-r-1", rows: 3), mark("T-r-2", rows: 4)],
        completedRows: 7
      )
    )
    await ledger.close()
  }

  private func mark(_ ticket: String, rows: UInt64) -> ImportMark {
    ImportMark(ticket: ticket, rows: rows, digest: Array(repeating: 7, count: 32), replacing: nil)
  }

  /// Changes entries of a table, verifies, and puts them back as they were.
  private func verify(
    _ folder: TemporaryFolder,
    _ table: Table,
    _ change: (inout [[UInt8]: [UInt8]]) throws -> Void
  ) async throws -> [VerificationProblem] {
    let sound = try exchange(folder, table, change)
    let report = try await Ledger.verify(at: folder.path())
    _ = try exchange(folder, table) { $0 = sound }
    return report.problems
  }

  /// - Returns: The entries as they were.
  private func exchange(
    _ folder: TemporaryFolder,
    _ table: Table,
    _ change: (inout [[UInt8]: [UInt8]]) throws -> Void
  ) throws -> [[UInt8]: [UInt8]] {
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { store.close() }
    var before: [[UInt8]: [UInt8]] = [:]
    do {
      let snapshot = try store.beginRead()
      var entries = try snapshot.entries(in: table)
      while let entry = try entries.next() { before[entry.key.copied] = entry.value.copied }
    }
    var after = before
    try change(&after)
    try store.append { writer in
      for key in before.keys where after[key] == nil { _ = try writer.remove(in: table, for: key) }
      for (key, value) in after where before[key] != value {
        try writer.put(value, in: table, for: key)
      }
    }
    return before
  }

  private func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The key of the entry that leads to a person.
  private func key(
    of person: UInt64,
    in entries: [[UInt8]: [UInt8]],
    isSealed: Bool
  ) throws -> [UInt8] {
    let prefix = UInt8(ascii: isSealed ? "i" : "p")
    let found = entries.first { $0.key.first == prefix && $0.value == bytes(person) }
    return try #require(found).key
  }

  @Test("an idempotency key leads to an event of a command, and no two to the same")
  func receipts() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder, isSealed: false)
    let (first, second) = (ReferenceKey.submission("k-r-1"), ReferenceKey.submission("k-r-2"))
    var problems = try await verify(folder, .references) { $0[first] = $0[second] }
    #expect(problems.map(\.kind) == [.reference])
    #expect(problems.first?.finding.contains("event of another") == true, "\(problems)")
    problems = try await verify(folder, .references) { $0[first] = bytes(0) }
    #expect(problems.first?.finding.contains("no command") == true, "\(problems)")
    problems = try await verify(folder, .references) { $0[first] = bytes(1 << 20) }
    #expect(problems.first?.finding.contains("beyond the log") == true, "\(problems)")
    problems = try await verify(folder, .references) { entries in
      entries[[UInt8(ascii: "k"), 0xFF]] = bytes(0)
    }
    #expect(problems.map(\.kind) == [.reference], "\(problems)")
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test(
    "what identifies a person leads to nobody else, and to no erased one",
    arguments: [false, true]
  )
  func persons(isSealed: Bool) async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder, isSealed: isSealed)
    #expect(try await Ledger.verify(at: folder.path()).isSound)
    var erased: PersonID?
    do {
      let ledger = try await Ledger.forTest(folder) { $0.access = .readOnly }
      erased = ledger.read { $0.catalogue.erasedPersons.first }
      await ledger.close()
    }
    let gone = UInt64(try #require(erased).rawValue)
    // Somebody else's entry leads to the erased person, to nobody, and to a third one.
    let third = isSealed ? "another entry" : "another identity"
    for (target, words) in [(gone, "who was erased"), (99, "whom no event"), (2, third)] {
      let problems = try await verify(folder, .references) { entries in
        entries[try key(of: 1, in: entries, isSealed: isSealed)] = bytes(target)
      }
      #expect(problems.contains { $0.finding.contains(words) }, "\(target): \(problems)")
      #expect(problems.map(\.kind) == [.reference], "\(target): \(problems)")
    }
    // The fence is gone, or there is one too many.
    var problems = try await verify(folder, .references) { entries in
      for (key, value) in entries where value == bytes(.max) { entries[key] = nil }
    }
    #expect(problems.map(\.kind) == [.reference], "\(problems)")
    problems = try await verify(folder, .references) { entries in
      entries[[UInt8(ascii: isSealed ? "i" : "p")] + Array(repeating: 1, count: 32)] = bytes(.max)
    }
    #expect(problems.map(\.kind) == [.reference], "\(problems)")
    // An entry of the other form, and one that is too short.
    problems = try await verify(folder, .references) { entries in
      let sound = try key(of: 1, in: entries, isSealed: isSealed)
      entries[[UInt8(ascii: isSealed ? "p" : "i")] + sound.dropFirst()] = entries.removeValue(
        forKey: sound
      )
    }
    #expect(problems.contains { $0.finding.contains("form") }, "\(problems)")
    problems = try await verify(folder, .references) { entries in
      entries[Array(try key(of: 1, in: entries, isSealed: isSealed).dropLast())] = bytes(.max)
    }
    #expect(problems.contains { $0.finding.contains("form") }, "\(problems)")
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("with the keys, it is told where the lookup or a key is another person's")
  func withKeys() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder, isSealed: true)
    let options = VerificationOptions(encryptionKeys: Keys.supply())
    #expect(try await Ledger.verify(at: folder.path(), options: options).isSound)
    // Two exchanged, which nobody can tell without the keys; and a hash of nobody's identity.
    let sound = try exchange(folder, .references) { entries in
      let one = try key(of: 1, in: entries, isSealed: true)
      let other = try key(of: 2, in: entries, isSealed: true)
      (entries[one], entries[other]) = (entries[other], entries[one])
    }
    #expect(try await Ledger.verify(at: folder.path()).isSound)
    var report = try await Ledger.verify(at: folder.path(), options: options)
    #expect(report.problems.map(\.kind) == [.reference, .reference], "\(report.problems)")
    #expect(report.problems.allSatisfy { $0.finding.contains("another identity") })
    _ = try exchange(folder, .references) { entries in
      entries = sound
      let one = try key(of: 1, in: entries, isSealed: true)
      entries[one.dropLast() + [one[32] ^ 1]] = entries.removeValue(forKey: one)
    }
    report = try await Ledger.verify(at: folder.path(), options: options)
    #expect(report.problems.map(\.kind) == [.reference], "\(report.problems)")
    _ = try exchange(folder, .references) { $0 = sound }

    // Another person's wrapped key, whole, in a slot.
    let path = folder.path() + "/keys"
    let before = try #require(FileManager.default.contents(atPath: path))
    var bytes = before
    let (one, other) = (place(of: 1), place(of: 2))
    bytes.replaceSubrange(one..<one + 64, with: before[other..<other + 64])
    try bytes.write(to: URL(fileURLWithPath: path))
    report = try await Ledger.verify(at: folder.path(), options: options)
    #expect(report.problems.map(\.kind) == [.key], "\(report.problems)")
    #expect(report.problems.first?.person == PersonID(1))
    try before.write(to: URL(fileURLWithPath: path))

    // The wrong keys are an error of whoever gives them.
    let wrong = VerificationOptions(
      encryptionKeys: KeyEncryptionKeys { _ in Keys.encryptionKey(9) }
    )
    let error = await #expect(throws: LedgerError.self) {
      try await Ledger.verify(at: folder.path(), options: wrong)
    }
    guard case .keys? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await Ledger.verify(at: folder.path(), options: options).isSound)
  }

  /// Where a person's slot lies in the bank of odd epochs, by the documented layout.
  private func place(of person: Int) -> Int {
    let slot = 15 + person
    return (3 + 2 * (slot / 64)) * 4_096 + slot % 64 * 64
  }

  @Test("marks of an import count no fewer rows than the log says were imported")
  func marks() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder, isSealed: false)
    var problems = try await verify(folder, .imports) { entries in
      let (key, value) = try #require(entries.first { $0.value[0] == 4 })
      entries[key] = [3] + value.dropFirst()
    }
    #expect(problems.map(\.kind) == [.entry], "\(problems)")
    #expect(problems.first?.finding.contains("7 rows of desk") == true, "\(problems)")
    // More rows may have been imported since, by an import that was cut off.
    problems = try await verify(folder, .imports) { entries in
      let (key, value) = try #require(entries.first { $0.value[0] == 4 })
      entries[key] = [5] + value.dropFirst()
    }
    #expect(problems.isEmpty, "\(problems)")
    problems = try await verify(folder, .imports) { entries in
      let (key, value) = try #require(entries.first { $0.value[0] == 4 })
      entries[key] = nil
      entries[Array(key.prefix(4)) + [0xFF]] = value
    }
    #expect(problems.allSatisfy { $0.kind == .entry } && problems.count == 2, "\(problems)")
    // The greatest number of all does not overflow the sum.
    problems = try await verify(folder, .imports) { entries in
      for (key, value) in entries {
        entries[key] = Array(repeating: 0xFF, count: 8) + value.dropFirst(8)
      }
    }
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test("an import that says more rows than its marks count is refused whole")
  func overstated() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "a")
    let count = ledger.read { $0.eventCount }
    let refused = await refusal {
      try await ledger.record(
        [],
        marking: ImportMarks(source: "desk", marks: [mark("T-1", rows: 2)], completedRows: 3)
      )
    }
    #expect(refused?.rule == .value)
    #expect(ledger.read { $0.eventCount } == count)
    #expect(try ledger.marks(of: "desk").isEmpty)
    await ledger.close()
  }
}
