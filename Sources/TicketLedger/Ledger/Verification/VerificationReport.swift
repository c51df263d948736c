import Foundation
public import Transparency

/// What a verification found.
public struct VerificationReport: Sendable {
  /// The number of events that were read.
  public internal(set) var size: UInt64 = 0
  /// The root of the tree over them, recomputed; nil where an event is missing or nothing was read.
  public internal(set) var root: Hash?
  /// The keys whose signatures were believed: those that the log adopted, the oldest first, or those
  /// that were given.
  public internal(set) var keys: [BelievedKey] = []
  /// The witnesses that were given, with how many of the checkpoints bear a line of them.
  public internal(set) var witnesses: [CheckedWitness] = []
  /// The kept checkpoints that were checked.
  public internal(set) var checkpointCount = 0
  /// The size of the newest of them that a believed key signed, and whose root the events give; nil
  /// where there is none.
  public internal(set) var signedSize: UInt64?
  /// The contents that are there, and whose key is where it is needed.
  public internal(set) var presentCount: UInt64 = 0
  /// The contents that a logged erasure explains the absence of.
  public internal(set) var erasedCount: UInt64 = 0
  /// The contents that nothing explains the absence of, or whose key is lost.
  public internal(set) var missingCount: UInt64 = 0
  /// What is wrong, file first, then the log, then what stands beside it; of each kind the first
  /// ``problemsKeptOfAKind``.
  public internal(set) var problems: [VerificationProblem] = []
  /// How many problems there are, with those that were not kept.
  public internal(set) var problemCount: UInt64 = 0
  /// What of stored projections and of the tree was wrong, and was written anew.
  public internal(set) var repaired: [VerificationProblem] = []
  /// What could not be checked, or is odd and nobody's fault; a line each.
  public internal(set) var notes: [String] = []

  /// The most problems of one kind that a report names.
  public static let problemsKeptOfAKind = 100

  /// Whether nothing is wrong, or nothing any more.
  public var isSound: Bool { problemCount == 0 }
}

/// What a verification is at.
public enum VerificationStage: String, Hashable, Sendable {
  /// Walking the pages of the file; counted in pages.
  case pages
  /// Reading, hashing and folding the log; counted in events.
  case events
}

/// How to verify.
public struct VerificationOptions: Sendable {
  /// The projections that may be stored; those of other names are left unchecked, and noted.
  public var projections: [any Projection.Type]
  /// Whether what can be computed from the events is written anew where it differs: stored
  /// projections, and the tree's hashes where a signed checkpoint vouches for the events.
  public var repairs: Bool
  /// Whether a sealed ledger should have its file of keys; not so for a backup that was made without.
  public var expectsKeys: Bool
  /// What the keys of a sealed ledger's persons are wrapped under; nil to open none of them.
  ///
  /// With these it is checked that each person's key opens what identifies them, and that the lookup
  /// leads from there to them.
  public var encryptionKeys: KeyEncryptionKeys?
  /// The keys that checkpoints must be signed by; none for the one that the log adopted.
  public var keys: [NoteVerifier]
  /// Witnesses whose lines are checked where a checkpoint bears one.
  public var witnesses: [NoteVerifier]
  /// Checkpoints that somebody kept outside of the ledger.
  public var outsideCheckpoints: [SignedNote]
  /// How many threads may work.
  public var threadCount: Int

  /// Creates options; the defaults check all that a ledger can be checked for by itself.
  public init(
    projections: [any Projection.Type] = Ledger.coreProjections,
    repairs: Bool = false,
    expectsKeys: Bool = true,
    encryptionKeys: KeyEncryptionKeys? = nil,
    keys: [NoteVerifier] = [],
    witnesses: [NoteVerifier] = [],
    against outsideCheckpoints: [SignedNote] = [],
    threadCount: Int? = nil
  ) {
    self.projections = projections
    self.repairs = repairs
    self.expectsKeys = expectsKeys
    self.encryptionKeys = encryptionKeys
    self.keys = keys
    self.witnesses = witnesses
    self.outsideCheckpoints = outsideCheckpoints
    self.threadCount = max(threadCount ?? ProcessInfo.processInfo.activeProcessorCount, 1)
  }
}
