import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Verification of the file of keys")
struct KeyVerificationTests {
  /// A sealed ledger with words of two persons who are there and one who was erased.
  ///
  /// - Returns: The file of keys before the erasure.
  private func makeLedger(_ folder: TemporaryFolder) async throws -> [UInt8] {
    let ledger = try await SealedDesk.open(folder)
    for name in ["r-1", "r-2", "r-3"] {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "one"),
        by: "a"
      )
      try await ledger.submit(.note("T-\(name)", "two"), by: "a")
    }
    let before = try keys(of: folder)
    try await ledger.erase(.identity("r-3"), basis: "asked for", by: "a")
    await ledger.close()
    return before
  }

  private func file(of folder: TemporaryFolder) -> URL {
    URL(fileURLWithPath: folder.path() + "/keys")
  }

  private func keys(of folder: TemporaryFolder) throws -> [UInt8] {
    Array(try Data(contentsOf: file(of: folder)))
  }

  private func put(_ bytes: [UInt8], in folder: TemporaryFolder) throws {
    try Data(bytes).write(to: file(of: folder))
  }

  /// Where a copy of a person's slot lies, by the documented layout.
  private func place(of person: PersonID, bank: Int) -> Int {
    let slot = 15 + Int(person.rawValue)
    return (2 + 2 * (slot / 64) + bank) * 4_096 + slot % 64 * 64
  }

  private func person(_ identity: String, in folder: TemporaryFolder) async throws -> PersonID {
    let ledger = try await SealedDesk.open(folder)
    let person = try ledger.person(identifiedBy: identity)
    await ledger.close()
    return try #require(person)
  }

  @Test("a file as it should be is no problem, nor one that a backup was made without")
  func sound() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    var report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.notes.isEmpty, "\(report.problems) \(report.notes)")
    let present = report.presentCount
    try FileManager.default.removeItem(at: file(of: folder))
    report = try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(expectsKeys: false)
    )
    #expect(report.isSound && report.notes.count == 1, "\(report.problems)")
    #expect(report.presentCount == present && report.missingCount == 0)
  }

  @Test("a file that is gone, strange or cut makes all words missing")
  func unusable() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    let sound = try await Ledger.verify(at: folder.path())
    let bytes = try keys(of: folder)
    for other in [nil, Array("not a file of keys".utf8), Array(bytes.prefix(100))] {
      try FileManager.default.removeItem(at: file(of: folder))
      if let other { try put(other, in: folder) }
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.problems.map(\.kind) == [.key], "\(report.problems)")
      #expect(report.presentCount + report.missingCount == sound.presentCount)
      #expect(report.missingCount >= 6)
      if other == nil { try put([], in: folder) }
    }
  }

  @Test("a pipe, a link or a second name in the file's place is one problem, and is not waited for")
  func unusableFile() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    let manager = FileManager.default
    let place = file(of: folder).path
    let kept = folder.path() + "/kept"
    try manager.moveItem(atPath: place, toPath: kept)
    let makers: [(String, () throws -> Void)] = [
      (
        "keys is no regular file",
        {
          let isMade = unsafe mkfifo(place, 0o600) == 0
          try #require(isMade)
        }
      ),
      (
        "keys is no regular file",
        { try manager.createDirectory(atPath: place, withIntermediateDirectories: false) }
      ),
      (
        "keys is a symbolic link",
        { try manager.createSymbolicLink(atPath: place, withDestinationPath: kept) }
      ),
      ("keys has a second name", { try manager.linkItem(atPath: kept, toPath: place) }),
    ]
    for (words, make) in makers {
      try make()
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.problems.map(\.kind) == [.key], "\(report.problems)")
      #expect(report.problems.first?.finding.hasPrefix(words) == true, "\(report.problems)")
      #expect(report.problems.first?.remedy.contains("the ledger's own file") == true)
      try manager.removeItem(atPath: place)
    }
  }

  @Test("a slot that is zeroed, or in which any bit is changed, is named by its person")
  func slot() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    let bytes = try keys(of: folder)
    let sound = try await Ledger.verify(at: folder.path())
    let person = try await person("r-2", in: folder)
    let offsets = (0...1).map { place(of: person, bank: $0) }
    let start = try #require(offsets.first { bytes[$0..<$0 + 64].contains { $0 != 0 } })
    var zeroed = bytes
    zeroed.replaceSubrange(start..<start + 64, with: repeatElement(0, count: 64))
    var flipped = bytes
    flipped[start + 20] ^= 4
    for changed in [zeroed, flipped] {
      try put(changed, in: folder)
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.problems.map(\.kind) == [.key], "\(report.problems)")
      #expect(report.problems.first?.person == person)
      #expect(report.problems.first?.finding.contains("person \(person.rawValue)") == true)
      #expect(report.missingCount > 0)
      #expect(report.presentCount + report.missingCount == sound.presentCount)
      #expect(report.erasedCount == sound.erasedCount)
    }
  }

  @Test("a key that an erasure destroyed and somebody put back is an alarm")
  func putBack() async throws {
    let folder = try TemporaryFolder()
    let before = try await makeLedger(folder)
    try put(before, in: folder)
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.problems.map(\.kind) == [.unerasedKey], "\(report.problems)")
    #expect(report.problems.first?.person != nil)
    #expect(report.missingCount == 0)
  }

  @Test("is right at every moment while persons are registered and erased")
  func meanwhile() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    let probe = try LedgerProbe("sealed", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("open 150")
    for _ in 0..<12 {
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.isSound, "\(report.problems)")
    }
    #expect(try probe.line() == "opened")
    for person in 10..<40 { try probe.tell("erase \(person)") }
    var sizes: [UInt64] = []
    while (sizes.last ?? 0) < 1_000, sizes.count < 12 {
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.isSound, "\(report.problems)")
      sizes.append(report.size)
    }
    for _ in 10..<40 { #expect(try probe.line() == "erased") }
    try probe.finish()
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.erasedCount > 30, "\(report.problems)")
  }
}
