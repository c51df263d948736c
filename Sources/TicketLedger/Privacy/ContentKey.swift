import Crypto

/// The random 256-bit key of one owner; never derived from anything, so that it can be destroyed.
///
/// Its bytes are zeroed when the last copy is let go (`SymmetricKey` keeps them in memory that it
/// clears on deallocation). It prints as its name alone.
package struct ContentKey: Sendable, Equatable {
  let key: SymmetricKey

  init(_ key: SymmetricKey) {
    self.key = key
  }

  /// Makes a new key from the system's source of randomness.
  package static func random() -> ContentKey {
    ContentKey(SymmetricKey(size: .bits256))
  }

  /// What is logged of the key when it is made, 32 bytes: it tells whether a key is that one, and
  /// tells nothing else of it.
  ///
  /// AES-GCM does not commit to its key: one ciphertext may open under two keys that somebody chose for
  /// it. This digest, in the hashed log, says which key is meant.
  /// HMAC-SHA256 under the key of `ticket-ledger key`, a zero byte, the SHA-256 of the origin, and the
  /// slot's number, u64 little-endian. Two keys with one digest would be a collision of SHA-256.
  ///
  /// - Complexity: O(1).
  package func commitment(of owner: KeyOwner, origin: OriginDigest) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Array("ticket-ledger key\0".utf8))
    writer.write(origin.bytes)
    writer.write(owner.slot)
    return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key))
  }
}

extension ContentKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "a key" }
  /// No children, so that a dump shows none either.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
