import Crypto
import TicketLedger

/// Reads rows by a mapping: a pure function of each row, remembering only answers already given.
///
/// A class, because it is large and would be copied with every row; both passes share one.
final class RowMapper {
  let mapping: CSVMapping
  /// The number of fields every row has.
  let columnCount: Int
  private let ticket: BoundRule<MappedText>?
  private let time: BoundTime
  private var openedAt: BoundTime?
  private let actor: BoundRule<MappedText>?
  let fields: BoundFields
  private var dimensions: [BoundRule<MappedText>?] = []
  private var links: [Int] = []
  private let state: BoundRule<RowMeaning>?
  private let activity: BoundRule<RowMeaning>?
  /// The columns that decide the order, where the mapping names them; nil stands for the row's time.
  private(set) var orderColumns: [Int?] = []
  private let digestedAlways: [Int]
  private let digestedWithEvents: [Int]
  private var scratch: [UInt8] = []

  /// Binds a mapping to a file's header.
  ///
  /// - Throws: ``ImportError`` of the mapping, where the file lacks a column.
  init(_ mapping: CSVMapping, header: [String], file: String) throws(ImportError) {
    self.mapping = mapping
    columnCount = header.count
    var binder = try ColumnBinder(mapping, header: header, file: file)
    ticket = try binder.bind(mapping.ticket)
    time = try binder.bind(mapping.time)
    if let rule = mapping.openedAt { openedAt = try binder.bind(rule) }
    actor = try binder.bind(mapping.actor)
    fields = try BoundFields(mapping.fields, &binder)
    for (_, rule) in mapping.dimensions {
      dimensions.append(try binder.bind(rule))
    }
    for (column, _) in mapping.links { links.append(try binder.column(column, of: "links")) }
    state = try binder.bind(mapping.state)
    activity = try binder.bind(mapping.activity)
    if case .columns(let names) = mapping.order {
      for name in names {
        let place = try binder.column(name, of: "order")
        orderColumns.append(mapping.time.columns.contains(name) ? nil : place)
      }
    }
    digestedAlways = binder.places(of: binder.everyRow)
    digestedWithEvents = binder.places(of: binder.eventRows.subtracting(binder.everyRow))
  }

  /// The reference of the row's ticket.
  func reference(_ row: borrowing CSVRow) throws(RowProblem) -> String {
    guard let text = try text(ticket, row) else {
      throw RowProblem(problem: "the row names no ticket", remedy: "see \"ticket\" in the mapping")
    }
    return mapping.ticketPrefix + text
  }

  /// The row's time, in milliseconds since 1970.
  func milliseconds(_ row: borrowing CSVRow) throws(RowProblem) -> Int64 {
    if let milliseconds = time.milliseconds(row) { return milliseconds }
    throw unreadable(time, row)
  }

  /// When the ticket was opened, as the row says; nil where it does not.
  func openedMilliseconds(_ row: borrowing CSVRow) throws(RowProblem) -> Int64? {
    guard openedAt != nil else { return nil }
    if let milliseconds = openedAt?.milliseconds(row) { return milliseconds }
    if let openedAt, !mapping.matching.isUnknown(openedAt.text(row)) {
      throw unreadable(openedAt, row)
    }
    return nil
  }

  private func unreadable(_ time: BoundTime, _ row: borrowing CSVRow) -> RowProblem {
    if let zone = time.unknownZone(row) {
      return RowProblem(
        problem: "column \(zone.column): \"\(zone.name.prefix(60))\" is no zone",
        remedy: "use an IANA name, UTC or an offset"
      )
    }
    let zone = time.rule.zone == nil ? " with a zone" : ""
    return RowProblem(
      problem: "\(time.rule.path): \"\(time.text(row).prefix(60))\" is not a time written as "
        + "\"\(time.rule.format.text)\"\(zone)",
      remedy: "correct the row, or \"format\" in the mapping"
    )
  }

  /// What the row says.
  func values(_ row: borrowing CSVRow) throws(RowProblem) -> RowValues {
    var values = RowValues()
    values.actor = try text(actor, row)
    values.team = try text(fields.team, row)
    values.level = try number(fields.level, row)
    values.agent = try text(fields.agent, row)
    values.prioritisation = try prioritisation(row)
    values.terms.reserveCapacity(dimensions.count)
    for index in dimensions.indices { values.terms.append(try text(dimensions[index], row)) }
    for column in links {
      let cell = row.text(column)
      try checkLength(of: cell, at: "links")
      values.links.append(mapping.matching.isUnknown(cell) ? nil : cell)
    }
    for step in try value(activity, row)?.steps ?? [] {
      values.steps.append(try resolved(step, row))
    }
    for step in try value(state, row)?.steps ?? [] {
      values.steps.append(try resolved(step, row))
    }
    if values.steps.contains(where: \.readsEventFields) { values.resolution = try resolution(row) }
    return values
  }

  /// Continues a ticket's chain of digests with a row.
  func digest(
    _ row: borrowing CSVRow,
    _ values: RowValues,
    after previous: SHA256Digest?
  ) -> SHA256Digest {
    scratch.removeAll(keepingCapacity: true)
    if let previous { scratch.append(contentsOf: previous) }
    for column in digestedAlways { digest(column, row) }
    if values.steps.contains(where: \.readsEventFields) {
      for column in digestedWithEvents { digest(column, row) }
    }
    return SHA256.hash(data: scratch)
  }

  private func digest(_ column: Int, _ row: borrowing CSVRow) {
    let start = scratch.count
    scratch.append(contentsOf: [0, 0, 0, 0])
    row.append(column, to: &scratch)
    // The length stands before the cell, so that cells cannot run into each other.
    let length = UInt32(truncatingIfNeeded: scratch.count - start - 4)
    for index in 0..<4 {
      scratch[start + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
    }
  }
}
