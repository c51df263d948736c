import Crypto

/// The SHA-256 of a ledger's origin: what keys and slots are bound to, so that those of one ledger are
/// worth nothing in another.
package struct OriginDigest: Hashable, Sendable {
  /// 32 bytes.
  let bytes: [UInt8]

  /// Creates the digest of what a ledger calls itself.
  package init(of origin: String) {
    bytes = Array(SHA256.hash(data: Array(origin.utf8)))
  }
}
