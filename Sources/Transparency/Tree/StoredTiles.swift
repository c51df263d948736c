/// The hashes of a tree whose full tiles are stored and whose open tiles are in memory.
///
/// Copies of the open tiles share their memory until one of them is appended to, so a reader of
/// this kind costs nothing to make.
public struct StoredTiles<Failure: Error>: HashReader {
  private let open: OpenTiles
  private let stored: (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]

  /// Reads what is not in the open tiles from a store of full tiles.
  public init(
    open: OpenTiles,
    stored: @escaping (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]
  ) {
    self.open = open
    self.stored = stored
  }

  /// Reads hashes of a row.
  public func hashes(level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash] {
    if let hashes = open.hashes(level: level, range) { return hashes }
    return try stored(level, range)
  }
}
