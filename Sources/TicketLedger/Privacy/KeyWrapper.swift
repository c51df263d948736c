import Crypto
import Foundation

/// Wraps keys under the key-encryption key of one epoch, each for its slot alone.
///
/// AES Key Wrap (RFC 3394) with 256 bits. It has no associated data; instead each slot is wrapped under
/// a key of its own, HKDF-SHA256 of the key-encryption key with `ticket-ledger wrap`, a zero byte, the
/// SHA-256 of the origin, the slot's number, u64, and the epoch, u32, as its info. So a wrapped key
/// that is moved to another slot, epoch or ledger does not open.
struct KeyWrapper: Sendable {
  /// The bytes of a wrapped key: 32, and 8 that tell whether it opened.
  static let wrappedSizeInBytes = 40

  let epoch: UInt32
  private let keyEncryptionKey: SymmetricKey
  private let origin: OriginDigest

  init(_ key: KeyEncryptionKey, epoch: UInt32, origin: OriginDigest) {
    self.epoch = epoch
    self.origin = origin
    keyEncryptionKey = key.key
  }

  /// What the header holds to tell the right key-encryption key from a wrong one, 16 bytes.
  ///
  /// The first half of HMAC-SHA256 under it of `ticket-ledger check`, a zero byte, the SHA-256 of the
  /// origin, and the epoch, u32.
  var check: [UInt8] {
    let message = context("ticket-ledger check\0", slot: nil)
    return Array(
      HMAC<SHA256>.authenticationCode(for: message, using: keyEncryptionKey).prefix(16)
    )
  }

  func wrap(_ key: ContentKey, in slot: UInt64) throws(KeyFailure) -> [UInt8] {
    do {
      let wrapped = try AES.KeyWrap.wrap(key.key, using: wrappingKey(of: slot))
      guard wrapped.count == KeyWrapper.wrappedSizeInBytes else { throw KeyFailure.cipher }
      return Array(wrapped)
    } catch {
      throw .cipher
    }
  }

  /// The key; nil where it was not wrapped so.
  func unwrap(_ wrapped: [UInt8], in slot: UInt64) -> ContentKey? {
    guard wrapped.count == KeyWrapper.wrappedSizeInBytes,
      let key = try? AES.KeyWrap.unwrap(wrapped, using: wrappingKey(of: slot))
    else { return nil }
    return ContentKey(key)
  }

  func isSame(as other: KeyWrapper) -> Bool {
    keyEncryptionKey == other.keyEncryptionKey
  }

  private func wrappingKey(of slot: UInt64) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: keyEncryptionKey,
      info: context("ticket-ledger wrap\0", slot: slot),
      outputByteCount: 32
    )
  }

  private func context(_ purpose: String, slot: UInt64?) -> [UInt8] {
    var writer = ByteWriter(capacity: 72)
    writer.write(Array(purpose.utf8))
    writer.write(origin.bytes)
    if let slot { writer.write(slot) }
    writer.write(epoch)
    return writer.bytes
  }
}
