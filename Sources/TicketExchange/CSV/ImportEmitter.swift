import Crypto
import Foundation
import TicketLedger

/// The second pass: turns planned rows into facts, group by group, in the plan's order.
struct ImportEmitter {
  /// What one transaction records.
  struct Group {
    /// The facts, in order.
    var facts: [Submission] = []
    /// How far the tickets among them have come.
    var marks: [ImportMark] = []
    /// The openings and rows in it.
    var count = 0
    /// The rows that changed nothing.
    var touches = 0
  }

  private let plan: ImportPlan
  private let file: String
  private let groupSize: Int
  private let mapper: RowMapper
  private var reader: CSVReader
  private var record = CSVRecord()
  private var next = 0
  private var folds: [TicketFold?]
  private var rows: [UInt64]
  private var digests: [SHA256Digest?]
  /// The rows of each ticket's mark in the ledger, as this import left it.
  private var recordedRows: [UInt64?]

  /// Prepares the pass.
  init(_ plan: ImportPlan, _ settings: CSVImport, mapper: RowMapper) {
    self.plan = plan
    self.mapper = mapper
    file = settings.fileName
    groupSize = settings.groupSize
    reader = CSVReader(settings.mapping.dialect)
    folds = Array(repeating: nil, count: plan.tickets.count)
    rows = Array(repeating: 0, count: plan.tickets.count)
    digests = Array(repeating: nil, count: plan.tickets.count)
    recordedRows = plan.tickets.map { $0.mark?.rows }
  }

  /// The next group; nil at the end.
  ///
  /// - Throws: ``ImportError``, where the file is no longer as the first pass read it.
  mutating func nextGroup(_ data: Data) throws -> Group? {
    var group = Group()
    var touched: [Int: ImportMark] = [:]
    var order: [Int] = []
    while next < plan.entries.count, group.count < groupSize {
      let entry = plan.entries[next]
      next += 1
      do {
        let mark = try emit(entry, data, into: &group)
        guard let mark else { continue }
        if touched.updateValue(mark, forKey: entry.ticket) == nil { order.append(entry.ticket) }
      } catch is RowProblem {
        throw changed
      } catch is CSVFault {
        throw changed
      }
    }
    group.marks = order.compactMap { ticket in
      let replaced = recordedRows[ticket]
      recordedRows[ticket] = touched[ticket]?.rows
      return touched[ticket].map { mark in
        ImportMark(
          ticket: mark.ticket,
          rows: mark.rows,
          digest: mark.digest,
          replacing: replaced
        )
      }
    }
    return group.count == 0 ? nil : group
  }

  private var changed: ImportError {
    ImportError(
      file: file,
      problem: "the file was changed while it was read",
      remedy: "run the import again when nothing writes to it"
    )
  }

  /// Emits one entry; gives the ticket's mark where the entry is new.
  private mutating func emit(
    _ entry: ImportPlan.Entry,
    _ data: Data,
    into group: inout Group
  ) throws -> ImportMark? {
    reader.seek(to: Int(entry.offset), line: 1)
    guard try reader.next(&record, in: data.span), record.fields.count == mapper.columnCount else {
      throw changed
    }
    let row = CSVRow(record, in: data.span, quote: mapper.mapping.dialect.quote)
    let ticket = plan.tickets[entry.ticket]
    guard try mapper.reference(row) == ticket.reference else { throw changed }
    let values = try mapper.values(row)
    let isFirst = rows[entry.ticket] == 0
    let digest = mapper.digest(row, values, after: isFirst ? nil : digests[entry.ticket])
    digests[entry.ticket] = digest
    let at = Instant(millisecondsSince1970: entry.milliseconds)
    if entry.isOpening {
      folds[entry.ticket] = TicketFold(openedWith: values)
      guard ticket.mark == nil else { return nil }
      let opening = Command.Action.open(try mapper.opening(row, values))
      let opener = try mapper.opener(row) ?? values.actor
      group.facts.append(fact(opening, on: ticket, by: opener, at: at))
    } else {
      var actions = folds[entry.ticket]?.actions(for: values, by: mapper) ?? []
      rows[entry.ticket] += 1
      guard rows[entry.ticket] > ticket.mark?.rows ?? 0 else { return nil }
      if actions.isEmpty, !isFirst {
        actions.append(.touch)
        group.touches += 1
      }
      for action in actions {
        group.facts.append(fact(action, on: ticket, by: values.actor, at: at))
      }
    }
    group.count += 1
    return ImportMark(
      ticket: ticket.reference,
      rows: rows[entry.ticket],
      digest: Array(digest),
      replacing: nil
    )
  }

  private func fact(
    _ action: Command.Action,
    on ticket: ImportPlan.Ticket,
    by actor: String?,
    at instant: Instant
  ) -> Submission {
    let command = Command(action, on: .reference(ticket.reference))
    return Submission(command, by: reference(to: actor), at: instant)
  }

  private func reference(to actor: String?) -> ActorReference {
    guard let actor else { return .importer(.name(mapper.mapping.source)) }
    switch mapper.mapping.actorKind {
    case .person: return .person(.identity(actor))
    case .automation: return .automation(.name(actor))
    case .monitoring: return .monitoring(.name(actor))
    }
  }
}
