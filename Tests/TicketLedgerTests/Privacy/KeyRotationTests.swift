import Testing

@testable import TicketLedger

@Suite("Rotating the key-encryption key")
struct KeyRotationTests {
  @Test("keys stay what they are, and the former key-encryption key opens nothing any more")
  func rotating() throws {
    let (storage, keys) = try Keys.file(Array(1...130))
    var bytes = storage.bytes
    for epoch: UInt32 in 1...5 {
      let old = wrappedKeys(of: keys.keys, epoch: epoch, in: bytes).values
      let storage = RecordingStorage(bytes)
      let file = try Keys.open(storage, epochs: epoch...epoch + 1)
      #expect(try file.rotate(lastRegistered: 130) == keys.count)
      #expect(file.epoch == epoch + 1 && !file.isRotating)
      bytes = storage.bytes
      let present = bytes.windows
      #expect(old.allSatisfy { present.isDisjoint(with: $0.windows) })
      let only = try Keys.open(storage, epochs: epoch + 1...epoch + 1)
      for (owner, key) in keys { #expect(try only.held(owner) == key) }
      #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: epoch + 1)) {
        try Keys.open(storage, epochs: 1...epoch).held(.organisation)
      }
    }
  }

  @Test("an earlier copy of the file opens under the former key-encryption key only")
  func oldCopies() throws {
    let (storage, keys) = try Keys.file([1])
    let backup = storage.bytes
    let file = try Keys.open(storage)
    try file.erase([PersonID(1)])
    try file.rotate(lastRegistered: 1)
    // Who kept the former key-encryption key can open the copy, and that is why it is to be destroyed.
    let owner = KeyOwner.person(PersonID(1))
    #expect(try Keys.open(backup, epochs: 1...1).held(owner) == keys[owner])
    #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: 1)) {
      try Keys.open(backup, epochs: 2...2).held(owner)
    }
  }

  @Test("a rotation to the key that is in use, or to none, changes nothing")
  func refused() throws {
    let (storage, _) = try Keys.file([1])
    let same = KeyEncryptionKeys { _ in Keys.encryptionKey(1) }
    let file = try KeyFile(storage, origin: Keys.origin, keys: same)
    #expect(throws: KeyFailure.sameKeyEncryptionKey(epoch: 2)) {
      try file.rotate(lastRegistered: 1)
    }
    #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: 2)) {
      try Keys.open(storage, epochs: 1...1).rotate(lastRegistered: 1)
    }
    #expect(storage.changes.isEmpty)
  }

  @Test(
    "a rotation that was begun goes on to no other key-encryption key than the one it began with"
  )
  func anotherKey() throws {
    let (storage, keys) = try Keys.file([1])
    storage.fail(after: 5)
    #expect(throws: KeyFailure.self) { try Keys.open(storage).rotate(lastRegistered: 1) }
    let rest = RecordingStorage(storage.bytes)
    let other = KeyEncryptionKeys { Keys.encryptionKey($0 == 2 ? 7 : $0) }
    let file = try KeyFile(rest, origin: Keys.origin, keys: other)
    #expect(file.isRotating)
    #expect(throws: KeyFailure.wrongKeyEncryptionKey(epoch: 2)) {
      try file.rotate(lastRegistered: 1)
    }
    for (owner, key) in keys { #expect(try file.held(owner) == key) }
  }

  @Test(
    "a damaged or empty slot stops a rotation before anything is written, unless it is given up",
    arguments: [true, false]
  )
  func lostSlots(isEmpty: Bool) throws {
    let (storage, keys) = try Keys.file([1, 2])
    var bytes = storage.bytes
    // Person 1 has slot 16; epoch 1 lies in the bank of page 3.
    let place = 3 * 4_096 + 16 * 64
    if isEmpty {
      bytes.replaceSubrange(place..<place + 64, with: [UInt8](repeating: 0, count: 64))
    } else {
      bytes[place + 20] ^= 1
    }
    let damaged = RecordingStorage(bytes)
    let file = try Keys.open(damaged)
    let owner = KeyOwner.person(PersonID(1))
    #expect(throws: KeyFailure.lostKeys([owner])) { try file.rotate(lastRegistered: 2) }
    #expect(!file.isRotating && damaged.bytes == bytes)
    // A person whom the log knows, and whom the file ends before.
    #expect(throws: KeyFailure.lostKeys([owner, .person(PersonID(900))])) {
      try file.rotate(lastRegistered: 900, abandoning: Set((3...899).map { PersonID($0) }))
    }
    #expect(damaged.bytes == bytes)
    for key in [KeyOwner.organisation, .lookup, .person(PersonID(2))] {
      #expect(try Keys.open(damaged, epochs: 1...1).held(key) == keys[key])
    }
    #expect(try file.rotate(lastRegistered: 2, abandoning: [PersonID(1)]) == 3)
    #expect(try Keys.open(damaged).key(of: owner) == .none)
  }

  @Test(
    "a header that is damaged beside a whole one is made whole, before a rotation writes over any",
    arguments: [0, 4_096]
  )
  func damagedHeader(place: Int) throws {
    let (storage, keys) = try Keys.file([1])
    var bytes = storage.bytes
    bytes[place + 70] ^= 1
    let settled = RecordingStorage(bytes)
    let file = try Keys.open(settled)
    #expect(try file.needsSettling())
    try file.settleHeader()
    #expect(try !file.needsSettling() && settled.bytes == storage.bytes)
    let damaged = RecordingStorage(bytes)
    #expect(try Keys.open(damaged).rotate(lastRegistered: 1) == keys.count)
    let writes = damaged.changes.compactMap { change in
      if case .write(let bytes, let place) = change { (bytes, place) } else { nil }
    }
    for (number, place) in [0, 4_096].enumerated() {
      #expect(writes[number].0 == Array(storage.bytes[0..<128]) && writes[number].1 == place)
    }
  }

  @Test("slots of persons that the log does not know are not carried on, nor do they stop it")
  func leftovers() throws {
    let (storage, _) = try Keys.file([1, 2, 3])
    var bytes = storage.bytes
    bytes[3 * 4_096 + 18 * 64 + 20] ^= 1
    let rest = RecordingStorage(bytes)
    #expect(try Keys.open(rest).rotate(lastRegistered: 1) == 3)
    for person: UInt32 in [2, 3] {
      #expect(try Keys.open(rest).key(of: .person(PersonID(person))) == .none)
    }
  }

  @Test("who opened the file before a rotation reads and writes in the new epoch after it")
  func staleReaders() throws {
    let (storage, keys) = try Keys.file([1, 2])
    let stale = try Keys.open(storage)
    _ = try stale.held(.person(PersonID(1)))
    try Keys.open(storage).rotate(lastRegistered: 2)
    #expect(stale.epoch == 1)
    #expect(try stale.held(.person(PersonID(2))) == keys[.person(PersonID(2))])
    #expect(stale.epoch == 2)
    let writer = try Keys.open(storage)
    try Keys.open(storage).rotate(lastRegistered: 2)
    var draft = KeyDraft()
    let third = draft.makeKey(for: PersonID(3))
    try writer.write(draft, lastRegistered: 2)
    #expect(try Keys.open(storage, epochs: 3...3).held(.person(PersonID(3))) == third)
  }

  @Test("the end of a key is carried from epoch to epoch")
  func ends() throws {
    let (storage, _) = try Keys.file([1, 2, 3, 70])
    try Keys.open(storage).erase([PersonID(2), PersonID(70), PersonID(500)])
    let keyless = Set((4...499).filter { $0 != 70 }.map { PersonID($0) })
    for _ in 0..<3 {
      try Keys.open(storage).rotate(lastRegistered: 500, abandoning: keyless)
      let file = try Keys.open(storage)
      #expect(try file.erasedPersons(upTo: 500) == [2, 70, 500].map { PersonID($0) })
      #expect(try file.erase([PersonID(2), PersonID(70), PersonID(500)]).isEmpty)
    }
  }
}
