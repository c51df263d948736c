import Crypto
import Foundation
import TicketLedger

/// The first pass: reads, validates and decides every row, and records nothing.
struct ImportPlanner {
  private let file: String
  private let onError: CSVImport.ErrorPolicy
  private let latest: Instant
  private let marks: [String: ImportMark]
  private let dialect: CSVDialect
  private let mapper: RowMapper
  private var plan = ImportPlan()
  private var numbers: [String: Int] = [:]
  private let report: (Int) -> Void

  /// Prepares the pass.
  ///
  /// - Parameters:
  ///   - settings: The import.
  ///   - mapper: The mapping, bound to the file's header.
  ///   - marks: What earlier runs recorded, by ticket reference.
  ///   - report: Told the bytes read, every so many rows.
  init(
    _ settings: CSVImport,
    mapper: RowMapper,
    marks: [String: ImportMark],
    report: @escaping (Int) -> Void
  ) {
    file = settings.fileName
    onError = settings.onError
    latest = settings.latest
    dialect = settings.mapping.dialect
    self.mapper = mapper
    self.marks = marks
    self.report = report
  }

  /// Decides all rows of a file.
  ///
  /// - Parameter data: The file.
  /// - Returns: What the second pass has to do.
  /// - Throws: ``ImportError`` at the first row that cannot be read, unless such rows are skipped.
  /// - Complexity: O(n log n) in the rows, of which it keeps 24 bytes each.
  consuming func plan(_ data: Data) throws -> ImportPlan {
    var reader = CSVReader(dialect)
    var record = CSVRecord()
    // The header was read when the mapping was bound to it.
    _ = try reader.next(&record, in: data.span)
    if mapper.mapping.order == .file {
      var rank = 0
      while try read(&record, &reader, data, counts: true) {
        try decide(record, data, rank: rank)
        rank += 1
      }
    } else {
      let places = try RowOrder.places(&self, &reader, data)
      for (rank, place) in places.enumerated() {
        reader.seek(to: place.offset, line: place.line)
        guard try read(&record, &reader, data, counts: false) else { break }
        try decide(record, data, rank: rank)
      }
    }
    finish()
    return plan
  }

  /// Reads the next row that is whole; false at the end of the file.
  mutating func read(
    _ record: inout CSVRecord,
    _ reader: inout CSVReader,
    _ data: Data,
    counts: Bool
  ) throws -> Bool {
    while true {
      var fault: CSVFault?
      do {
        guard try reader.next(&record, in: data.span) else { return false }
        fault = mismatch(in: record, isLast: reader.offset == data.count)
      } catch {
        fault = error
      }
      if counts { try countRow(endingAt: reader.offset) }
      guard let fault else { return true }
      try skip(
        ImportError(
          file: file,
          line: fault.line,
          problem: fault.problem,
          remedy: fault.remedy
        )
      )
    }
  }

  private func mismatch(in record: CSVRecord, isLast: Bool) -> CSVFault? {
    let found = record.fields.count
    guard found != mapper.columnCount else { return nil }
    return CSVFault(
      line: record.line,
      problem: "the row has \(found) fields, the header \(mapper.columnCount)",
      remedy: isLast && found < mapper.columnCount
        ? "the file may be cut off: export it again" : "correct the row, or \"delimiter\""
    )
  }

  private mutating func countRow(endingAt end: Int) throws {
    plan.summary.rows += 1
    guard plan.summary.rows & 0xFFF == 0 else { return }
    try Task.checkCancellation()
    report(end)
    guard plan.summary.rows < ImportPlan.maximumCount else {
      throw ImportError(file: file, problem: "too many rows", remedy: "split the file")
    }
  }

  /// Counts a row that cannot be read, or stops at it.
  private mutating func skip(_ error: ImportError) throws {
    guard onError == .skip else { throw error }
    plan.summary.skipped += 1
    if plan.summary.problems.count < ImportSummary.maximumProblemCount {
      plan.summary.problems.append(error)
    }
  }

  /// The order of rows that the mapping names.
  var order: CSVMapping.Order { mapper.mapping.order }

  /// The key by which a row is put in order; nil for a row that was skipped.
  mutating func orderKey(_ record: CSVRecord, _ data: Data) throws -> [RowOrder.Part]? {
    let row = CSVRow(record, in: data.span, quote: dialect.quote)
    do {
      if mapper.mapping.order == .time { return [.number(try mapper.milliseconds(row))] }
      var key: [RowOrder.Part] = []
      for column in mapper.orderColumns {
        if let column {
          key.append(RowOrder.Part(row.text(column)))
        } else {
          key.append(.number(try mapper.milliseconds(row)))
        }
      }
      return key
    } catch {
      try skip(self.error(error, line: record.line))
      return nil
    }
  }

  private func error(_ problem: RowProblem, line: Int) -> ImportError {
    ImportError(
      file: file,
      line: line,
      ticket: problem.ticket,
      problem: problem.problem,
      remedy: problem.remedy
    )
  }

  private mutating func finish() {
    for ticket in plan.tickets {
      let before = ticket.mark?.rows ?? 0
      plan.summary.alreadyImported += Int(min(before, ticket.rows))
      if ticket.rows < before { plan.summary.ticketsWithFewerRows += 1 }
    }
    plan.summary.tickets = plan.tickets.count
    let tickets = plan.tickets
    plan.entries.removeAll { !tickets[$0.ticket].hasNews }
    plan.entries.sort(by: ImportPlan.Entry.precedes)
  }
}

extension ImportPlanner {
  /// What a row says, once it is known to be good.
  private struct Reading {
    var reference: String
    var milliseconds: Int64
    var opened: Int64
    var values: RowValues
  }

  /// Decides one whole row.
  private mutating func decide(_ record: CSVRecord, _ data: Data, rank: Int) throws {
    let row = CSVRow(record, in: data.span, quote: dialect.quote)
    do {
      let reference = try mapper.reference(row)
      let number = numbers[reference]
      if let number, repeats(plan.tickets[number].previous, record, in: data.span) {
        plan.summary.duplicates += 1
        return
      }
      let reading = try reading(row, of: reference, isFirst: number == nil)
      try add(reading, row, at: number, rank: rank)
    } catch let problem as RowProblem {
      try skip(error(problem, line: record.line))
    }
  }

  private func repeats(
    _ previous: Range<Int>,
    _ record: CSVRecord,
    in bytes: Span<UInt8>
  ) -> Bool {
    guard previous.count == record.end - record.offset else { return false }
    for index in 0..<previous.count
    where bytes[previous.lowerBound + index] != bytes[record.offset + index] {
      return false
    }
    return true
  }

  /// Reads a row in full; afterwards nothing about it can fail.
  private mutating func reading(
    _ row: borrowing CSVRow,
    of reference: String,
    isFirst: Bool
  ) throws -> Reading {
    do {
      let milliseconds = try mapper.milliseconds(row)
      guard milliseconds <= latest.millisecondsSince1970 else {
        throw RowProblem(
          problem: "the row's time, \(Instant(millisecondsSince1970: milliseconds)), lies ahead",
          remedy: "correct the row, or \"format\" and \"zone\" in the mapping"
        )
      }
      let values = try mapper.values(row)
      var opened = milliseconds
      if isFirst {
        opened = min(opened, try mapper.openedMilliseconds(row) ?? opened)
        _ = try mapper.opening(row, values)
        _ = try mapper.opener(row)
      }
      return Reading(
        reference: reference,
        milliseconds: milliseconds,
        opened: opened,
        values: values
      )
    } catch var problem as RowProblem {
      problem.ticket = reference
      throw problem
    }
  }

  private mutating func add(
    _ reading: Reading,
    _ row: borrowing CSVRow,
    at known: Int?,
    rank: Int
  ) throws {
    let number = known ?? plan.tickets.count
    if known == nil {
      numbers[reading.reference] = number
      plan.tickets.append(
        ImportPlan.Ticket(
          reference: reading.reference,
          firstLine: row.line,
          mark: marks[reading.reference],
          milliseconds: reading.opened
        )
      )
      append(row, of: number, at: reading.opened, rank: rank, isOpening: true)
    }
    let before = plan.tickets[number].milliseconds
    let isNew = plan.tickets[number].rows >= plan.tickets[number].mark?.rows ?? 0
    if reading.milliseconds < before, isNew { plan.summary.clamped += 1 }
    let milliseconds = max(reading.milliseconds, before)
    append(row, of: number, at: milliseconds, rank: rank, isOpening: false)
    let digest = mapper.digest(row, reading.values, after: plan.tickets[number].digest)
    plan.tickets[number].digest = digest
    plan.tickets[number].rows += 1
    plan.tickets[number].milliseconds = milliseconds
    plan.tickets[number].previous = row.offset..<row.end
    try checkMark(of: plan.tickets[number], at: row.line)
  }

  private mutating func append(
    _ row: borrowing CSVRow,
    of ticket: Int,
    at milliseconds: Int64,
    rank: Int,
    isOpening: Bool
  ) {
    plan.entries.append(
      ImportPlan.Entry(
        milliseconds: milliseconds,
        offset: UInt64(row.offset),
        rank: UInt32(rank),
        ticketAndKind: UInt32(ticket) << 1 | (isOpening ? 0 : 1)
      )
    )
  }

  /// Compares the rows read so far with what an earlier run consumed.
  ///
  /// A difference stops the import whatever the error policy: what is recorded cannot be unsaid.
  private func checkMark(of ticket: ImportPlan.Ticket, at line: Int) throws {
    guard let mark = ticket.mark, ticket.rows == max(mark.rows, 1), let digest = ticket.digest,
      Array(digest) != mark.digest
    else { return }
    throw ImportError(
      file: file,
      line: line,
      ticket: ticket.reference,
      problem: "the first \(ticket.rows) row(s) of this ticket are not those imported before from "
        + "\"\(mapper.mapping.source)\"",
      remedy: "the source rewrote its history or the mapping reads other columns: "
        + "import under another \"source\" and ticket \"prefix\", or restore the rows"
    )
  }
}
