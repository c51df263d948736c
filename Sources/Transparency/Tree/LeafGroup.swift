/// What a store keeps of 32 leaves: the hash of the subtree over them, and how each one begins.
///
/// The hash says whether all of them are what they were; the first four bytes of each say which one is
/// not. A leaf itself is hashed again from its entry, which is at hand wherever its proof is of use.
///
/// ```
/// offset  bytes
///      0     32  the hash of the complete subtree of 32 leaves
///     32      4  the first four bytes of the first leaf's hash
///     36      4  those of the second one
///                ...
/// ```
public struct LeafGroup: Hashable, Sendable {
  /// How far above the leaves the hash is: 5.
  public static var height: Int { 5 }
  /// The number of leaves: 32.
  public static var width: Int { 1 << height }
  /// The number of bytes of the stored form: 160.
  public static var byteCount: Int { Hash.byteCount + width * prefixByteCount }
  private static var prefixByteCount: Int { 4 }

  /// The hash of the complete subtree.
  public let root: Hash
  /// The ``Hash/prefix`` of each leaf.
  public let prefixes: [UInt32]

  init(root: Hash, prefixes: [UInt32]) {
    self.root = root
    self.prefixes = prefixes
  }

  /// Reads the stored form; nil where the bytes are not one.
  public init?(decoding bytes: RawSpan) {
    guard bytes.byteCount == LeafGroup.byteCount,
      let root = Hash(bytes.extracting(first: Hash.byteCount)),
      let prefixes = LeafGroup.prefixes(bytes.extracting(droppingFirst: Hash.byteCount))
    else { return nil }
    self.root = root
    self.prefixes = prefixes
  }

  /// The stored form.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(LeafGroup.byteCount)
    root.append(to: &bytes)
    return bytes + LeafGroup.bytes(of: prefixes)
  }

  /// The bytes of prefixes, one after another, as a store keeps those of leaves that fill no group yet.
  public static func bytes(of prefixes: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefixes.count * prefixByteCount)
    for prefix in prefixes {
      for shift: UInt32 in [24, 16, 8, 0] {
        bytes.append(UInt8(truncatingIfNeeded: prefix >> shift))
      }
    }
    return bytes
  }

  /// Reads prefixes that stand one after another; nil where the bytes are not whole prefixes.
  public static func prefixes(_ bytes: RawSpan) -> [UInt32]? {
    guard bytes.byteCount % prefixByteCount == 0 else { return nil }
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<raw.count / prefixByteCount).map { place in
        unsafe UInt32(
          bigEndian: raw.loadUnaligned(fromByteOffset: place * prefixByteCount, as: UInt32.self)
        )
      }
    }
  }
}
