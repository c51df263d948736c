import Foundation
import TicketExchange
import TicketLedger

/// The ledger of an import: the one that is there, or one that is made when there is something to record.
///
/// So an import that stops at a wrong row leaves no empty ledger behind.
actor ImportLedger {
  private let arguments: LedgerArguments
  private var opened: Ledger?

  /// Opens the ledger where something lies at its path.
  init(_ arguments: LedgerArguments) async throws {
    self.arguments = arguments
    guard FileManager.default.fileExists(atPath: try arguments.path()) else { return }
    opened = try await arguments.openForWriting()
  }

  /// The ledger that is there; nil where it has still to be made.
  var existing: Ledger? { opened }

  /// The ledger, made with defaults where there was none.
  func ledger() async throws -> Ledger {
    if let opened { return opened }
    let made = try await arguments.openForWriting()
    opened = made
    return made
  }

  /// Closes it where all went well.
  func end() async {
    await opened?.end()
  }

  /// Closes it where something did not.
  func close() async {
    await opened?.close()
  }
}

extension ImportLedger: ImportTarget {
  func importMarks(of source: String) async throws -> [String: ImportMark] {
    try await opened?.importMarks(of: source) ?? [:]
  }

  func heldReferences(among references: [String]) async throws -> Set<String> {
    try await opened?.heldReferences(among: references) ?? []
  }

  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String,
    completing completedRows: UInt64?
  ) async throws -> Recording {
    try await ledger().record(facts, marking: marks, of: source, completing: completedRows)
  }
}
