/// A proof that a leaf is in a tree, at an index, RFC 9162 section 2.1.3.
public struct InclusionProof: Hashable, Sendable {
  /// The leaf's index, which is its position in the log.
  public let index: UInt64
  /// The number of leaves of the tree.
  public let size: UInt64
  /// The hashes beside the way from the leaf up to the root, the leaf's sibling first.
  public let path: [Hash]

  /// Takes a proof as it came; nothing is checked before ``verify(leaf:root:)``.
  public init(index: UInt64, size: UInt64, path: [Hash]) {
    self.index = index
    self.size = size
    self.path = path
  }

  /// Takes a proof of which the hashes are bytes still, and refuses hashes that are not 32 bytes.
  public init(
    index: UInt64,
    size: UInt64,
    path: some Sequence<some Collection<UInt8>>
  ) throws(ProofRefusal) {
    self.init(index: index, size: size, path: try Hash.path(path))
  }

  /// The number of hashes that a proof of this leaf has; nil where there is no such leaf.
  public static func length(index: UInt64, size: UInt64) -> Int? {
    guard index < size else { return nil }
    // Up to where the way of this leaf and the way of the last one meet, each node has a sibling;
    // above, only the nodes that are right sides have one.
    let inner = UInt64.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
    return inner + (index >> UInt64(inner)).nonzeroBitCount
  }

  /// Checks that the proof leads from a leaf's hash to the root, RFC 9162 section 2.1.3.2.
  ///
  /// Any input is answered: no size, index or number of hashes traps.
  ///
  /// - Complexity: one node for each hash of the proof.
  public func verify(leaf: Hash, root: Hash) throws(ProofRefusal) {
    guard let expected = InclusionProof.length(index: index, size: size) else {
      throw .leafOutOfRange(index: index, size: size)
    }
    guard path.count == expected else { throw .length(expected: expected, found: path.count) }
    var place = index
    var last = size - 1
    var hash = leaf
    for sibling in path {
      if place & 1 == 1 || place == last {
        hash = .node(sibling, hash)
        // A last node without a sibling is its parent, under the same hash.
        while place & 1 == 0 && place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        hash = .node(hash, sibling)
      }
      place >>= 1
      last >>= 1
    }
    guard last == 0, hash == root else { throw .root }
  }
}

extension Hash {
  /// The hashes of a proof that came as bytes.
  static func path(
    _ path: some Sequence<some Collection<UInt8>>
  ) throws(ProofRefusal) -> [Hash] {
    var hashes: [Hash] = []
    for bytes in path {
      guard let hash = Hash(bytes) else {
        throw .hashLength(index: hashes.count, byteCount: bytes.count)
      }
      hashes.append(hash)
    }
    return hashes
  }
}
