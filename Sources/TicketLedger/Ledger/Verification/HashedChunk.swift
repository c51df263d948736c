import Transparency

/// What hashing one stretch of the log gave.
struct HashedChunk: Sendable {
  /// The roots of its full blocks of 256 leaves; nil where a leaf is known neither from its event nor
  /// from a tile.
  var blocks: [Hash?] = []
  /// The leaves after the last full block; only the last chunk of a log has any.
  var tail: [Hash?] = []
  /// Leaves that differ from those in the tiles, the first of them.
  var differing: [DifferingLeaf] = []
  /// The roots of blocks by the leaves in the tiles, where those differ; by the block's place in the
  /// chunk.
  var recorded: [Int: Hash] = [:]
  /// Positions at which an envelope names a content that is not there.
  var absent: [UInt64] = []
  /// Positions at which a content has another digest than its envelope names.
  var changedContents: [UInt64] = []
  /// Positions at which a content stands beside an envelope that names none, or beside no envelope.
  var strayContents: [UInt64] = []
  /// The contents that are there.
  var presentCount: UInt64 = 0

  /// The most differing leaves that are kept of one chunk.
  static let mostDiffering = 256
}

/// A leaf whose hash in the tiles is another than its event's.
struct DifferingLeaf: Sendable {
  let position: UInt64
  let stored: Hash
}
