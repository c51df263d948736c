public import TicketLedger

/// What an import did.
public struct ImportSummary: Hashable, Sendable {
  /// The rows of the file below its header, whatever became of them.
  public var rows = 0
  /// The tickets found in them.
  public var tickets = 0
  /// The events appended, by kind, terms defined and persons registered among them.
  public var byKind: [EventKind: Int] = [:]
  /// The rows dropped because they equal their ticket's previous row.
  public var duplicates = 0
  /// The rows that changed nothing tracked and became a `touched` event.
  public var touches = 0
  /// The rows left out because they could not be read; of an export, the events that are not carried over.
  public var skipped = 0
  /// The lines of an export that only name a term or a person, or begin the ledger: the importing ledger
  /// names them anew, when it first needs them.
  public var definitions = 0
  /// How often a time was set right: the imported rows dated before their ticket's previous row, and
  /// the events older than the last one that the ledger has of their ticket, moved to its time.
  public var clamped = 0
  /// The rows that an earlier run had imported, by their number.
  public var alreadyImported = 0
  /// The tickets that have fewer rows than an earlier run had imported.
  ///
  /// The mark of that run tells all of its rows together: whether these are the first of them is not known.
  public var ticketsWithFewerRows = 0
  /// The events recorded without their words, because an export lacks them: sealed or missing when it was
  /// written, or erased with an erasure that it does not have.
  public var withoutWords = 0
  /// What was wrong with the skipped rows, in the order found, at most ``maximumProblemCount``.
  public var problems: [ImportError] = []

  /// The most problems a summary lists.
  public static let maximumProblemCount = 100

  /// Creates the summary of an import that did nothing.
  public init() {}

  /// The events appended.
  public var events: Int { byKind.values.reduce(0, +) }

  /// Counts what a target recorded.
  mutating func add(_ recording: Recording) {
    byKind.merge(recording.eventsByKind) { $0 + $1 }
    clamped += recording.clamped
  }
}
