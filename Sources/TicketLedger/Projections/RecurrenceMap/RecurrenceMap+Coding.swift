extension RecurrenceMap {
  /// Writes the tickets in order of their numbers, each with its resolutions and statements from the
  /// first on, so that it leaves no trace how the tickets' events lay among each other in the log.
  ///
  /// ```
  /// u32 count of tickets, each:
  ///   u8 kind, 0 unopened | i64 openedAt | u8 count, u32 per term | u32 requester | u32 minutes
  ///   u32 reopenings | u8 cause, 255 none | u8 resolved | u32 count, i64 per resolution
  ///   u32 count, per statement: u64 ticket, u8 relation, u8 stated
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(truncatingIfNeeded: rows.count))
    for (place, row) in rows.enumerated() {
      writer.beginSection(ofTicketAt: place)
      writer.write(row.kind)
      writer.write(row.openedAt)
      row.classification.encode(into: &writer)
      writer.write(row.requester)
      writer.write(row.minutes)
      writer.write(row.reopenings)
      writer.write(row.cause)
      writer.write(row.isResolved)
      let resolutions = resolutions(of: row)
      writer.write(UInt32(truncatingIfNeeded: resolutions.count))
      for instant in resolutions.reversed() { writer.write(instant) }
      let statements = statements(of: row)
      writer.write(UInt32(truncatingIfNeeded: statements.count))
      for statement in statements.reversed() {
        writer.write(statement.ticket)
        writer.write(statement.relation.rawValue)
        writer.write(statement.isStated)
      }
    }
  }

  /// When a ticket was resolved, the last time first.
  func resolutions(of row: RecurrenceRow) -> [Instant] {
    var instants: [Instant] = []
    var place = row.lastResolution
    while place != RecurrenceRow.none {
      instants.append(resolutions[Int(place)].at)
      place = resolutions[Int(place)].previous
    }
    return instants
  }

  /// What was stated of a ticket's relations, the last first.
  func statements(of row: RecurrenceRow) -> [RecurrenceStatement] {
    var found: [RecurrenceStatement] = []
    var place = row.lastStatement
    while place != RecurrenceRow.none {
      found.append(statements[Int(place)])
      place = statements[Int(place)].previous
    }
    return found
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count = try reader.readCount(ofEntriesTaking: 1 + 8 + 1 + 3 * 4 + 1 + 1 + 4 + 4)
    rows.reserveCapacity(count)
    for _ in 0..<count { try decodeRow(from: &reader) }
  }

  private mutating func decodeRow(from reader: inout ByteReader) throws(DecodingFailure) {
    var row = RecurrenceRow()
    row.kind = try reader.read()
    guard row.kind == 0 || TicketKind(rawValue: row.kind) != nil else {
      throw .invalidValue(offset: reader.offset)
    }
    row.openedAt = try reader.readInstant()
    row.classification = try Classification(decoding: &reader)
    row.requester = try reader.read()
    row.minutes = try reader.read()
    row.reopenings = try reader.read()
    row.cause = try reader.read()
    guard row.cause == RecurrenceRow.noCause || CauseClass(rawValue: row.cause) != nil else {
      throw .invalidValue(offset: reader.offset)
    }
    row.isResolved = try reader.readBool()
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 8)) {
      let place = UInt32(truncatingIfNeeded: resolutions.count)
      let instant = try reader.readInstant()
      resolutions.append(RecurrenceResolution(at: instant, previous: row.lastResolution))
      row.lastResolution = place
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 10)) {
      let place = UInt32(truncatingIfNeeded: statements.count)
      let statement = try RecurrenceStatement(after: row.lastStatement, decoding: &reader)
      statements.append(statement)
      row.lastStatement = place
    }
    rows.append(row)
  }
}

extension RecurrenceStatement {
  fileprivate init(
    after previous: UInt32,
    decoding reader: inout ByteReader
  ) throws(DecodingFailure) {
    ticket = try reader.read()
    self.previous = previous
    guard let relation = Relation(rawValue: try reader.read()), relation.leadsToProblem else {
      throw .invalidValue(offset: reader.offset)
    }
    self.relation = relation
    isStated = try reader.readBool()
  }
}
