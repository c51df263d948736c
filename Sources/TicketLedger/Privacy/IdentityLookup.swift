import Crypto

/// Finds persons by what identifies them outside, a login or an address, without keeping it in clear.
///
/// An entry of the table of references has the key `i` and HMAC-SHA256, under the ledger's lookup key,
/// of `ticket-ledger identity`, a zero byte, and the identity in UTF-8. Logins can be guessed, so a
/// plain hash would hide nothing; this one tells nothing to whoever lacks the lookup key. It holds
/// as long as that key is kept from them, and it is not made anonymous by it.
package struct IdentityLookup: Sendable {
  /// The first byte of the keys.
  package static let prefix = UInt8(ascii: "i")
  private let key: ContentKey

  /// Creates the lookup under the key of ``KeyOwner/lookup``.
  package init(_ key: ContentKey) {
    self.key = key
  }

  /// The key of an identity's entry, 33 bytes; texts that differ in one byte have different ones.
  package func referenceKey(of identity: String) -> [UInt8] {
    let message = Array("ticket-ledger identity\0".utf8) + Array(identity.utf8)
    return [IdentityLookup.prefix]
      + Array(HMAC<SHA256>.authenticationCode(for: message, using: key.key))
  }
}

/// What an entry of the lookup says.
package enum IdentityEntry: Hashable, Sendable {
  /// The identity is this person's.
  case person(PersonID)
  /// Whoever had the identity was erased; it leads to no number any more.
  case fenced

  /// The number that is stored: the person's, or all ones.
  package var number: UInt64 {
    switch self {
    case .person(let person): UInt64(person.rawValue)
    case .fenced: .max
    }
  }

  /// Creates what a stored number says; nil where it is no person's.
  package init?(number: UInt64) {
    if number == .max {
      self = .fenced
    } else {
      guard let person = UInt32(exactly: number), person > 0 else { return nil }
      self = .person(PersonID(person))
    }
  }
}
