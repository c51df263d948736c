/// The right edge of a tree whose rows are stored in groups of any one width, as they fill.
///
/// ``OpenTiles`` for a store that has a better width than 256, such as one that fills its pages. Row
/// *level* has the hashes of the complete subtrees of 256^level leaves, as tiles have them; group
/// *n* of a row has its hashes from *n* times the width on.
public struct GroupedRows: Hashable, Sendable {
  /// The number of hashes of a group.
  public let width: Int
  /// The tree's right edge.
  public private(set) var frontier: Frontier
  /// The hashes of each row that are in no full group yet, from the leaves up.
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
  /// nil where the reader gives another number of them than it was asked for.
  ///
  /// - Precondition: A group has at least one hash.
  /// - Complexity: one read for each row, of less than `width` hashes.
  public init?<Failure: Error>(
    width: Int,
    frontier: Frontier,
    reading hashes: (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]
  ) throws(Failure) {
    precondition(width > 0, "a group has at least one hash")
    self.width = width
    self.frontier = frontier
    for row in TileLayout(size: frontier.size).rows {
      let range = row.hashCount - row.hashCount % UInt64(width)..<row.hashCount
      let found = range.isEmpty ? [] : try hashes(row.level, range)
      guard found.count == range.count else { return nil }
      rows.append(found)
    }
  }

  /// The hashes of a row that are in no full group yet.
  public func open(level: Int) -> [Hash] {
    rows.indices.contains(level) ? rows[level] : []
  }

  /// Adds a leaf's hash, and hands over each group that it fills, from the leaves up.
  ///
  /// Where `filled` throws, this value is of no use any more.
  ///
  /// - Complexity: amortised O(1): one node.
  public mutating func append<Failure: Error>(
    _ leaf: Hash,
    filled: (_ level: Int, _ group: UInt64, _ hashes: [Hash]) throws(Failure) -> Void
  ) throws(Failure) {
    let row = frontier.append(leaf)
    try add(leaf, to: 0, filled)
    for (place, hash) in row.enumerated() { try add(hash, to: place + 1, filled) }
  }

  private mutating func add<Failure: Error>(
    _ hash: Hash,
    to level: Int,
    _ filled: (_ level: Int, _ group: UInt64, _ hashes: [Hash]) throws(Failure) -> Void
  ) throws(Failure) {
    if level == rows.count { rows.append([]) }
    rows[level].append(hash)
    guard rows[level].count == width else { return }
    let hashCount = size >> UInt64(Tile.height * level)
    try filled(level, hashCount / UInt64(width) - 1, rows[level])
    rows[level].removeAll(keepingCapacity: true)
  }
}
