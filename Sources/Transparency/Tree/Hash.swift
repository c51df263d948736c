/// A SHA-256 hash of a leaf, of a node or of a whole tree, RFC 6962 section 2.1.
///
/// Four words in registers: no reference, no allocation.
///
/// ```
/// leaf = SHA-256(00 || entry)
/// node = SHA-256(01 || left || right)
/// the root of an empty tree = SHA-256("")
/// ```
public struct Hash: Hashable, Sendable, BitwiseCopyable {
  /// The number of bytes of a hash: 32.
  public static var byteCount: Int { 32 }

  /// The bytes, eight a word, the first one being the most significant.
  let words: (UInt64, UInt64, UInt64, UInt64)

  init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// Takes the bytes of a hash; nil where they are not 32.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Hash.byteCount else { return nil }
    var rest = bytes.makeIterator()
    func word() -> UInt64 {
      var word: UInt64 = 0
      for _ in 0..<8 { word = word << 8 | UInt64(rest.next() ?? 0) }
      return word
    }
    words = (word(), word(), word(), word())
  }

  /// Reads the one base64 form of a hash, 44 characters, RFC 4648 section 4; nil where it is not.
  public init?(base64: some Collection<UInt8>) {
    guard base64.count == 44, let bytes = Base64.decode(base64, strictly: true) else { return nil }
    self.init(bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Hash.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// The first four bytes, the first one being the most significant: enough to tell hashes apart that
  /// nobody made to look alike.
  public var prefix: UInt32 { UInt32(truncatingIfNeeded: words.0 >> 32) }

  /// The base64 form, RFC 4648 section 4: 44 characters.
  public var base64: String { Base64.encode(bytes) }

  public static func == (first: Hash, second: Hash) -> Bool { first.words == second.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}

extension Hash: CustomStringConvertible {
  public var description: String { base64 }
}
