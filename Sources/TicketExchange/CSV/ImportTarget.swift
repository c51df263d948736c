public import TicketLedger

/// Where an import's facts go: a ledger, or what stands for one in a test.
public protocol ImportTarget: Sendable {
  /// How far a source's tickets have been imported, by ticket reference.
  func importMarks(of source: String) async throws -> [String: ImportMark]

  /// Those of some references under which the ledger holds a ticket already, from wherever it came.
  func heldReferences(among references: [String]) async throws -> Set<String>

  /// Records facts and marks in one transaction, all or nothing.
  ///
  /// Facts are bound by structure and time only, not by the rules for commands. A mark replaces the
  /// one its ticket had.
  ///
  /// - Returns: The events appended, by kind, terms defined and persons registered among them.
  /// - Throws: What the target throws; nothing of the call is recorded then.
  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String
  ) async throws -> [EventKind: Int]

  /// Records that an import was carried out; called once, and only where something was recorded.
  ///
  /// - Parameters:
  ///   - source: The log imported from.
  ///   - rows: The rows of it that the ledger now holds as events, all runs together.
  /// - Returns: The events appended, by kind.
  /// - Throws: What the target throws; nothing is recorded then.
  func finishImport(of source: String, rows: UInt64) async throws -> [EventKind: Int]
}

/// How far one ticket of a source has been imported.
public struct ImportMark: Hashable, Sendable {
  /// The ticket's reference in the ledger.
  public var ticket: String
  /// The rows consumed; 0 where the ticket was opened and its first row is still to come.
  public var rows: UInt64
  /// The chained SHA-256 of the mapped columns of those rows, or of the first row where none is
  /// consumed: 32 bytes.
  public var digest: [UInt8]

  /// Creates a mark.
  public init(ticket: String, rows: UInt64, digest: [UInt8]) {
    self.ticket = ticket
    self.rows = rows
    self.digest = digest
  }
}
