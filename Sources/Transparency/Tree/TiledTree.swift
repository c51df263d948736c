/// A tree of which the hashes are read from tiles when a root or a proof needs them.
///
/// Whatever is asked of a tree can be asked of it as it was at any smaller size.
public struct TiledTree<Reader: HashReader> {
  /// The number of leaves.
  public let size: UInt64
  /// Where the hashes come from.
  public let reader: Reader

  /// Puts a tree over its hashes.
  public init(size: UInt64, reader: Reader) {
    self.size = size
    self.reader = reader
  }

  /// The hash of a leaf; nil where the tree has no such leaf.
  ///
  /// - Complexity: one read.
  public func leaf(at index: UInt64) throws(Reader.Failure) -> Hash? {
    guard index < size else { return nil }
    return try hash(of: Subtree(height: 0, index: index))
  }

  /// The root of the tree as it was at a size, RFC 9162 section 2.1.1; nil where it was never so
  /// large.
  ///
  /// - Complexity: O(log *n*) reads.
  public func root(at size: UInt64) throws(Reader.Failure) -> Hash? {
    guard size <= self.size else { return nil }
    return try root(of: 0..<size)
  }

  /// The proof that a leaf is in the tree as it was at a size, RFC 9162 section 2.1.3.1; nil where
  /// that tree has no such leaf, or the tree was never so large.
  ///
  /// - Complexity: O(log *n*) reads.
  public func inclusionProof(
    of index: UInt64,
    in size: UInt64
  ) throws(Reader.Failure) -> InclusionProof? {
    guard index < size, size <= self.size else { return nil }
    var path: [Hash] = []
    var range = 0..<size
    while range.upperBound - range.lowerBound > 1 {
      let middle = TiledTree.middle(of: range)
      if index < middle {
        path.append(try root(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    return InclusionProof(index: index, size: size, path: path.reversed())
  }

  /// The proof that the tree as it was at one size is the beginning of what it was at another,
  /// RFC 9162 section 2.1.4.1; nil where the first is the larger, or the tree was never so large.
  ///
  /// - Complexity: O(log *n*) reads.
  public func consistencyProof(
    from oldSize: UInt64,
    to newSize: UInt64
  ) throws(Reader.Failure) -> ConsistencyProof? {
    guard oldSize <= newSize, newSize <= size else { return nil }
    var path: [Hash] = []
    if oldSize > 0, oldSize < newSize {
      var range = 0..<newSize
      while range.upperBound != oldSize {
        let middle = TiledTree.middle(of: range)
        if oldSize <= middle {
          path.append(try root(of: middle..<range.upperBound))
          range = range.lowerBound..<middle
        } else {
          path.append(try root(of: range.lowerBound..<middle))
          range = middle..<range.upperBound
        }
      }
      // Where the older tree itself is reached, its root is known to whoever verifies.
      if range.lowerBound > 0 { path.append(try root(of: range)) }
    }
    return ConsistencyProof(oldSize: oldSize, newSize: newSize, path: path.reversed())
  }

  /// The hash of a complete subtree; one read.
  func hash(of subtree: Subtree) throws(Reader.Failure) -> Hash {
    try reader.hash(height: subtree.height, index: subtree.index)
  }

  private func root(of leaves: Range<UInt64>) throws(Reader.Failure) -> Hash {
    var hashes: [Hash] = []
    for subtree in Subtree.covering(leaves) { hashes.append(try hash(of: subtree)) }
    return Subtree.join(hashes)
  }

  /// Where the leaves part into left and right: after the largest power of two smaller than all.
  private static func middle(of leaves: Range<UInt64>) -> UInt64 {
    let last = leaves.upperBound - leaves.lowerBound - 1
    return leaves.lowerBound + 1 << UInt64(63 - last.leadingZeroBitCount)
  }
}

extension TiledTree: Sendable where Reader: Sendable {}
