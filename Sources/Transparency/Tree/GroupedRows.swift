/// The right edge of a tree whose rows are stored in groups, as they fill.
///
/// ``OpenTiles`` for a store that has the entries themselves, and a better width than 256, such as one
/// that fills its pages. Of the leaves it keeps a ``LeafGroup`` for each 32. Row *level* above them has
/// the hashes of the complete subtrees of 256^level leaves, as tiles have them; group *n* of such a row
/// has its hashes from *n* times the width on.
public struct GroupedRows: Hashable, Sendable {
  /// The number of hashes of a group above the leaves.
  public let width: Int
  /// The tree's right edge.
  public private(set) var frontier: Frontier
  /// The ``Hash/prefix`` of each leaf that is in no full group yet: 31 at most.
  public private(set) var prefixes: [UInt32] = []
  /// The hashes of each row above the leaves that are in no full group yet, from row 1 up.
  private var rows: [[Hash]] = []

  /// The number of leaves.
  public var size: UInt64 { frontier.size }
  /// The root of the tree, RFC 6962 section 2.1.
  public var root: Hash { frontier.root }

  /// The rows of a tree without leaves.
  ///
  /// - Precondition: A group has at least one hash.
  public init(width: Int) {
    precondition(width > 0, "a group has at least one hash")
    self.width = width
    frontier = Frontier()
  }

  /// Takes up a tree where it was left, reading the hashes of each row that are in no full group;
  /// nil where the reader gives another number of them than it was asked for, or `prefixes` are not
  /// those of as many leaves as there are after the last full group.
  ///
  /// - Precondition: A group has at least one hash.
  /// - Complexity: one read for each row above the leaves, of less than `width` hashes.
  public init?<Failure: Error>(
    width: Int,
    frontier: Frontier,
    prefixes: [UInt32],
    reading hashes: (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]
  ) throws(Failure) {
    precondition(width > 0, "a group has at least one hash")
    guard prefixes.count == Int(frontier.size % UInt64(LeafGroup.width)) else { return nil }
    self.width = width
    self.frontier = frontier
    self.prefixes = prefixes
    for row in TileLayout(size: frontier.size).rows.dropFirst() {
      let range = row.hashCount - row.hashCount % UInt64(width)..<row.hashCount
      let found = range.isEmpty ? [] : try hashes(row.level, range)
      guard found.count == range.count else { return nil }
      rows.append(found)
    }
  }

  /// The hashes of a row above the leaves that are in no full group yet.
  public func open(level: Int) -> [Hash] {
    rows.indices.contains(level - 1) ? rows[level - 1] : []
  }

  /// Adds a leaf's hash, and hands over the stored form of each group that it fills, from the leaves up.
  ///
  /// Where `filled` throws, this value is of no use any more.
  ///
  /// - Complexity: amortised O(1): one node.
  public mutating func append<Failure: Error>(
    _ leaf: Hash,
    filled: (_ level: Int, _ group: UInt64, _ record: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    prefixes.append(leaf.prefix)
    for (height, hash) in frontier.append(leaf) {
      if height == LeafGroup.height {
        let record = LeafGroup(root: hash, prefixes: prefixes).encoded
        prefixes.removeAll(keepingCapacity: true)
        try filled(0, size >> UInt64(height) - 1, record)
      } else {
        try add(hash, to: height / Tile.height, filled)
      }
    }
  }

  private mutating func add<Failure: Error>(
    _ hash: Hash,
    to level: Int,
    _ filled: (_ level: Int, _ group: UInt64, _ record: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    if level > rows.count { rows.append([]) }
    rows[level - 1].append(hash)
    guard rows[level - 1].count == width else { return }
    let record = Hash.bytes(of: rows[level - 1])
    rows[level - 1].removeAll(keepingCapacity: true)
    let hashCount = size >> UInt64(Tile.height * level)
    try filled(level, hashCount / UInt64(width) - 1, record)
  }
}
