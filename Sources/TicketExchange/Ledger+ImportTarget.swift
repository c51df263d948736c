public import TicketLedger

extension Ledger: ImportTarget {
  public func importMarks(of source: String) async throws -> [String: ImportMark] {
    try marks(of: source)
  }

  public func heldReferences(among references: [String]) async throws -> Set<String> {
    try Set(references.filter { try holds(reference: $0) })
  }

  public func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String
  ) async throws -> Recording {
    try await record(facts, marking: ImportMarks(source: source, marks: marks))
  }

  public func finishImport(of source: String, rows: UInt64) async throws -> Recording {
    try await record([], marking: ImportMarks(source: source, marks: [], completedRows: rows))
  }
}
