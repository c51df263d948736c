import Crypto
import LedgerStore
import Synchronization
import TicketLedger

/// Files of keys: the one beside a sealed ledger, and the texts of those who have no store of secrets.
enum KeysTarget {
  private static let origin = OriginDigest(of: "fuzz.example/desk")
  private static let supply = KeyEncryptionKeys { epoch in
    KeyEncryptionKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: epoch &* 71 &+ $0) })
  }

  /// A sound file of keys, of the organisation and 70 persons.
  private static let base: [UInt8] = {
    do throws(KeyFailure) {
      let memory = Memory(try KeyFile.newFile(origin: origin, keys: supply))
      let file = try KeyFile(memory, origin: origin, keys: supply)
      var draft = KeyDraft()
      for number: UInt32 in 1...70 { _ = draft.makeKey(for: PersonID(number)) }
      try file.write(draft, lastRegistered: 0)
      _ = try file.erase([PersonID(3)])
      return memory.bytes.withLock { $0 }
    } catch {
      fatalError("\(error)")
    }
  }()

  /// The first byte says what the others are.
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 4 {
    case 0, 1: useFile(rest, mends: first % 4 == 1)
    case 2:
      let file = KeyEncryptionKeyFile(at: Scratch.file("keys", rest))
      _ = try? file.epochs()
      if (try? file.addKey()) != nil {
        demand((try? file.epochs().last) != nil, "a key was added, and is not there")
        try? file.removeKeys(before: .max)
      }
    default:
      let file = SigningKeyFile(at: Scratch.file("signing", rest))
      _ = try? file.signer(forLedgerAt: Scratch.folder + "/none.ledger")
    }
  }

  /// Changes a sound file, with its checksums where they are to hold, and does all that is done to one.
  private static func useFile(_ edits: [UInt8], mends: Bool) {
    var script = Script(edits)
    var bytes = base
    while !script.isAtEnd { change(&bytes, by: &script, mends: mends) }
    let memory = Memory(bytes)
    _ = try? KeyFile.audit(memory, origin: origin, registered: 70, erased: [PersonID(3)])
    guard let file = try? KeyFile(memory, origin: origin, keys: supply) else { return }
    try? file.checkKeyEncryptionKey()
    for owner in [KeyOwner.organisation, .lookup, .person(PersonID(1)), .person(PersonID(.max))] {
      _ = try? file.key(of: owner)
    }
    _ = try? file.erasedPersons(upTo: 70)
    _ = try? file.erase([PersonID(5)])
    _ = try? file.rotate(lastRegistered: 70)
    var draft = KeyDraft()
    _ = draft.makeKey(for: PersonID(71))
    try? file.write(draft, lastRegistered: 70)
  }

  private static func change(_ bytes: inout [UInt8], by script: inout Script, mends: Bool) {
    let kind = script.byte()
    switch kind % 4 {
    case 0:
      // A field of a header, and its checksum.
      let copy = kind & 4 == 0 ? 0 : 4_096
      bytes.set(
        script.telling(),
        width: [1, 4, 8][Int(kind >> 3) % 3],
        at: copy + script.place(below: 112)
      )
      guard mends, bytes.count >= copy + 128 else { return }
      let sum = SHA256.hash(data: bytes[copy..<copy + 112])
      bytes.replaceSubrange(copy + 112..<copy + 128, with: Array(sum).prefix(16))
    case 1:
      // A copy of a slot, and its checksum, which is bound to origin and number.
      let slot = script.place(below: 86)
      let page = 2 + 2 * (slot / 64) + Int(kind >> 2 & 1)
      let start = page * 4_096 + slot % 64 * 64
      bytes.set(
        script.telling(),
        width: [1, 4, 8][Int(kind >> 3) % 3],
        at: start + script.place(below: 48)
      )
      guard mends, bytes.count >= start + 64 else { return }
      let name = Array(SHA256.hash(data: Array("fuzz.example/desk".utf8)))
      var number = [UInt8](repeating: 0, count: 8)
      number.set(UInt64(slot), width: 8, at: 0)
      let sum = SHA256.hash(data: name + number + bytes[start..<start + 48])
      bytes.replaceSubrange(start + 48..<start + 64, with: Array(sum).prefix(16))
    case 2: bytes.set(script.word(), width: 1, at: script.place(below: bytes.count))
    default: bytes.removeLast(bytes.count - script.place(below: bytes.count))
    }
  }
}

/// A file of keys in memory.
private final class Memory: KeyStorage {
  let bytes: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) {
    self.bytes = Mutex(bytes)
  }

  func sizeInBytes() throws(KeyFailure) -> UInt64 { UInt64(bytes.withLock { $0.count }) }

  func read(at offset: UInt64, count: Int) throws(KeyFailure) -> [UInt8] {
    bytes.withLock { Array($0.dropFirst(Int(clamping: offset)).prefix(count)) }
  }

  func write(_ written: [UInt8], at offset: UInt64) throws(KeyFailure) {
    bytes.withLock { bytes in
      let end = Int(offset) + written.count
      if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
      bytes.replaceSubrange(Int(offset)..<end, with: written)
    }
  }

  func isHole(at offset: UInt64, count: Int) -> Bool {
    bytes.withLock { $0.dropFirst(Int(clamping: offset)).prefix(count).allSatisfy { $0 == 0 } }
  }

  func sync() throws(KeyFailure) {}
}
