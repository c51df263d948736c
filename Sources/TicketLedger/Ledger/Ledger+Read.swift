import LedgerStore

/// The part of the log that a question may know of.
public enum Knowledge: Hashable, Sendable {
  /// Everything up to and with the event at that position.
  case position(Position)
  /// Everything recorded until that moment.
  case recordedAt(Instant)
}

extension Ledger {
  /// Lends the live view: projections, tickets and names, all at one position.
  ///
  /// Cheap: nothing is copied. The writer waits while the body runs, so keep it short.
  public func read<R: ~Copyable, E: Error>(
    _ body: (borrowing LedgerView) throws(E) -> R
  ) throws(E) -> R {
    try live.read(body)
  }

  /// Lends a view as of another instant, or as it was known at another moment.
  ///
  /// *As of* T shows the ticket events that had happened by T. *Known at* K shows what the log held
  /// then, as of that moment unless another is given. Events are folded in chunks, each in a short
  /// read transaction; where the live view shows the same, it is lent instead.
  ///
  /// - Parameters:
  ///   - asOf: What had happened by then; nil for everything, or for the moment of `knownAt`.
  ///   - knownAt: What was known then; nil for everything.
  ///   - progress: Told now and then how many events of how many are folded.
  ///   - body: Asks the questions.
  /// - Returns: What the body returns.
  /// - Throws: ``LedgerError``, or what the body throws.
  /// - Complexity: O(n) in the events known.
  public func read<R: Sendable>(
    asOf: Instant?,
    knownAt: Knowledge? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil,
    _ body: @Sendable (borrowing LedgerView) throws -> R
  ) async throws -> R {
    let (end, limit) = try bounds(asOf: asOf, knownAt: knownAt)
    let answer: R? = try live.read { view in
      let knows = end == .max || end == view.eventCount
      let happened = (limit ?? .distantFuture) >= (view.lastOccurredAt ?? .distantPast)
      return knows && happened ? try body(view) : nil
    }
    if let answer { return answer }
    // What the log adopts is known before, so that nothing has to be folded twice.
    let total = min(end, try logEnd())
    let (agreements, _) = try agreements(after: total)
    let view = try await replay(
      until: total,
      asOf: limit,
      projections: nil,
      under: agreements,
      progress: progress
    )
    return try body(view)
  }

  /// Folds the log from nothing into a view of its own.
  ///
  /// - Parameters:
  ///   - end: The number of events to fold; the rest of the log is not looked at.
  ///   - asOf: Leaves out ticket events that happened later.
  ///   - projections: What to fold them into; nil for the projections the ledger was opened with.
  ///   - readsAhead: Whether another core reads and decodes meanwhile; nil for what the ledger was opened
  ///     with.
  ///   - progress: Told after each chunk how many events of how many are folded.
  /// - Returns: The view.
  /// - Throws: ``LedgerError/cancelled`` where the task is, or what the log has wrong with it.
  /// - Complexity: O(n) in the events.
  public func replay(
    until end: UInt64 = .max,
    asOf: Instant? = nil,
    projections: [any Projection.Type]? = nil,
    readsAhead: Bool? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> LedgerView {
    try await replay(
      until: end,
      asOf: asOf,
      projections: projections,
      under: nil,
      readsAhead: readsAhead,
      progress: progress
    )
  }

  /// Folds the log from nothing, measuring by agreements that are given; nil for those it adopts.
  func replay(
    until end: UInt64,
    asOf: Instant?,
    projections: [any Projection.Type]?,
    under agreements: ServiceAgreements?,
    readsAhead: Bool? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)?
  ) async throws(LedgerError) -> LedgerView {
    let projections = projections ?? engine.options.projections
    var view = LedgerView(projections, asOf: asOf, under: agreements)
    let total = min(end, try logEnd())
    try await view.follow(
      store,
      upTo: total,
      leavingOut: asOf.map { limit in
        PastQuestion(limit: limit, occurrences: live.read { $0.occurrences })
      },
      readsAhead: readsAhead ?? engine.options.readsAhead,
      progress: { progress?($0, total) }
    )
    try view.refoldIfNeeded(from: store)
    return view
  }

  /// The calendars and policies that the first events of the log had adopted, and the names by which
  /// documents lead to terms.
  ///
  /// - Parameter count: The number of events, at most those of the log.
  /// - Returns: Both, as of those events or, the names, of later ones.
  /// - Throws: What the log has wrong with it.
  /// - Complexity: O(n) in the events where the live view does not know of all of them yet, because
  ///   another process appended them; else it reads none.
  func agreements(
    after count: UInt64
  ) throws(LedgerError) -> (ServiceAgreements, names: TermNames) {
    let known: (ServiceAgreements, TermNames)? = live.read { view in
      guard count <= view.eventCount else { return nil }
      let names = TermNames(view.catalogue)
      return (view.agreements.known(after: count, names: names), names)
    }
    if let known { return known }
    var view = LedgerView([])
    while try view.followChunk(of: store, upTo: count) {}
    return (view.agreements, TermNames(view.catalogue))
  }

  /// The number of events in the log, those of other processes among them.
  func logEnd() throws(LedgerError) -> UInt64 {
    try LedgerError.wrapping { try store.beginRead().end }
  }

  /// How many events a question may know of, and which of them had happened.
  private func bounds(
    asOf: Instant?,
    knownAt: Knowledge?
  ) throws(LedgerError) -> (end: UInt64, limit: Instant?) {
    guard let knownAt else { return (.max, asOf) }
    let end = try eventCount(knownAt: knownAt)
    switch knownAt {
    case .recordedAt(let moment): return (end, asOf ?? moment)
    case .position(let position):
      let recordedAt = try event(at: position)?.recordedAt
      return (end, asOf ?? recordedAt)
    }
  }

  /// How many events the ledger knew at a position or moment.
  ///
  /// - Throws: ``LedgerError/beyondEnd(_:)`` for a position that no event stands at yet.
  /// - Complexity: O(log n).
  public func eventCount(knownAt knowledge: Knowledge) throws(LedgerError) -> UInt64 {
    switch knowledge {
    case .position(let position):
      guard try position.rawValue < logEnd() else { throw .beyondEnd(position) }
      return position.rawValue + 1
    case .recordedAt(let moment): return try eventCount(recordedUntil: moment)
    }
  }

  /// How many events were recorded until a moment; by bisection, since that time never goes back.
  private func eventCount(recordedUntil moment: Instant) throws(LedgerError) -> UInt64 {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      var low: UInt64 = 0
      var high = snapshot.end
      while low < high {
        let middle = low + (high - low) / 2
        let recorded = try snapshot.event(at: Position(middle))
        if let recorded, recorded.recordedAt <= moment { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
