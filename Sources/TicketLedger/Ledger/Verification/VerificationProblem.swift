/// One thing that a verification found wrong, and where.
public struct VerificationProblem: Hashable, Sendable {
  /// What is wrong; the raw values are what programs are told, and stay.
  @nonexhaustive
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    // The file.

    /// The file's pages contradict themselves; nothing in them is read.
    case structure
    /// The file is sound, but is no ledger's.
    case format

    // The log.

    /// No event stands at a position before the last one.
    case missingEvent
    /// An envelope is not of the documented form.
    case undecodable
    /// The ledger's time, or a ticket's, goes back.
    case time
    /// An event does not follow on those before it.
    case link
    /// The number of a term or person does not follow on those before it.
    case name
    /// An envelope is another than the one that was appended.
    case changedEvent

    // Beside the log.

    /// A content is another than the one its envelope was appended with.
    case changedContent
    /// A content is not there, and no logged erasure explains that.
    case missingContent
    /// A content stands where no event has one.
    case strayContent
    /// The words of a person stand there although the log says that they were erased.
    case unerasedContent
    /// The file of keys is missing, of another ledger or damaged, or a key in it is lost.
    case key
    /// A person was erased, and their key is still there, whole or in part.
    case unerasedKey
    /// A stream head is not what its ticket's events give.
    case streamHead
    /// An entry of the table of references leads elsewhere than the events say.
    case reference
    /// An entry of another table is not of the documented form, or leads beyond the log.
    case entry
    /// A stored projection is not what the events give.
    case projection

    // The tree.

    /// A stored hash is not what the events give.
    case tile
    /// The stored frontier is not what the events give.
    case frontier
    /// A kept checkpoint cannot be read, or states another root than the events give.
    case checkpoint
    /// A kept checkpoint is not signed by a known key.
    case signature
    /// A checkpoint is ahead of the log: its tail was cut, or an old copy was put back.
    case tailCut
    /// A checkpoint from outside states another root: history was rewritten.
    case rewritten
    /// A checkpoint from outside cannot be read, or is another log's.
    case outsideCheckpoint
  }

  /// What is wrong.
  public var kind: Kind
  /// The first event concerned; nil where it is none in particular.
  public var position: Position?
  /// The ticket concerned, where it is a stream head.
  public var ticket: TicketID?
  /// The person concerned, where it is a key, or words that should have been erased.
  public var person: PersonID?
  /// The chunk concerned, where it is a stored projection.
  public var chunk: ProjectionChunk?
  /// What is wrong and where, in one line.
  public var finding: String
  /// What to do about it.
  public internal(set) var remedy: String

  init(
    _ kind: Kind,
    at position: UInt64? = nil,
    ticket: TicketID? = nil,
    person: PersonID? = nil,
    chunk: ProjectionChunk? = nil,
    _ finding: String,
    remedy: String? = nil
  ) {
    self.kind = kind
    self.position = position.map { Position($0) }
    self.ticket = ticket
    self.person = person
    self.chunk = chunk
    // Names in a changed file are anything.
    self.finding = finding.inOneLine
    self.remedy = remedy ?? kind.remedy
  }
}

/// One piece of a stored projection.
public struct ProjectionChunk: Hashable, Sendable {
  /// The projection's name; `ledger` and `tickets` are what all projections share.
  public var projection: String
  /// Its version.
  public var version: UInt32
  /// The piece: 0 is the head, the state begins with 1.
  public var number: UInt32
}

extension VerificationProblem: CustomStringConvertible {
  /// What is wrong, where, and the remedy, in one line.
  public var description: String { "\(finding); \(remedy)" }
}

extension VerificationProblem.Kind {
  /// What to do about it, where nothing more is known.
  public var remedy: String {
    switch self {
    case .structure, .format:
      "keep the file for examination, and restore a backup"
    case .missingEvent, .undecodable, .time, .link, .name, .changedEvent:
      "keep the ledger for examination, and compare with a backup at that position"
    case .changedContent, .missingContent:
      "find the content in a backup; the event itself stands"
    case .strayContent:
      "no event speaks of it; find out who put it there"
    case .unerasedContent:
      "open the ledger for writing and erase the person again"
    case .key:
      "restore a copy of the file of keys"
    case .unerasedKey:
      "open the ledger for writing, which ends the erasure"
    case .streamHead, .reference, .entry, .tile, .frontier:
      "the events are the truth; restore a backup, or import them anew from an export"
    case .projection:
      "run verify --repair; nothing but what was computed is lost"
    case .checkpoint, .signature:
      "compare with copies that others keep of it"
    case .tailCut:
      "restore the newest backup; the events since are gone from this copy"
    case .rewritten:
      "trust neither this log nor its key; keep both checkpoints as proof"
    case .outsideCheckpoint:
      "check the file, and which log's key it was opened under"
    }
  }
}
