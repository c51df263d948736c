import Crypto
import Testing

@testable import TicketLedger

/// What the tests of keys share.
enum Keys {
  static let origin = OriginDigest(of: "fictional.example/desk")

  /// The key-encryption key of an epoch, the same in every test and in the probe.
  static func encryptionKey(_ epoch: UInt32) -> KeyEncryptionKey? {
    KeyEncryptionKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: epoch &* 71 &+ $0) })
  }

  /// The key-encryption keys of some epochs and no others.
  static func supply(_ epochs: ClosedRange<UInt32> = 1...9) -> KeyEncryptionKeys {
    KeyEncryptionKeys { epochs.contains($0) ? encryptionKey($0) : nil }
  }

  static func open(
    _ storage: any KeyStorage,
    epochs: ClosedRange<UInt32> = 1...9
  ) throws -> KeyFile {
    try KeyFile(storage, origin: origin, keys: supply(epochs))
  }

  static func open(_ bytes: [UInt8], epochs: ClosedRange<UInt32> = 1...9) throws -> KeyFile {
    try open(RecordingStorage(bytes), epochs: epochs)
  }

  /// A new file in which some persons have keys, and those keys.
  static func file(
    _ persons: [UInt32]
  ) throws -> (storage: RecordingStorage, keys: [KeyOwner: ContentKey]) {
    let storage = RecordingStorage(try KeyFile.newFile(origin: origin, keys: supply()))
    let file = try open(storage)
    var draft = KeyDraft()
    for person in persons { _ = draft.makeKey(for: PersonID(person)) }
    try file.write(draft, lastRegistered: 0)
    var keys: [KeyOwner: ContentKey] = [:]
    for owner in [.organisation, .lookup] + persons.map({ KeyOwner.person(PersonID($0)) }) {
      keys[owner] = try file.held(owner)
    }
    return (RecordingStorage(storage.bytes), keys)
  }
}

extension KeyFile {
  /// The key that an owner must have.
  func held(_ owner: KeyOwner) throws -> ContentKey {
    guard case .key(let key) = try key(of: owner) else {
      throw KeyFailure.missingKey(owner)
    }
    return key
  }
}

extension ContentKey {
  /// The 32 bytes.
  var bytes: [UInt8] { unsafe key.withUnsafeBytes { unsafe Array($0) } }
}

/// The wrapped keys of some owners, where the documented layout puts them: 40 bytes after the first 8.
func wrappedKeys(
  of owners: some Sequence<KeyOwner>,
  epoch: UInt32,
  in file: [UInt8]
) -> [KeyOwner: [UInt8]] {
  var found: [KeyOwner: [UInt8]] = [:]
  for owner in owners {
    let number: Int
    switch owner {
    case .organisation: number = 0
    case .lookup: number = 1
    case .person(let person): number = 15 + Int(person.rawValue)
    }
    let page = 2 + 2 * (number / 64) + Int(epoch % 2)
    let offset = page * 4_096 + number % 64 * 64
    found[owner] = Array(file.dropFirst(offset + 8).prefix(40))
  }
  return found
}
