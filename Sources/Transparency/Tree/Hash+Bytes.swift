// The callers answer for the 32 bytes being there; every one of them is in this file or counts them
// in the line above the call.
extension Hash {
  /// The hash in the 32 bytes that begin at an offset.
  @unsafe init(loading bytes: UnsafeRawBufferPointer, at offset: Int) {
    func word(_ place: Int) -> UInt64 {
      UInt64(
        bigEndian: unsafe bytes.loadUnaligned(
          fromByteOffset: offset + 8 * place,
          as: UInt64.self
        )
      )
    }
    self.init(words: (word(0), word(1), word(2), word(3)))
  }

  /// Writes the 32 bytes from an offset on.
  @unsafe func store(in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    unsafe bytes.storeBytes(of: words.0.bigEndian, toByteOffset: offset, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }

  /// Appends the 32 bytes.
  public func append(to bytes: inout [UInt8]) {
    unsafe withUnsafeTemporaryAllocation(byteCount: Hash.byteCount, alignment: 1) { buffer in
      unsafe store(in: buffer, at: 0)
      unsafe bytes.append(contentsOf: buffer)
    }
  }

  /// Takes the bytes of a hash; nil where they are not 32.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount == Hash.byteCount else { return nil }
    self = unsafe bytes.withUnsafeBytes { raw in unsafe Hash(loading: raw, at: 0) }
  }

  /// Reads hashes that stand one after another; nil where the bytes are not whole hashes.
  ///
  /// - Complexity: O(*n*), one allocation.
  public static func list(_ bytes: RawSpan) -> [Hash]? {
    guard bytes.byteCount % Hash.byteCount == 0 else { return nil }
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<raw.count / Hash.byteCount).map { place in
        unsafe Hash(loading: raw, at: place * Hash.byteCount)
      }
    }
  }

  /// Reads hashes that stand one after another; nil where the bytes are not whole hashes.
  ///
  /// - Complexity: O(*n*), one allocation.
  public static func list(_ bytes: [UInt8]) -> [Hash]? { unsafe list(bytes.span.bytes) }

  /// The bytes of hashes, one after another.
  public static func bytes(of hashes: some Collection<Hash>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * Hash.byteCount)
    for hash in hashes { hash.append(to: &bytes) }
    return bytes
  }
}
