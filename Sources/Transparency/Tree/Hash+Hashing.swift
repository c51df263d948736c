internal import Crypto

extension Hash {
  /// The root of a tree without leaves: the hash of nothing, RFC 6962 section 2.1.
  public static let emptyTree = Hash(digest: SHA256().finalize())

  /// The hash of an entry as a leaf, RFC 6962 section 2.1.
  ///
  /// - Complexity: O(*n*) for *n* bytes; the bytes are not copied.
  public static func leaf(_ entry: RawSpan) -> Hash {
    var prefix: UInt8 = 0
    var digest = SHA256()
    unsafe withUnsafeBytes(of: &prefix) { byte in unsafe digest.update(bufferPointer: byte) }
    unsafe entry.withUnsafeBytes { bytes in unsafe digest.update(bufferPointer: bytes) }
    return Hash(digest: digest.finalize())
  }

  /// The hash of an entry as a leaf, RFC 6962 section 2.1.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  public static func leaf(_ entry: [UInt8]) -> Hash { unsafe leaf(entry.span.bytes) }

  /// The hash of an entry as a leaf, RFC 6962 section 2.1.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  public static func leaf(_ entry: ArraySlice<UInt8>) -> Hash { unsafe leaf(entry.span.bytes) }

  /// The hash of a node above two others, RFC 6962 section 2.1.
  public static func node(_ left: Hash, _ right: Hash) -> Hash {
    unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { bytes in
      unsafe bytes.storeBytes(of: 1, as: UInt8.self)
      unsafe left.store(in: bytes, at: 1)
      unsafe right.store(in: bytes, at: 33)
      var digest = SHA256()
      unsafe digest.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      return Hash(digest: digest.finalize())
    }
  }

  /// The SHA-256 of bytes as they are, without a prefix.
  ///
  /// - Complexity: O(*n*) for *n* bytes; the bytes are not copied.
  public static func digest(of bytes: RawSpan) -> Hash {
    var digest = SHA256()
    unsafe bytes.withUnsafeBytes { raw in unsafe digest.update(bufferPointer: raw) }
    return Hash(digest: digest.finalize())
  }

  /// The hash of bytes as they are, for key IDs.
  static func plain(_ bytes: [UInt8]) -> Hash {
    Hash(digest: SHA256.hash(data: bytes))
  }

  private init(digest: SHA256Digest) {
    self = unsafe digest.withUnsafeBytes { bytes in unsafe Hash(loading: bytes, at: 0) }
  }
}
