import TicketLedger

/// The one place where a measured replay is asked for.
enum Replaying {
  static let core: [any Projection.Type] = [
    Queues.self, ServiceLevels.self, RecurrenceMap.self, Flow.self,
  ]

  /// Folds a whole log into projections; on two threads, one reads ahead.
  static func replay(
    _ ledger: Ledger,
    into projections: [any Projection.Type],
    threads: Int,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> LedgerView {
    try await ledger.replay(
      projections: projections,
      readsAhead: threads > 1,
      progress: progress
    )
  }
}
