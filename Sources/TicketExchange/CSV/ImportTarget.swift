public import TicketLedger

/// Where an import's facts go: a ledger, or what stands for one in a test.
public protocol ImportTarget: Sendable {
  /// How far a source's tickets have been imported, by ticket reference.
  func importMarks(of source: String) async throws -> [String: ImportMark]

  /// Those of some references under which the ledger holds a ticket already, from wherever it came.
  func heldReferences(among references: [String]) async throws -> Set<String>

  /// Records facts and marks in one transaction, all or nothing.
  ///
  /// Facts are bound by structure and time only, not by the rules for commands; one older than its
  /// ticket's last event is recorded at that event's time. A mark replaces the one its ticket had.
  ///
  /// - Returns: The events appended, by kind, terms defined and persons registered among them, and
  ///   how many facts were recorded at a later time than theirs.
  /// - Throws: What the target throws; nothing of the call is recorded then.
  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String
  ) async throws -> Recording

  /// Records that an import was carried out; called once, and only where something was recorded.
  ///
  /// - Parameters:
  ///   - source: The log imported from.
  ///   - rows: The rows of it that the ledger now holds as events, all runs together.
  /// - Returns: The events appended, by kind.
  /// - Throws: What the target throws; nothing is recorded then.
  func finishImport(of source: String, rows: UInt64) async throws -> Recording
}
