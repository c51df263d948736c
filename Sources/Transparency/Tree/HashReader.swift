/// Where the hashes of a tree's tiles are read from: a store, files, memory.
///
/// Only every eighth row of a tree is kept, C2SP tlog-tiles: row *level* has the hashes of the
/// complete subtrees of 256^level leaves, cut into tiles of 256. What lies between is hashed again.
public protocol HashReader {
  /// What reading can fail with.
  associatedtype Failure: Error

  /// Reads hashes of a row.
  ///
  /// The range is never empty, lies within one tile, and within what the tree's size has. A reader
  /// that cannot give all of it throws.
  func hashes(level: Int, _ range: Range<UInt64>) throws(Failure) -> [Hash]

  /// Reads the hash of a complete subtree, of the 2^height leaves from index · 2^height on.
  ///
  /// It is made of the nearest row below, unless a reader has something nearer.
  func hash(height: Int, index: UInt64) throws(Failure) -> Hash
}

extension HashReader {
  /// Makes the hash of a complete subtree of the nearest row below.
  public func hash(height: Int, index: UInt64) throws(Failure) -> Hash {
    try hashFromRow(height: height, index: index)
  }

  /// Makes the hash of a complete subtree of the nearest row below.
  ///
  /// - Complexity: one read, and at most 127 nodes.
  public func hashFromRow(height: Int, index: UInt64) throws(Failure) -> Hash {
    let (level, rise) = height.quotientAndRemainder(dividingBy: Tile.height)
    let first = index << UInt64(rise)
    return Hash.root(of: try hashes(level: level, first..<first + 1 << UInt64(rise)))
  }
}
