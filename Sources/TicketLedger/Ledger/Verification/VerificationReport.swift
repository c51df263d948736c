import Foundation
public import Transparency

/// What a verification found.
public struct VerificationReport: Sendable {
  /// The number of events that were read.
  public internal(set) var size: UInt64 = 0
  /// The root of the tree over them, recomputed; nil where an event is missing or nothing was read.
  public internal(set) var root: Hash?
  /// The kept checkpoints that were checked.
  public internal(set) var checkpointCount = 0
  /// The contents that are there.
  public internal(set) var presentCount: UInt64 = 0
  /// The contents that a logged erasure explains the absence of.
  public internal(set) var erasedCount: UInt64 = 0
  /// The contents that nothing explains the absence of.
  public internal(set) var missingCount: UInt64 = 0
  /// What is wrong, file first, then the log, then what stands beside it; of each kind the first
  /// ``problemsKeptOfAKind``.
  public internal(set) var problems: [VerificationProblem] = []
  /// How many problems there are, with those that were not kept.
  public internal(set) var problemCount: UInt64 = 0
  /// The stored projections that were wrong and were written anew.
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
  /// Whether stored projections that differ are written anew.
  public var repairsProjections: Bool
  /// The keys that checkpoints must be signed by; none for the one that the log adopted.
  public var keys: [NoteVerifier]
  /// Checkpoints that somebody kept outside of the ledger.
  public var outsideCheckpoints: [SignedNote]
  /// How many threads may work.
  public var threadCount: Int

  /// Creates options; the defaults check all that a ledger can be checked for by itself.
  public init(
    projections: [any Projection.Type] = Ledger.coreProjections,
    repairsProjections: Bool = false,
    keys: [NoteVerifier] = [],
    against outsideCheckpoints: [SignedNote] = [],
    threadCount: Int? = nil
  ) {
    self.projections = projections
    self.repairsProjections = repairsProjections
    self.keys = keys
    self.outsideCheckpoints = outsideCheckpoints
    self.threadCount = max(threadCount ?? ProcessInfo.processInfo.activeProcessorCount, 1)
  }
}
