import Crypto

/// The keys of the table of references: one byte that says what refers, then what it refers by.
///
/// | first byte | then | value |
/// |---|---|---|
/// | `r` | a ticket's external reference, UTF-8 | its number, u64 |
/// | `k` | an idempotency key, UTF-8 | the position of the receipt's event, u64 |
/// | `p` | SHA-256 of what identifies a person outside, UTF-8 | the person's number, u64; all ones: fenced |
///
/// A sealed ledger has entries of ``IdentityLookup`` in place of those with `p`.
enum ReferenceKey {
  static func ticket(_ reference: String) -> [UInt8] {
    [UInt8(ascii: "r")] + Array(reference.utf8)
  }

  static func submission(_ key: String) -> [UInt8] {
    [UInt8(ascii: "k")] + Array(key.utf8)
  }

  /// The first byte of the keys that lead to persons in a plain ledger.
  static let personPrefix = UInt8(ascii: "p")

  static func person(_ identity: String) -> [UInt8] {
    [personPrefix] + Array(SHA256.hash(data: Array(identity.utf8)))
  }
}
