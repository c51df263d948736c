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
}
