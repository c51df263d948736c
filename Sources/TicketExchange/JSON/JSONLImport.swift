import Foundation
public import TicketLedger

/// The import of another ledger's export, line by line.
///
/// A first pass reads every line and records nothing, so that a damaged export leaves no trace; a
/// second records the events in groups of one transaction each. Every event is recorded under a key
/// made of the source's name and its old position: cut off, or run again, the import appends only what
/// is not there yet.
///
/// An erasure in the export is carried out in the ledger, on the same basis and by the same actor; what
/// stands for the words that the export has no more is erased with the person. Whoever the ledger knows
/// from an earlier import, made before the erasure, is erased too, with all words of theirs.
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
  /// - Returns: What was done; `skipped` counts alarms, progress of imports and signing keys, which are
  ///   the exporting ledger's own, renamings that change nothing, and erasures of persons of whom the
  ///   export has nothing.
  /// - Throws: ``ImportError`` that names the line, before anything is recorded; what the ledger
  ///   throws, with the groups before recorded; `CancellationError`.
  /// - Complexity: O(n) in the lines.
  public func run(
    into target: Ledger,
    progress: @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> ImportSummary {
    try await record(validated(for: target), into: target, progress: progress)
  }

  /// Carries the import out into a ledger that is made only when the whole export was found good.
  ///
  /// - Parameters:
  ///   - make: Makes the ledger, which must have no tickets.
  ///   - progress: Told how many lines of how many are dealt with.
  /// - Returns: What was done.
  /// - Throws: As ``run(into:progress:)``, and what `make` throws.
  public func run(
    making make: () async throws -> Ledger,
    progress: @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> ImportSummary {
    let validated = try await validated(for: nil)
    return try await record(validated, into: try await make(), progress: progress)
  }

  private func record(
    _ validated: Validated,
    into target: Ledger,
    progress: @Sendable (UInt64, UInt64) -> Void
  ) async throws -> ImportSummary {
    let events = EventImport(
      source: source,
      tickets: validated.numbers,
      persons: validated.persons
    )
    var group = Group(events: events)
    var iterator = try JSONLines(InputFile(path: file).chunks).makeAsyncIterator()
    while let line = try await iterator.next() {
      let record = try record(of: line)
      if group.submissions.count >= groupSize || group.events.awaits(record) {
        try Task.checkCancellation()
        try await flush(&group, into: target)
        progress(UInt64(line.number), validated.lines)
      }
      if case .erasure(let erasure) = record.content {
        try await flush(&group, into: target)
        progress(UInt64(line.number) - 1, validated.lines)
        try await add(erasure, at: line, to: &group, erasingFrom: target)
      } else if let submission = try remap(record, of: line, by: &group.events) {
        try await erase(&group, from: target)
        group.submissions.append(submission)
        group.records.append(record)
        group.lines.append(line.number)
      }
      group.summary.rows += 1
      if record.kind == .opened { group.summary.tickets += 1 }
    }
    try await flush(&group, into: target)
    try await erase(&group, from: target)
    progress(validated.lines, validated.lines)
    var summary = group.summary
    for (kind, count) in group.events.skipped {
      switch kind {
      case .ledgerCreated, .termDefined, .personRegistered: summary.definitions += count
      default: summary.skipped += count
      }
    }
    return summary
  }

  /// What waits to be recorded together, and what was done so far.
  ///
  /// Submissions wait, or erasures, never both.
  struct Group {
    var events: EventImport
    var submissions: [Submission] = []
    /// Parallel to `submissions`.
    var records: [EventRecord] = []
    /// Parallel to `submissions`.
    var lines: [Int] = []
    var erasures: Erasures?
    var summary = ImportSummary()
  }

  private func flush(_ group: inout Group, into target: Ledger) async throws {
    guard !group.submissions.isEmpty else { return }
    let end = target.read { $0.eventCount }
    let recording = try await recording(of: group, in: target)
    for (receipt, record) in zip(recording.receipts, group.records) {
      if receipt.position.rawValue < end {
        group.summary.alreadyImported += 1
      } else if group.events.lacksWords(record) {
        group.summary.withoutWords += 1
      }
      group.events.note(receipt, for: record)
    }
    group.summary.byKind.merge(recording.eventsByKind, uniquingKeysWith: +)
    group.submissions.removeAll(keepingCapacity: true)
    group.records.removeAll(keepingCapacity: true)
    group.lines.removeAll(keepingCapacity: true)
  }

  private func recording(of group: Group, in target: Ledger) async throws -> Recording {
    do {
      return try await target.record(group.submissions)
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      throw ImportError(
        file: file,
        line: group.lines.first,
        problem: "up to line \(group.lines.last ?? 0), \(refusal)",
        remedy: "the lines before these are recorded; mend the export and import it again"
      )
    }
  }

  /// What the first pass found.
  private struct Validated {
    var numbers = EventImport.NumberedTickets.keepNumbers
    var persons = ExportedPersons()
    var lines: UInt64 = 0
  }

  /// Reads every line once, counts them, and says what becomes of tickets without a reference.
  private func validated(for target: Ledger?) async throws -> Validated {
    var validated = Validated()
    var gap: ImportError?
    try InputFile.requireRegular(file, called: file)
    var check = ExportCheck { ticket in
      guard let target else { return false }
      if case .number(let number) = ticket {
        return try target.number(of: .reference("\(source)#\(number)")) != nil
      }
      return try target.number(of: ticket) != nil
    }
    var hasChosen = target?.read { $0.ticketCount == 0 } ?? true
    var iterator = try JSONLines(InputFile(path: file).chunks).makeAsyncIterator()
    while let line = try await iterator.next() {
      let record = try record(of: line)
      if let problem = try check.problem(with: record) { throw fault(problem, at: line) }
      // What it leads to is told first: a ticket that was never opened says more than a gap.
      if let problem = check.gap(before: record), gap == nil { gap = fault(problem, at: line) }
      validated.lines += 1
      let held = try target.flatMap { try heldEvent(of: record, at: line, in: $0) }
      try validated.persons.note(record, held: held) { person in
        let erasure = target?.read { $0.catalogue.erasure(of: person) }
        return try erasure.flatMap { try target?.event(at: $0) }?.actor
      }
      guard !hasChosen, record.kind == .opened else { continue }
      // A ledger that got its first ticket from this very export holds it from a run before.
      let receipt = try target?.receipt(forKey: "\(source) \(record.position)")
      if receipt?.ticket != record.ticket { validated.numbers = .getReferences }
      hasChosen = true
    }
    if let gap { throw gap }
    guard validated.lines > 0 else {
      throw ImportError(
        file: file,
        problem: "the file is empty: it holds no event",
        remedy: "export the ledger again"
      )
    }
    return validated
  }

  /// What an earlier import made of a record; nil where none did.
  ///
  /// Refuses an export whose events the ledger holds others of under the same source's name.
  private func heldEvent(
    of record: EventRecord,
    at line: JSONLine,
    in target: Ledger
  ) throws -> RecordedEvent? {
    guard case .submission(let submission) = record.content,
      let receipt = try target.receipt(forKey: "\(source) \(record.position)"),
      let held = try target.event(at: receipt.position)
    else { return nil }
    guard held.event.kind == record.kind, held.occurredAt == submission.occurredAt,
      try isSame(submission.command, held, in: target)
    else {
      throw ImportError(
        file: file,
        line: line.number,
        problem: "the ledger holds another export under the source's name \"\(source)\"",
        remedy: "give this export a name of its own, as the command does with --source"
      )
    }
    return held
  }

  /// Whether the held event is of the ticket that a command names by reference.
  private func isSame(
    _ command: Command,
    _ held: RecordedEvent,
    in target: Ledger
  ) throws -> Bool {
    guard case .reference(let reference) = command.ticket, let ticket = held.ticket else {
      return true
    }
    return try target.reference(of: ticket) == reference
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
