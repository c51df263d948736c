public import TicketLedger

/// Where an import's facts go: a ledger, or what stands for one in a test.
public protocol ImportTarget: Sendable {
  /// How far a source's tickets have been imported, by ticket reference.
  func importMarks(of source: String) async throws -> [String: ImportMark]

  /// Those of some references under which the ledger holds a ticket already, from wherever it came.
  func heldReferences(among references: [String]) async throws -> Set<String>

  /// Records facts and marks in one transaction, all or nothing; with the last ones, that the import was
  /// carried out, so that none is cut off in between.
  ///
  /// Facts are bound by structure and time only, not by the rules for commands; one older than its
  /// ticket's last event is recorded at that event's time. A mark replaces the one its ticket had.
  ///
  /// - Parameters:
  ///   - facts: What happened, in time order.
  ///   - marks: How far the tickets among them have come.
  ///   - source: The log imported from.
  ///   - completedRows: With the last facts, the rows of the log that the ledger then holds as events, all
  ///     runs together; nil before.
  /// - Returns: The events appended, by kind, terms defined and persons registered among them, and
  ///   how many facts were recorded at a later time than theirs.
  /// - Throws: What the target throws; nothing of the call is recorded then.
  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String,
    completing completedRows: UInt64?
  ) async throws -> Recording
}
