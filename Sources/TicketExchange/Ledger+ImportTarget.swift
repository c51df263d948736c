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
    of source: String,
    completing completedRows: UInt64?
  ) async throws -> Recording {
    let marks = ImportMarks(source: source, marks: marks, completedRows: completedRows)
    return try await record(facts, marking: marks)
  }
}
