public import TicketLedger
import Transparency

extension Ledger {
  /// Counts what a report says.
  ///
  /// The same question of the same events, as of the same instant, gives an equal content.
  ///
  /// - Parameters:
  ///   - question: What the report is to be about.
  ///   - instant: As of when; a period that was over by then is told as of its end.
  ///   - knownAt: What was known then; nil for all that is known.
  ///   - progress: Told now and then how many events of how many are folded.
  /// - Returns: The content, to be laid out by `ReportContent.html(in:)`.
  /// - Throws: ``LedgerError/refused(_:)`` where the ledger has no dimension of a name asked for, or what
  ///   the log has wrong with it.
  /// - Precondition: The core projections are among the ledger's.
  /// - Complexity: O(n log n) in the events.
  public func report(
    _ question: ReportQuestion,
    asOf instant: Instant,
    knownAt: Knowledge? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws -> ReportContent {
    let origin = try origin()
    let end = question.period.until?.advanced(byMilliseconds: -1)
    let instant = min(instant, end ?? instant)
    let figures = try await read(asOf: instant, knownAt: knownAt, progress: progress) { view in
      try ReportFigures(view, question, origin: origin, asOf: instant)
    }
    var content = try figures.content { try reference(of: $0) ?? "\($0)" }
    if let position = content.source.position {
      content.source.root = try root(at: position + 1).base64
    }
    return content
  }
}
