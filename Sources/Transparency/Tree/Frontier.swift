/// The right edge of a tree: all that an append needs to know of what came before.
///
/// One hash for each set bit of the size, of the complete subtree that this bit counts, the largest
/// first. Stored so:
///
/// ```
/// offset  bytes
///      0      8  the number of leaves, little-endian
///      8  32 * k  the hashes, k being the number of set bits of the size
/// ```
public struct Frontier: Hashable, Sendable {
  /// The number of leaves.
  public private(set) var size: UInt64
  /// The hashes of the complete subtrees, the largest first.
  public private(set) var hashes: [Hash]

  /// The edge of a tree without leaves.
  public init() {
    size = 0
    hashes = []
  }

  /// The edge of a tree of which these complete subtrees are known; nil where their number is not
  /// the one that the size asks for, or the size is beyond ``Checkpoint/maximumSize``.
  public init?(size: UInt64, hashes: [Hash]) {
    guard size <= Checkpoint.maximumSize, hashes.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.hashes = hashes
  }

  /// Adds a leaf's hash.
  ///
  /// - Returns: The complete subtrees that it ends, the smallest first, of those heights that stores keep:
  ///   that of a ``LeafGroup``, and those of the rows of tiles above the leaves.
  /// - Complexity: one node for each set bit at the size's low end: fewer than one on average.
  @discardableResult
  public mutating func append(_ leaf: Hash) -> [(height: Int, hash: Hash)] {
    var completed: [(height: Int, hash: Hash)] = []
    var hash = leaf
    var height = 0
    while size >> UInt64(height) & 1 == 1, let left = hashes.popLast() {
      hash = .node(left, hash)
      height += 1
      if height == LeafGroup.height || height % Tile.height == 0 {
        completed.append((height, hash))
      }
    }
    hashes.append(hash)
    size += 1
    return completed
  }

  /// The root of the tree, RFC 6962 section 2.1.
  ///
  /// - Complexity: one node less than there are set bits in the size.
  public var root: Hash { Subtree.join(hashes) }

  /// The stored form.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + hashes.count * Hash.byteCount)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: size >> UInt64(8 * shift))) }
    for hash in hashes { hash.append(to: &bytes) }
    return bytes
  }

  /// Reads the stored form; nil where the bytes are not one.
  public init?(decoding bytes: some Collection<UInt8>) {
    guard bytes.count >= 8 else { return nil }
    let size = bytes.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard let hashes = Hash.list(Array(bytes.dropFirst(8))) else { return nil }
    self.init(size: size, hashes: hashes)
  }
}
