/// A tile: up to 256 hashes of a row of the tree, or the entries beside a tile of row 0,
/// C2SP tlog-tiles.
public struct Tile: Hashable, Sendable {
  /// What a tile holds.
  public enum Content: Hashable, Sendable {
    /// Hashes of subtrees of 256^level leaves, 32 bytes each; level 0 has the leaves' hashes.
    case hashes(level: Int)
    /// Entries, each after its length: an ``EntryBundle``.
    case entries
  }

  /// How many rows of the tree a tile stands for: 8.
  public static var height: Int { 8 }
  /// The number of hashes or entries of a full tile: 256.
  public static var fullWidth: Int { 256 }
  /// The levels that a path may name: 0...63.
  public static var levels: ClosedRange<Int> { 0...63 }

  /// What the tile holds.
  public let content: Content
  /// The tile's place in its row, from the left.
  public let index: UInt64
  /// The number of hashes or entries in it: 1...256.
  public let width: Int

  /// Names a tile; nil where the level is not in ``levels`` or the width not in 1...256.
  public init?(_ content: Content, index: UInt64, width: Int = 256) {
    if case .hashes(let level) = content, !Tile.levels.contains(level) { return nil }
    guard (1...Tile.fullWidth).contains(width) else { return nil }
    self.content = content
    self.index = index
    self.width = width
  }

  /// Names a tile of hashes that the layout of a tree has.
  init(level: Int, index: UInt64, width: Int) {
    content = .hashes(level: level)
    self.index = index
    self.width = width
  }

  /// Whether the tile can never change any more.
  public var isFull: Bool { width == Tile.fullWidth }

  /// The level of a tile of hashes; entries lie beside level 0.
  public var level: Int {
    switch content {
    case .hashes(let level): level
    case .entries: 0
    }
  }

  /// The entries beside a tile of row 0.
  var entries: Tile? { Tile(.entries, index: index, width: width) }

  /// The number of the first leaf under a hash of the tile; nil where it is beyond 2^64 − 1.
  public func firstLeaf(under place: Int = 0) -> UInt64? {
    let (start, isTooLarge) = index.multipliedReportingOverflow(by: UInt64(Tile.fullWidth))
    guard place >= 0, !isTooLarge else { return nil }
    let (row, isBeyond) = start.addingReportingOverflow(UInt64(place))
    let shift = UInt64(Tile.height * level)
    guard !isBeyond, shift == 0 || row >> (64 - min(shift, 64)) == 0 else { return nil }
    return row << shift
  }
}
