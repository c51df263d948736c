import TicketLedger

/// The one place where a measured replay is asked for.
enum Replaying {
  static let core: [any Projection.Type] = [
    Queues.self, ServiceLevels.self, RecurrenceMap.self, Flow.self,
  ]

  /// Folds a whole log into projections, on so many threads where the ledger leaves the choice.
  static func replay(
    _ ledger: Ledger,
    into projections: [any Projection.Type],
    threads: Int,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> LedgerView {
    try await ledger.replay(projections: projections, progress: progress)
  }
}
