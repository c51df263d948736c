public import Foundation
public import TicketLedger

/// The import of a log in CSV, by a mapping.
///
/// A first pass reads and decides every row and records nothing; a second records them in time order,
/// stable within a ticket, in groups of one transaction each. Cut off anywhere, the import can be run
/// again: rows already recorded are recognised by the source's name, their ticket, their count and
/// their digest.
public struct CSVImport: Sendable {
  /// What becomes of a row that cannot be read.
  public enum ErrorPolicy: String, CaseIterable, Sendable {
    /// The import stops before anything is recorded.
    case stop
    /// The row is left out, counted and reported.
    case skip
  }

  /// How far an import has come.
  public struct Progress: Hashable, Sendable {
    /// What it is doing.
    public enum Phase: String, Hashable, Sendable {
      /// The first pass; counted in bytes.
      case reading
      /// The second pass; counted in openings and rows.
      case recording
    }

    /// What it is doing.
    public var phase: Phase
    /// How much of it is done.
    public var done: Int
    /// How much there is.
    public var total: Int
  }

  /// The log.
  public let file: URL
  /// How its rows become events.
  public let mapping: CSVMapping
  /// What becomes of a row that cannot be read.
  public let onError: ErrorPolicy
  /// The openings and rows recorded in one transaction.
  public let groupSize: Int
  /// The latest time a row may have.
  public let latest: Instant

  /// Prepares an import; nothing is read yet.
  ///
  /// - Parameters:
  ///   - file: The log, in UTF-8.
  ///   - mapping: How its rows become events.
  ///   - onError: What becomes of a row that cannot be read.
  ///   - groupSize: The openings and rows recorded in one transaction.
  ///   - latest: The latest time a row may have; nil for five minutes from now. A later one is an
  ///     error, as most often the format or zone is mistaken.
  /// - Precondition: `groupSize` is positive.
  public init(
    file: URL,
    mapping: CSVMapping,
    onError: ErrorPolicy = .stop,
    groupSize: Int = 1000,
    latest: Instant? = nil
  ) {
    precondition(groupSize > 0, "a group holds at least one row")
    self.file = file
    self.mapping = mapping
    self.onError = onError
    self.groupSize = groupSize
    self.latest = latest ?? Instant.now.advanced(byMilliseconds: 300_000)
  }

  /// Carries the import out.
  ///
  /// Cancellation of the task is honoured between groups. The file stays mapped into memory meanwhile:
  /// it may be replaced, but not shortened in place.
  ///
  /// - Parameters:
  ///   - target: Where the facts go.
  ///   - progress: Told how far the import has come, on the task that runs it.
  /// - Returns: What was done.
  /// - Throws: ``ImportError`` for what is wrong with the log or the mapping, before anything is
  ///   recorded; what the target throws, with the groups before recorded; `CancellationError`.
  /// - Complexity: O(n log n) in the rows; 24 bytes of memory each, and the state of each ticket.
  public func run(
    into target: some ImportTarget,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> ImportSummary {
    let data = try contents()
    let mapper = try RowMapper(mapping, header: try header(of: data), file: fileName)
    let marks = try await target.importMarks(of: mapping.source)
    var plan = try withoutActuallyEscaping(progress) { progress in
      try ImportPlanner(self, mapper: mapper, marks: marks) { bytes in
        progress(Progress(phase: .reading, done: bytes, total: data.count))
      }.plan(data)
    }
    progress(Progress(phase: .reading, done: data.count, total: data.count))
    try await checkReferences(of: plan, in: target)

    var summary = plan.summary
    let total = plan.newCount
    let consumedRows = plan.consumedRows(with: marks)
    var emitter = ImportEmitter(plan, self, mapper: mapper)
    // The emitter has its own; large plans should not be held twice.
    plan = ImportPlan()
    var done = 0
    var next = try emitter.nextGroup(data)
    while let group = next {
      try Task.checkCancellation()
      next = try emitter.nextGroup(data)
      summary.add(
        try await target.record(
          group.facts,
          marking: group.marks,
          of: mapping.source,
          completing: next == nil ? consumedRows : nil
        )
      )
      summary.touches += group.touches
      done += group.count
      progress(Progress(phase: .recording, done: done, total: total))
    }
    return summary
  }

  /// What errors call the log.
  var fileName: String { file.relativePath }

  private func contents() throws(ImportError) -> Data {
    try InputFile.requireRegular(file.path, called: fileName)
    let data: Data
    do {
      data = try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      throw ImportError(
        file: fileName,
        problem: "the file cannot be read",
        remedy: "check the path and the permission to read it"
      )
    }
    guard !data.isEmpty else {
      throw ImportError(file: fileName, problem: "the file is empty", remedy: "export it again")
    }
    return data
  }

  private func header(of data: Data) throws(ImportError) -> [String] {
    var reader = CSVReader(mapping.dialect)
    var record = CSVRecord()
    do {
      guard try reader.next(&record, in: data.span) else {
        throw ImportError(
          file: fileName,
          problem: "the file has no header",
          remedy: "the first line has to name the columns"
        )
      }
      if let fault = reader.loneReturn(inHeader: record, in: data.span) { throw fault }
    } catch let fault as CSVFault {
      throw ImportError(
        file: fileName,
        line: fault.line,
        problem: fault.problem,
        remedy: fault.remedy
      )
    } catch let error as ImportError {
      throw error
    } catch {
      throw ImportError(file: fileName, problem: "\(error)", remedy: "check the file")
    }
    var names: [String] = []
    for index in record.fields.indices {
      names.append(record.text(index, of: data.span, quote: mapping.dialect.quote))
    }
    return names
  }

  /// Refuses references under which the ledger holds a ticket that did not come from this source.
  private func checkReferences(
    of plan: ImportPlan,
    in target: some ImportTarget
  ) async throws {
    let new = plan.tickets.filter { $0.mark == nil }
    guard !new.isEmpty else { return }
    let held = try await target.heldReferences(among: new.map(\.reference))
    guard let ticket = new.first(where: { held.contains($0.reference) }) else { return }
    throw ImportError(
      file: fileName,
      line: ticket.firstLine,
      ticket: ticket.reference,
      problem: "the ledger holds a ticket of this reference that is not from \"\(mapping.source)\"",
      remedy: "name the \"source\" it was imported under, or give \"ticket\" a \"prefix\""
    )
  }
}
