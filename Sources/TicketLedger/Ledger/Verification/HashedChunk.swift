import Transparency

/// What hashing one stretch of the log gave.
struct HashedChunk: Sendable {
  /// The roots of its full blocks of 256 leaves; nil where one is known neither from the events nor
  /// from a record.
  var blocks: [Hash?] = []
  /// Groups of which the record says something else than the events, the first of them.
  var differing: [HashedGroup] = []
  /// The roots of blocks by the records, where those say something else; by the block's place in the
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

  /// The most differing groups that are kept of one chunk.
  static let mostDiffering = 256
}
