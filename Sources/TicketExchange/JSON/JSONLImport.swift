public import TicketLedger

/// The import of another ledger's export, line by line.
///
/// A first pass reads every line and records nothing, so that a damaged export leaves no trace; a
/// second records the events in groups of one transaction each. Every event is recorded under a key
/// made of the source's name and its old position: cut off, or run again, the import appends only what
/// is not there yet.
public struct JSONLImport: Sendable {
  /// What messages call the export.
  public let file: String
  /// What the export is called in keys.
  public let source: String
  /// The events recorded in one transaction.
  public let groupSize: Int

  /// Prepares an import; nothing is read yet.
  public init(file: String, source: String, groupSize: Int = 1000) {
    self.file = file
    self.source = source
    self.groupSize = groupSize
  }

  /// Carries the import out.
  ///
  /// - Parameters:
  ///   - target: The ledger.
  ///   - progress: Told how many lines of how many are dealt with.
  /// - Returns: What was done; `skipped` counts what the ledger records by itself, or not yet.
  /// - Throws: ``ImportError`` that names the line, before anything is recorded; what the ledger
  ///   throws, with the groups before recorded; `CancellationError`.
  /// - Complexity: O(n) in the lines.
  public func run(
    into target: Ledger,
    progress: @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> ImportSummary {
    let (numbers, total) = try await validated(for: target)
    var group = Group(events: EventImport(source: source, tickets: numbers))
    var iterator = try JSONLines(InputFile(path: file).chunks).makeAsyncIterator()
    while let line = try await iterator.next() {
      let record = try record(of: line)
      if group.submissions.count >= groupSize || group.events.awaits(record) {
        try Task.checkCancellation()
        try await flush(&group, into: target)
        progress(UInt64(line.number), total)
      }
      if let submission = try remap(record, of: line, by: &group.events) {
        group.submissions.append(submission)
        group.records.append(record)
      }
      group.summary.rows += 1
      if record.kind == .opened { group.summary.tickets += 1 }
    }
    try await flush(&group, into: target)
    var summary = group.summary
    summary.skipped = group.events.skipped.values.reduce(0, +)
    return summary
  }

  /// What waits to be recorded together, and what was done so far.
  private struct Group {
    var events: EventImport
    var submissions: [Submission] = []
    /// Parallel to `submissions`.
    var records: [EventRecord] = []
    var summary = ImportSummary()
  }

  private func flush(_ group: inout Group, into target: Ledger) async throws {
    guard !group.submissions.isEmpty else { return }
    let end = target.read { $0.eventCount }
    let recording = try await target.record(group.submissions)
    for (receipt, record) in zip(recording.receipts, group.records) {
      group.events.note(receipt, for: record)
      if receipt.position.rawValue < end { group.summary.alreadyImported += 1 }
    }
    group.summary.byKind.merge(recording.eventsByKind, uniquingKeysWith: +)
    group.submissions.removeAll(keepingCapacity: true)
    group.records.removeAll(keepingCapacity: true)
  }

  /// Reads every line once, counts them, and says what becomes of tickets without a reference.
  private func validated(
    for target: Ledger
  ) async throws -> (numbers: EventImport.NumberedTickets, lines: UInt64) {
    var lines: UInt64 = 0
    var numbers = EventImport.NumberedTickets.keepNumbers
    var hasChosen = target.read { $0.ticketCount == 0 }
    var iterator = try JSONLines(InputFile(path: file).chunks).makeAsyncIterator()
    while let line = try await iterator.next() {
      let record = try record(of: line)
      lines += 1
      guard !hasChosen, record.kind == .opened else { continue }
      // A ledger that got its first ticket from this very export holds it from a run before.
      let receipt = try target.receipt(forKey: "\(source) \(record.position)")
      if receipt?.ticket != record.ticket { numbers = .getReferences }
      hasChosen = true
    }
    return (numbers, lines)
  }

  private func record(of line: JSONLine) throws(ImportError) -> EventRecord {
    do {
      return try EventRecordCoding.record(from: line.value())
    } catch {
      throw fault("\(error)", at: line)
    }
  }

  private func remap(
    _ record: EventRecord,
    of line: JSONLine,
    by events: inout EventImport
  ) throws(ImportError) -> Submission? {
    do throws(JSONFieldError) {
      return try events.remap(record)
    } catch {
      throw fault("\(error)", at: line)
    }
  }

  private func fault(_ problem: String, at line: JSONLine) -> ImportError {
    ImportError(
      file: file,
      line: line.number,
      problem: problem,
      remedy: "export the ledger again; nothing of this line was recorded"
    )
  }
}
