/// A complete subtree: the node above 2^height leaves that begin at a multiple of 2^height.
///
/// ```
/// height 2        0
/// height 1    0       1
/// height 0  0   1   2   3   4      a tree of 5 leaves has the complete subtrees drawn here
/// ```
struct Subtree: Hashable, Sendable, BitwiseCopyable {
  /// How far above the leaves the node is: 0...63.
  let height: Int
  /// Its place among the nodes of its height, from the left.
  let index: UInt64

  /// The complete subtrees that leaves make up from the left, the largest first.
  ///
  /// `start` must be a multiple of every one of them, as it is where the leaves are the right side
  /// of a node, or begin at 0.
  ///
  /// - Complexity: one for each set bit of the count.
  static func covering(_ leaves: Range<UInt64>) -> [Subtree] {
    var start = leaves.lowerBound
    var rest = leaves.upperBound - leaves.lowerBound
    var subtrees: [Subtree] = []
    subtrees.reserveCapacity(rest.nonzeroBitCount)
    while rest > 0 {
      let height = 63 - rest.leadingZeroBitCount
      subtrees.append(Subtree(height: height, index: start >> UInt64(height)))
      start += 1 << UInt64(height)
      rest -= 1 << UInt64(height)
    }
    return subtrees
  }

  /// Joins the hashes of complete subtrees, the largest first, into the root above them.
  static func join(_ hashes: some BidirectionalCollection<Hash>) -> Hash {
    guard let last = hashes.last else { return .emptyTree }
    return hashes.dropLast().reversed().reduce(last) { right, left in .node(left, right) }
  }
}
