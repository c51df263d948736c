import Crypto
import Foundation
import Testing

@testable import TicketLedger

@Suite("Keys of persons")
struct KeyFileTests {
  @Test("a key that was written is read again, by the same object and by another")
  func reading() throws {
    let (storage, keys) = try Keys.file([1, 2, 48, 49, 200])
    let file = try Keys.open(storage)
    for _ in 0..<2 {
      for (owner, key) in keys { #expect(try file.held(owner) == key) }
    }
    #expect(Set(keys.values.map(\.bytes)).count == keys.count)
    #expect(try file.key(of: .person(PersonID(3))) == .none)
    #expect(try file.key(of: .person(PersonID(900_000))) == .none)
  }

  @Test("many new keys cost one sync, and neighbours one write a page")
  func batching() throws {
    let (storage, _) = try Keys.file([])
    let file = try Keys.open(storage)
    var draft = KeyDraft()
    for person in 1...200 { _ = draft.makeKey(for: PersonID(UInt32(person))) }
    try file.write(draft, lastRegistered: 0)
    let syncs = storage.changes.count { if case .sync = $0 { true } else { false } }
    #expect(syncs == 1)
    // Slots 16 to 215, 64 a page: four pages.
    #expect(storage.changes.count - syncs == 4)
    let endsSynced = if case .sync = storage.changes.last { true } else { false }
    #expect(endsSynced)
    for person in 1...200 {
      let owner = KeyOwner.person(PersonID(UInt32(person)))
      #expect(try file.held(owner) == draft.key(of: PersonID(UInt32(person))))
    }
  }

  @Test("zeros that a transaction before wrote and could not sync are written again")
  func unsyncedZeros() throws {
    // Of an older log that was put back: person 3 is to be registered again.
    let (storage, _) = try Keys.file([1, 2, 3])
    try Keys.open(storage).erase([PersonID(3)])
    var disk = storage.bytes
    var draft = KeyDraft()
    _ = draft.makeKey(for: PersonID(3))
    storage.fail(after: 2)
    #expect(throws: KeyFailure.self) { try Keys.open(storage).write(draft, lastRegistered: 2) }
    storage.fail(after: .max)
    let known = storage.changes.count
    try Keys.open(storage).write(draft, lastRegistered: 2)
    for case .write(let bytes, let offset) in storage.changes[known...] {
      disk.overwrite(bytes, at: offset)
    }
    #expect(try Keys.open(disk).held(.person(PersonID(3))) == draft.key(of: PersonID(3)))
  }

  @Test("an empty draft touches nothing")
  func emptyDraft() throws {
    let (storage, _) = try Keys.file([1])
    try Keys.open(storage).write(KeyDraft(), lastRegistered: 1)
    #expect(storage.changes.isEmpty)
  }

  @Test("a registered person's key is never replaced, nor an erased person's made again")
  func noReplacing() throws {
    let (storage, keys) = try Keys.file([1, 2])
    let file = try Keys.open(storage)
    try file.erase([PersonID(2)])
    let before = storage.bytes
    for (person, failure) in [
      (1, KeyFailure.keyExists(PersonID(1))), (2, .erased(PersonID(2))),
      (3, .keyExists(PersonID(3))), (0, .keyExists(PersonID(0))),
    ] {
      var draft = KeyDraft()
      _ = draft.makeKey(for: PersonID(UInt32(person)))
      _ = draft.makeKey(for: PersonID(4))
      #expect(throws: failure) { try file.write(draft, lastRegistered: 3) }
    }
    #expect(storage.bytes == before)
    #expect(try Keys.open(storage).held(.person(PersonID(1))) == keys[.person(PersonID(1))])
  }

  @Test("what a transaction left that never was is overwritten, the end of a key too")
  func leftovers() throws {
    let (storage, _) = try Keys.file([1, 2, 3])
    let file = try Keys.open(storage)
    let old = try file.held(.person(PersonID(2)))
    try file.erase([PersonID(3)])
    var draft = KeyDraft()
    let second = draft.makeKey(for: PersonID(2))
    let third = draft.makeKey(for: PersonID(3))
    try file.write(draft, lastRegistered: 1)
    #expect(second != old)
    for file in [file, try Keys.open(storage)] {
      #expect(try file.held(.person(PersonID(2))) == second)
      #expect(try file.held(.person(PersonID(3))) == third)
    }
  }

  @Test("a wrong key-encryption key is told as that, at once, and so is one that is not there")
  func wrongEncryptionKey() throws {
    let (storage, _) = try Keys.file([1])
    let wrong = KeyEncryptionKeys { Keys.encryptionKey($0 + 100) }
    let file = try KeyFile(storage, origin: Keys.origin, keys: wrong)
    #expect(throws: KeyFailure.wrongKeyEncryptionKey(epoch: 1)) { try file.checkKeyEncryptionKey() }
    #expect(throws: KeyFailure.wrongKeyEncryptionKey(epoch: 1)) {
      try file.key(of: .person(PersonID(1)))
    }
    var draft = KeyDraft()
    _ = draft.makeKey(for: PersonID(2))
    #expect(throws: KeyFailure.wrongKeyEncryptionKey(epoch: 1)) {
      try file.write(draft, lastRegistered: 1)
    }
    #expect(throws: KeyFailure.wrongKeyEncryptionKey(epoch: 1)) {
      try file.rotate(lastRegistered: 1)
    }
    let none = try Keys.open(storage, epochs: 2...3)
    #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: 1)) { try none.checkKeyEncryptionKey() }
    let broken = try KeyFile(
      storage,
      origin: Keys.origin,
      keys: KeyEncryptionKeys { _ in throw Sealed() }
    )
    #expect(throws: KeyFailure.supply(epoch: 1, "the vault is sealed")) {
      try broken.checkKeyEncryptionKey()
    }
    #expect(storage.changes.isEmpty)
  }

  private struct Sealed: Error, CustomStringConvertible {
    let description = "the vault is sealed"
  }

  @Test("the file of another ledger is refused, and its slots open nowhere else")
  func otherLedger() throws {
    let (storage, _) = try Keys.file([1])
    #expect(throws: KeyFailure.otherLedger) {
      try KeyFile(storage, origin: OriginDigest(of: "other.example"), keys: Keys.supply())
    }
  }

  @Test("a person is fenced in memory even while their key is still in the file")
  func fencing() throws {
    let (storage, _) = try Keys.file([1])
    let file = try Keys.open(storage)
    _ = try file.held(.person(PersonID(1)))
    file.fence(PersonID(1))
    #expect(try file.key(of: .person(PersonID(1))) == .erased)
    #expect(file.state.withLock { $0.keys[.person(PersonID(1))] } == nil)
    #expect(storage.changes.isEmpty)
  }

  @Test("threads that read while a person is fenced never bring the key back")
  func fencingWhileReading() throws {
    let (storage, keys) = try Keys.file([1])
    let owner = KeyOwner.person(PersonID(1))
    for _ in 0..<50 {
      let file = try Keys.open(storage)
      DispatchQueue.concurrentPerform(iterations: 6) { thread in
        if thread == 3 {
          file.fence(PersonID(1))
          #expect((try? file.key(of: owner)) == .erased)
        } else {
          let found = try? file.key(of: owner)
          #expect(found == .erased || found == keys[owner].map { .key($0) })
        }
      }
      #expect(file.state.withLock { $0.keys[owner] } == nil)
      #expect(try file.key(of: owner) == .erased)
    }
  }

  @Test("a key that was read just before its person was fenced is not given out after it")
  func fencingBetween() throws {
    let (storage, _) = try Keys.file([1])
    let file = try Keys.open(storage)
    storage.interrupt { file.fence(PersonID(1)) }
    #expect(try file.key(of: .person(PersonID(1))) == .erased)
    #expect(file.state.withLock { $0.keys.isEmpty })
  }

  @Test("a disk that fails stops the making of keys, and the persons have none")
  func failingDisk() throws {
    for changes in 0..<2 {
      let (storage, _) = try Keys.file([1])
      let file = try Keys.open(storage)
      var draft = KeyDraft()
      _ = draft.makeKey(for: PersonID(2))
      storage.fail(after: changes)
      #expect(throws: KeyFailure.self) { try file.write(draft, lastRegistered: 1) }
    }
  }

  @Test("keys print as their names alone")
  func printing() throws {
    let key = ContentKey.random()
    let secret = try #require(Keys.encryptionKey(1))
    var dumped = ""
    dump(key, to: &dumped)
    dump(secret, to: &dumped)
    #expect("\(key)" == "a key")
    #expect("\(secret)" == "a key-encryption key")
    #expect(String(reflecting: secret) == "a key-encryption key")
    #expect(!dumped.contains("SymmetricKey"))
    #expect(KeyEncryptionKey(bytes: [1, 2, 3]) == nil)
  }
}
