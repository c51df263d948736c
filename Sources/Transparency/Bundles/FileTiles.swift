/// The hashes of a published tree, read from its tile files, C2SP tlog-tiles.
///
/// Nothing is checked but the files' lengths: a proof made of these hashes shows whether they are
/// the tree's.
public struct FileTiles<Source: FileSource>: HashReader {
  /// A file that is missing, or not as long as it should be.
  public typealias Failure = FileFault

  private let source: Source
  private let layout: TileLayout

  /// Reads the tiles of a tree of a size.
  public init(source: Source, size: UInt64) {
    self.source = source
    layout = TileLayout(size: size)
  }

  /// Reads hashes of a row: one file.
  public func hashes(level: Int, _ range: Range<UInt64>) throws(FileFault) -> [Hash] {
    guard layout.rows.indices.contains(level),
      let tile = layout.rows[level].tile(range.lowerBound >> UInt64(Tile.height))
    else { throw FileFault(path: "tile/\(level)", reason: .missing) }
    let hashes = try source.hashes(of: tile)
    let start = tile.index << UInt64(Tile.height)
    guard range.upperBound - start <= UInt64(hashes.count) else {
      throw FileFault(path: tile.path, reason: .missing)
    }
    return Array(hashes[Int(range.lowerBound - start)..<Int(range.upperBound - start)])
  }
}

extension FileTiles: Sendable where Source: Sendable {}

extension FileSource {
  /// All hashes of a tile.
  ///
  /// Where a partial tile was deleted because the full one came, its hashes are read from that.
  func hashes(of tile: Tile) throws(FileFault) -> [Hash] {
    var found = tile
    var bytes = try read(tile.path, atMost: Tile.fullWidth * Hash.byteCount)
    if bytes == nil, !tile.isFull, let full = Tile(tile.content, index: tile.index) {
      found = full
      bytes = try read(full.path, atMost: Tile.fullWidth * Hash.byteCount)
    }
    guard let bytes else { throw FileFault(path: tile.path, reason: .missing) }
    guard bytes.count == found.width * Hash.byteCount, let hashes = Hash.list(bytes) else {
      throw FileFault(
        path: found.path,
        reason: .length(expected: found.width * Hash.byteCount, found: bytes.count)
      )
    }
    return Array(hashes.prefix(tile.width))
  }
}
