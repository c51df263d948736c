/// The tiles at the right edge of a tree that are not full yet, and what makes them full.
///
/// A writer appends leaves and stores each tile as it fills; a store so needs room for full tiles
/// only. At most 255 hashes a row are held.
///
/// ```
/// row 1   [ 256 full ] [ ......          ]      open: one hash for each full tile of row 0
/// row 0   [ 256 full ] ... [ 256 full ] [ ...  ]      open: the leaves since then
/// ```
public struct OpenTiles: Hashable, Sendable {
  /// The number of leaves.
  public private(set) var size: UInt64 = 0
  /// The hashes of each row's open tile, from the leaves up; none where the row's last tile is full.
  private var rows: [[Hash]] = []

  /// The tiles of a tree without leaves.
  public init() {}

  /// Takes up a tree where it was left, reading the hashes of each row's open tile; nil where the
  /// reader gives another number of them than it was asked for.
  ///
  /// - Complexity: one read for each row: at most 255 hashes each.
  public init?<Failure: Error>(
    size: UInt64,
    reading hashes: (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]
  ) throws(Failure) {
    guard size <= Checkpoint.maximumSize else { return nil }
    self.size = size
    for row in TileLayout(size: size).rows {
      guard row.openRange.isEmpty == false else {
        rows.append([])
        continue
      }
      let found = try hashes(row.level, row.openRange)
      guard found.count == row.openWidth else { return nil }
      rows.append(found)
    }
  }

  /// Adds a leaf's hash, and hands over each tile that it fills, from the leaves up.
  ///
  /// Where `filled` throws, this value is of no use any more.
  ///
  /// - Complexity: amortised O(1): one node.
  public mutating func append<Failure: Error>(
    _ leaf: Hash,
    filled: (_ tile: Tile, _ hashes: [Hash]) throws(Failure) -> Void
  ) throws(Failure) {
    var hash = leaf
    var level = 0
    size += 1
    while true {
      if level == rows.count {
        rows.append([])
        rows[level].reserveCapacity(Tile.fullWidth)
      }
      rows[level].append(hash)
      guard rows[level].count == Tile.fullWidth else { return }
      let index = (size >> UInt64(Tile.height * (level + 1))) - 1
      try filled(Tile(level: level, index: index, width: Tile.fullWidth), rows[level])
      hash = Hash.root(of: rows[level])
      rows[level].removeAll(keepingCapacity: true)
      level += 1
    }
  }

  /// The open tiles themselves, from the leaves up; a row whose last tile is full has none.
  public var tiles: [(tile: Tile, hashes: [Hash])] {
    TileLayout(size: size).rows.compactMap { row in
      row.openTile.map { ($0, rows[row.level]) }
    }
  }

  /// Hashes of a row where the open tile has them all; nil where a full tile has them.
  public func hashes(level: Int, _ range: Range<UInt64>) -> [Hash]? {
    guard rows.indices.contains(level) else { return nil }
    let start = TileLayout.Row(level: level, size: size).openRange.lowerBound
    guard range.lowerBound >= start, range.upperBound - start <= rows[level].count else {
      return nil
    }
    return Array(rows[level][Int(range.lowerBound - start)..<Int(range.upperBound - start)])
  }

  /// The right edge of the tree.
  ///
  /// - Complexity: at most 255 nodes a row.
  public var frontier: Frontier {
    Frontier(size: size, hashes: OpenTiles.edge(of: rows)) ?? Frontier()
  }

  /// The root of the tree, RFC 6962 section 2.1.
  ///
  /// - Complexity: at most 255 nodes a row.
  public var root: Hash { frontier.root }

  /// The complete subtrees in the open tiles of rows, the largest first.
  static func edge(of rows: [[Hash]]) -> [Hash] {
    var hashes: [Hash] = []
    for row in rows.reversed() {
      var rest = row[...]
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        hashes.append(Hash.root(of: rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
    }
    return hashes
  }
}
