/// The right edge of a tree as a store carries it on that has the entries themselves.
///
/// ``OpenTiles`` for a store that need not keep leaves, since it can hash them again. What it keeps is
/// handed over as soon as it is known, and never changes: a ``LeafGroup`` for each 32 leaves, and the
/// hash of each complete subtree of 256, 256², … leaves, the rows of tiles above them.
public struct GroupedLeaves: Hashable, Sendable {
  /// The tree's right edge.
  public private(set) var frontier: Frontier
  /// The ``Hash/prefix`` of each leaf that is in no full group yet: 31 at most.
  public private(set) var prefixes: [UInt32] = []

  /// The number of leaves.
  public var size: UInt64 { frontier.size }
  /// The root of the tree, RFC 6962 section 2.1.
  public var root: Hash { frontier.root }

  /// The edge of a tree without leaves.
  public init() {
    frontier = Frontier()
  }

  /// Takes up a tree where it was left; nil where `prefixes` are not those of as many leaves as there are
  /// after the last full group.
  public init?(frontier: Frontier, prefixes: [UInt32]) {
    guard prefixes.count == Int(frontier.size % UInt64(LeafGroup.width)) else { return nil }
    self.frontier = frontier
    self.prefixes = prefixes
  }

  /// Adds a leaf's hash, and hands over what it completes, from the leaves up.
  ///
  /// - Parameters:
  ///   - leaf: The hash.
  ///   - completed: Takes the stored form of a group of leaves, as level 0, or the hash of a row above,
  ///     with its place from the left.
  /// - Throws: What `completed` throws; this value is of no use any more then.
  /// - Complexity: amortised O(1): one node.
  public mutating func append<Failure: Error>(
    _ leaf: Hash,
    completed: (_ level: Int, _ place: UInt64, _ record: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    prefixes.append(leaf.prefix)
    for (height, hash) in frontier.append(leaf) {
      let place = size >> UInt64(height) - 1
      guard height == LeafGroup.height else {
        try completed(height / Tile.height, place, hash.bytes)
        continue
      }
      let record = LeafGroup(root: hash, prefixes: prefixes).encoded
      prefixes.removeAll(keepingCapacity: true)
      try completed(0, place, record)
    }
  }
}
