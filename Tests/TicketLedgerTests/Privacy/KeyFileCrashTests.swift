import Testing

@testable import TicketLedger

/// Every change of the key file, cut off at every byte; see ``PowerCuts`` for what a cut leaves.
@Suite("A key file after a power cut")
struct KeyFileCrashTests {
  private static let persons: [UInt32] = [1, 2, 49]
  private static let erased = PersonID(2)
  /// Those in between, who never had a key: three keys are enough to be cut off everywhere.
  private static let keyless = Set((3...48).map { PersonID($0) })

  @Test("making keys, cut off anywhere, harms no other key, and the numbers can be given again")
  func making() throws {
    let (storage, keys) = try Keys.file([1, 2])
    let start = storage.bytes
    var draft = KeyDraft()
    for person: UInt32 in [48, 49, 50] { _ = draft.makeKey(for: PersonID(person)) }
    try Keys.open(storage).write(draft, lastRegistered: 47)
    var count = 0
    try PowerCuts(start: start, changes: storage.changes).forEachImage(seed: 11) { image in
      count += 1
      let file = try Keys.open(image)
      for (owner, key) in keys { #expect(try file.held(owner) == key) }
      for person in draft.keys.keys {
        let found = try? file.key(of: .person(person))
        #expect(
          found == nil || found == .some(.none) || found == draft.key(of: person).map { .key($0) }
        )
      }
      var again = KeyDraft()
      for person: UInt32 in [48, 49] { _ = again.makeKey(for: PersonID(person)) }
      try file.write(again, lastRegistered: 47)
      for person in again.keys.keys {
        #expect(try file.held(.person(person)) == again.key(of: person))
      }
      for (owner, key) in keys { #expect(try file.held(owner) == key) }
    }
    #expect(count > 300)
  }

  @Test("an erasure, cut off anywhere, is finished by a second one, and nothing of the key is left")
  func erasing() throws {
    let (storage, keys) = try Keys.file(KeyFileCrashTests.persons)
    let start = storage.bytes
    let target = KeyOwner.person(KeyFileCrashTests.erased)
    let key = try #require(keys[target])
    let wrapped = try #require(wrappedKeys(of: [target], epoch: 1, in: start)[target])
    #expect(!start.windows.isDisjoint(with: wrapped.windows))
    try Keys.open(storage).erase([KeyFileCrashTests.erased])
    var count = 0
    try PowerCuts(start: start, changes: storage.changes).forEachImage(seed: 12) { image in
      count += 1
      let rest = RecordingStorage(image)
      let file = try Keys.open(rest)
      // Half-written, the slot says so; it never gives another key.
      if let found = try? file.key(of: target) { #expect(found == .key(key) || found == .erased) }
      let remaining = try file.erase([KeyFileCrashTests.erased])
      #expect(remaining.isEmpty || remaining == [KeyFileCrashTests.erased])
      #expect(try file.key(of: target) == .erased)
      let again = try Keys.open(rest)
      #expect(try again.key(of: target) == .erased)
      #expect(try again.erase([KeyFileCrashTests.erased]).isEmpty)
      #expect(rest.bytes.windows.isDisjoint(with: wrapped.windows.union(key.bytes.windows)))
      for (owner, key) in keys where owner != target { #expect(try again.held(owner) == key) }
    }
    #expect(count > 100)
  }

  @Test("a rotation, cut off anywhere, loses no key and is ended by a second one")
  func rotating() throws {
    let (storage, keys) = try Keys.file(KeyFileCrashTests.persons)
    try Keys.open(storage).erase([KeyFileCrashTests.erased])
    let start = storage.bytes
    let kept = keys.filter { $0.key != .person(KeyFileCrashTests.erased) }
    let old = wrappedKeys(of: kept.keys, epoch: 1, in: start).values
    #expect(old.allSatisfy { !start.windows.isDisjoint(with: $0.windows) })
    let rotating = RecordingStorage(start)
    #expect(
      try Keys.open(rotating).rotate(lastRegistered: 49, abandoning: KeyFileCrashTests.keyless)
        == kept.count
    )
    var epochs: [UInt32: Int] = [:]
    try PowerCuts(start: start, changes: rotating.changes).forEachImage(seed: 13) { image in
      let rest = RecordingStorage(image)
      let file = try Keys.open(rest, epochs: 1...2)
      epochs[file.epoch, default: 0] += 1
      for (owner, key) in kept { #expect(try file.held(owner) == key) }
      #expect(try file.key(of: .person(KeyFileCrashTests.erased)) == .erased)
      // Once the next epoch is the active one, the former key-encryption key is not needed.
      let needed = file.epoch == 1 ? UInt32(1)...2 : 2...2
      let going = try Keys.open(rest, epochs: needed)
      if going.isRotating || going.epoch == 1 {
        #expect(
          try going.rotate(lastRegistered: 49, abandoning: KeyFileCrashTests.keyless) == kept.count
        )
      }
      try expectRotated(rest.bytes, kept: kept, old: Array(old))
    }
    #expect(epochs.values.allSatisfy { $0 > 100 } && epochs.count == 2)
  }

  @Test("a rotation that is cut off again and again loses no key")
  func rotatingAgainAndAgain() throws {
    let (storage, keys) = try Keys.file(KeyFileCrashTests.persons)
    let start = storage.bytes
    let old = wrappedKeys(of: keys.keys, epoch: 1, in: start).values
    var generator = SeededGenerator(seed: 14)
    for _ in 0..<60 {
      var bytes = start
      var cuts = 0
      while true {
        let file = try Keys.open(bytes, epochs: 1...2)
        if file.epoch == 2, !file.isRotating { break }
        cuts += 1
        let storage = RecordingStorage(bytes)
        storage.fail(after: Int(generator.next() % 14))
        _ = try? Keys.open(storage, epochs: 1...2).rotate(
          lastRegistered: 49,
          abandoning: KeyFileCrashTests.keyless
        )
        bytes = PowerCuts(start: bytes, changes: storage.changes).image(using: &generator)
        for (owner, key) in keys { #expect(try Keys.open(bytes).held(owner) == key) }
      }
      #expect(cuts > 0)
      let present = bytes.windows
      #expect(old.allSatisfy { present.isDisjoint(with: $0.windows) })
    }
  }

  private func expectRotated(
    _ bytes: [UInt8],
    kept: [KeyOwner: ContentKey],
    old: [[UInt8]]
  ) throws {
    let file = try Keys.open(bytes, epochs: 2...2)
    #expect(file.epoch == 2 && !file.isRotating)
    for (owner, key) in kept { #expect(try file.held(owner) == key) }
    #expect(try file.key(of: .person(KeyFileCrashTests.erased)) == .erased)
    let present = bytes.windows
    #expect(old.allSatisfy { present.isDisjoint(with: $0.windows) })
  }

  @Test("an erasure while a rotation is cut off leaves nothing in either bank")
  func erasingDuringRotation() throws {
    let (storage, keys) = try Keys.file(KeyFileCrashTests.persons)
    let start = storage.bytes
    let target = KeyOwner.person(KeyFileCrashTests.erased)
    let key = try #require(keys[target])
    let rotating = RecordingStorage(start)
    try Keys.open(rotating).rotate(lastRegistered: 49, abandoning: KeyFileCrashTests.keyless)
    for count in 0...rotating.changes.count {
      let rest = RecordingStorage(start)
      rest.fail(after: count)
      _ = try? Keys.open(rest).rotate(lastRegistered: 49, abandoning: KeyFileCrashTests.keyless)
      let before = rest.bytes
      var wrapped: Set<UInt64> = []
      for epoch: UInt32 in 1...2 {
        wrapped.formUnion(
          wrappedKeys(of: [target], epoch: epoch, in: before)[target]?.windows ?? []
        )
      }
      let after = RecordingStorage(before)
      try Keys.open(after).erase([KeyFileCrashTests.erased])
      #expect(after.bytes.windows.isDisjoint(with: wrapped.union(key.bytes.windows)))
      let file = try Keys.open(after)
      if file.isRotating || file.epoch == 1 {
        try file.rotate(lastRegistered: 49, abandoning: KeyFileCrashTests.keyless)
      }
      #expect(after.bytes.windows.isDisjoint(with: wrapped.union(key.bytes.windows)))
      #expect(try Keys.open(after).key(of: target) == .erased)
      for (owner, key) in keys where owner != target {
        #expect(try Keys.open(after).held(owner) == key)
      }
    }
  }
}
