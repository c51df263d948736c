import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

/// Whoever holds the key-encryption key can wrap any key for any slot; the log says which one it was.
@Suite("A key that was exchanged for another valid one")
struct ExchangedKeyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Puts another key in a person's slot, wrapped as it should be.
  private func exchange(_ person: PersonID) throws {
    let owner = KeyOwner.person(person)
    let wrapper = KeyWrapper(try #require(Keys.encryptionKey(1)), epoch: 1, origin: Keys.origin)
    let slot = KeySlot.key(epoch: 1, wrapped: try wrapper.wrap(.random(), in: owner.slot))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path() + "/keys"))
    try file.seek(toOffset: KeyFileLayout.offset(of: owner.slot, bank: 1))
    try file.write(contentsOf: slot.encoded(slot: owner.slot, origin: Keys.origin))
    try file.close()
  }

  private func words(_ ticket: String, in ledger: Ledger) throws -> EventWords {
    let opened = try #require(try ledger.history(of: .reference(ticket))?.first)
    return try ledger.words(at: opened.position)
  }

  private func fill(_ ledger: Ledger) async throws -> PersonID {
    for name in ["r-1", "r-2"] {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "of \(name)"),
        by: .automation("desk")
      )
    }
    return try #require(try ledger.person(identifiedBy: "r-1"))
  }

  private func expectExchanged(in ledger: Ledger, sourceLocation: SourceLocation = #_sourceLocation)
    async throws
  {
    #expect(try words("T-r-1", in: ledger) == .missing, sourceLocation: sourceLocation)
    #expect(
      try words("T-r-2", in: ledger).known?[.summary] == "of r-2",
      sourceLocation: sourceLocation
    )
    guard ledger.engine.options.access == .readWrite else { return }
    let count = ledger.read { $0.eventCount }
    let refusals = [
      await refusal(sourceLocation: sourceLocation) {
        try await ledger.submit(.note("T-r-1", "new words"), by: .automation("desk"))
      },
      await refusal(sourceLocation: sourceLocation) {
        try await ledger.submit(
          .open(requester: "r-1", summary: "new words"),
          by: .automation("desk")
        )
      },
    ]
    for found in refusals { #expect(found?.rule == .keys, sourceLocation: sourceLocation) }
    #expect(ledger.read { $0.eventCount } == count, sourceLocation: sourceLocation)
    // Without words there is nothing to seal.
    try await ledger.submit(.start("T-r-1"), by: .automation("desk"))
    try await ledger.submit(.note("T-r-2", "words"), by: .automation("desk"))
  }

  @Test("their words are missing, none are sealed under it, and the others' are readable")
  func exchanged() async throws {
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    await ledger.close()
    try exchange(person)
    ledger = try await SealedDesk.open(folder) { $0.access = .readOnly }
    try await expectExchanged(in: ledger)
    await ledger.close()
    ledger = try await SealedDesk.open(folder)
    try await expectExchanged(in: ledger)
    // It is asked again each time, and never believed.
    #expect(try words("T-r-1", in: ledger) == .missing)
    let erased = try await ledger.erase(.number(person), basis: "asked", by: .automation("desk"))
    #expect(erased.contentCount == 2)
    #expect(try words("T-r-1", in: ledger) == .erased)
    await ledger.close()
  }

  @Test("a key that was used before is not asked for again, one that is first used later is")
  func laterUse() async throws {
    let ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    #expect(try words("T-r-1", in: ledger).known?[.summary] == "of r-1")
    try exchange(person)
    #expect(try words("T-r-1", in: ledger).known?[.summary] == "of r-1")
    let other = try #require(try ledger.person(identifiedBy: "r-2"))
    ledger.seal?.keys?.state.withLock { $0.keys[.person(other)] = nil }
    try exchange(other)
    #expect(try words("T-r-2", in: ledger) == .missing)
    await ledger.close()
  }

  @Test("of a person whom the live view does not know yet is not kept for later")
  func unknownYet() throws {
    let (storage, keys) = try Keys.file([1])
    let person = PersonID(1)
    let file = try Keys.open(storage)
    let known = Locked<[UInt8]?>(nil)
    file.compare { _ in known.withLock { $0 } }
    #expect(try file.held(.person(person)) == keys[.person(person)])
    known.withLock { $0 = [UInt8](repeating: 1, count: 32) }
    #expect(throws: KeyFailure.otherKey(.person(person))) { try file.held(.person(person)) }
    let commitment = try #require(keys[.person(person)])
      .commitment(of: .person(person), origin: Keys.origin)
    known.withLock { $0 = commitment }
    #expect(try file.held(.person(person)) == keys[.person(person)])
    // Compared once; from here on it is answered from memory.
    known.withLock { $0 = [1] }
    #expect(try file.held(.person(person)) == keys[.person(person)])
  }

  @Test("of a person whose commitment cannot be read is given to nobody")
  func unreadableCommitment() throws {
    let (storage, _) = try Keys.file([1])
    let file = try Keys.open(storage)
    let failure = KeyFailure.storage(StorageFailure(reason: .other, description: "no more readers"))
    file.compare { _ throws(KeyFailure) in throw failure }
    #expect(throws: failure) { try file.held(.person(PersonID(1))) }
    #expect(throws: Never.self) { try file.held(.organisation) }
  }
}
