/// What was found in an exported log.
public struct BundleReport: Hashable, Sendable {
  /// The checkpoint that was signed; nil where none is believed.
  public internal(set) var checkpoint: Checkpoint?
  /// Whose signatures under it hold.
  public internal(set) var signers: [NoteVerifier] = []
  /// Whether the log's key was the reader's own.
  ///
  /// A bundle that is checked with the key it brings along only agrees with itself.
  public internal(set) var isKeyTrusted = false
  /// The number of entries that were read and hashed.
  public internal(set) var entryCount: UInt64 = 0
  /// The number of proof files that hold.
  public internal(set) var proofCount = 0
  /// The number of earlier checkpoints that hold.
  public internal(set) var checkpointCount = 0
  /// What is wrong, in the order in which it was found.
  public internal(set) var problems: [BundleProblem] = []
  /// Whether the reader stopped before the end, since too much was wrong.
  public internal(set) var isCutShort = false

  /// Whether all of it is as it was signed.
  public var isSound: Bool { problems.isEmpty && !isCutShort && checkpoint != nil }

  /// The first entry that something is wrong with; nil where nothing is.
  public var firstWrongPosition: UInt64? { problems.compactMap(\.position).min() }
}
