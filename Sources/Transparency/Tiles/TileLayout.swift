/// Which tiles a tree of a size has, C2SP tlog-tiles.
public struct TileLayout: Hashable, Sendable {
  /// The tiles of one level.
  public struct Row: Hashable, Sendable {
    /// The level, 0 being the leaves' hashes.
    public let level: Int
    /// The number of hashes of the row: of complete subtrees of 256^level leaves.
    public let hashCount: UInt64

    init(level: Int, size: UInt64) {
      self.level = level
      hashCount = size >> UInt64(Tile.height * level)
    }

    /// The number of full tiles.
    public var fullCount: UInt64 { hashCount >> UInt64(Tile.height) }
    /// The number of hashes in the tile after the full ones: 0...255.
    public var openWidth: Int { Int(hashCount & UInt64(Tile.fullWidth - 1)) }
    /// The tile after the full ones; nil where it would be empty.
    public var openTile: Tile? { Tile(.hashes(level: level), index: fullCount, width: openWidth) }
    /// Which hashes of the row are in the open tile.
    var openRange: Range<UInt64> { fullCount << UInt64(Tile.height)..<hashCount }
    /// The number of tiles.
    var tileCount: UInt64 { fullCount + (openWidth == 0 ? 0 : 1) }

    /// A tile of the row by its index; nil where the row has no such tile.
    public func tile(_ index: UInt64) -> Tile? {
      if index < fullCount { return Tile(level: level, index: index, width: Tile.fullWidth) }
      return index == fullCount ? openTile : nil
    }

    /// The tiles from the left; they are made as they are asked for.
    public var tiles: some Sequence<Tile> {
      (0..<tileCount).lazy.compactMap { tile($0) }
    }
  }

  /// The levels that have hashes, from the leaves up; none in an empty tree.
  public let rows: [Row]

  /// Lays out a tree; any size has a layout.
  public init(size: UInt64) {
    rows = (0..<8).map { Row(level: $0, size: size) }.filter { $0.hashCount > 0 }
  }

  /// Every tile, level by level, then the bundles of entries; they are made as they are asked for.
  public var tiles: some Sequence<Tile> {
    let hashes = rows.lazy.flatMap(\.tiles)
    let entries = rows.prefix(1).lazy.flatMap(\.tiles).compactMap(\.entries)
    return [AnySequence(hashes), AnySequence(entries)].lazy.joined()
  }
}
