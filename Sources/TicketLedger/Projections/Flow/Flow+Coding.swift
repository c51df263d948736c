extension Flow {
  /// The tables by ticket; what is counted from them is counted again when read.
  ///
  /// ```
  /// u64 replies
  /// u32 tickets, each: i64 arrivedAt, i64 reopenedAt, u32 knownTeam, u8 knownLevel, u8 solvedLevel, u32 solvedTeam, u8 solvedPriority, u8 contacts, u8 flags, u32 visits, each: u32 team
  /// u32 stays, each: i64 arrivedAt, i64 leftAt, u32 ticket, u32 team, u8 level
  /// u32 moves, each: i64 at, i64 stay, u32 ticket, u32 fromTeam, u32 toTeam, u8 fromLevel, u8 toLevel, u8 code
  /// u32 waits, each: i64 from, i64 to, u32 ticket, u32 team, u8 level, u8 isAnnounced
  /// u32 reopenings, each: i64 at, u32 ticket
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt64(replies))
    writer.write(UInt32(rows.count))
    for (place, row) in rows.enumerated() {
      writer.beginSection(ofTicketAt: place)
      encode(row, into: &writer)
    }
    writer.write(stays) { $1.encode(into: &$0) }
    writer.write(allMoves) { $1.encode(into: &$0) }
    writer.write(waits) { $1.encode(into: &$0) }
    writer.write(reopenings) { writer, reopening in
      writer.write(reopening.at)
      writer.write(reopening.ticket)
    }
  }

  private func encode(_ row: FlowRow, into writer: inout ByteWriter) {
    writer.write(row.arrivedAt)
    writer.write(row.reopenedAt)
    writer.write(row.knownTeam)
    writer.write(row.knownLevel)
    writer.write(row.solvedLevel)
    writer.write(row.solvedTeam)
    writer.write(row.solvedPriority)
    writer.write(row.contacts)
    writer.write(row.flags.rawValue)
    var teams: [UInt32] = []
    var place = row.lastVisit
    while place != FlowRow.none {
      teams.append(visits[Int(place)].team)
      place = visits[Int(place)].previous
    }
    writer.write(UInt32(teams.count))
    for team in teams.reversed() { writer.write(team) }
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    replies = try reader.readFigure()
    let count = try reader.readCount(ofEntriesTaking: FlowRow.encodedSize)
    rows.reserveCapacity(count)
    for _ in 0..<count { try decodeRow(from: &reader) }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: FlowStay.encodedSize)) {
      stays.append(try FlowStay(decoding: &reader, tickets: count))
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: FlowMove.encodedSize)) {
      let move = try FlowMove(decoding: &reader, tickets: count)
      allMoves.append(move)
      self.count(move)
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: FlowWait.encodedSize)) {
      let wait = try FlowWait(decoding: &reader, tickets: count)
      if wait.to == FlowRow.never {
        let row = Int(wait.ticket) - 1
        guard rows[row].wait == FlowRow.none else { throw .invalidValue(offset: reader.offset) }
        rows[row].wait = UInt32(waits.count)
      }
      waits.append(wait)
    }
    var reopened = Array(repeating: false, count: rows.count)
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 12)) {
      let at = try reader.readInstant()
      let ticket = try reader.readTicket(of: count)
      reopenings.append(FlowReopening(at: at, ticket: ticket))
      if !reopened[Int(ticket) - 1] { ticketsReopened += 1 }
      reopened[Int(ticket) - 1] = true
    }
  }

  private mutating func decodeRow(from reader: inout ByteReader) throws(DecodingFailure) {
    var row = FlowRow()
    row.arrivedAt = try reader.readInstant()
    row.reopenedAt = try reader.readInstant()
    row.knownTeam = try reader.read()
    row.knownLevel = try reader.read()
    row.solvedLevel = try reader.read()
    row.solvedTeam = try reader.read()
    row.solvedPriority = try reader.read()
    row.contacts = try reader.read()
    guard row.contacts <= 2 else { throw .invalidValue(offset: reader.offset) }
    row.flags = FlowFlags(rawValue: try reader.read())
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 4)) {
      visits.append(FlowVisit(team: try reader.read(), previous: row.lastVisit))
      row.lastVisit = UInt32(visits.count - 1)
    }
    if row.flags.contains(.wasHandedOff) { ticketsHandedOff += 1 }
    if row.flags.contains(.cameBack) { ticketsPingPonged += 1 }
    rows.append(row)
  }
}

extension FlowRow {
  static let encodedSize = 8 + 8 + 4 + 1 + 1 + 4 + 1 + 1 + 1 + 4
}

extension FlowStay {
  static let encodedSize = 8 + 8 + 4 + 4 + 1

  func encode(into writer: inout ByteWriter) {
    writer.write(arrivedAt)
    writer.write(leftAt)
    writer.write(ticket)
    writer.write(team)
    writer.write(level)
  }

  init(decoding reader: inout ByteReader, tickets: Int) throws(DecodingFailure) {
    arrivedAt = try reader.readInstant()
    leftAt = try reader.readInstant()
    ticket = try reader.readTicket(of: tickets)
    team = try reader.read()
    level = try reader.read()
  }
}

extension FlowMove {
  static let encodedSize = 8 + 8 + 4 + 4 + 4 + 1 + 1 + 1

  func encode(into writer: inout ByteWriter) {
    writer.write(at)
    writer.write(stay)
    writer.write(ticket)
    writer.write(fromTeam)
    writer.write(toTeam)
    writer.write(fromLevel)
    writer.write(toLevel)
    writer.write(code)
  }

  init(decoding reader: inout ByteReader, tickets: Int) throws(DecodingFailure) {
    at = try reader.readInstant()
    stay = try reader.read()
    ticket = try reader.readTicket(of: tickets)
    fromTeam = try reader.read()
    toTeam = try reader.read()
    fromLevel = try reader.read()
    toLevel = try reader.read()
    code = try reader.read()
    guard [0, FlowMove.handoff, FlowMove.pingPong].contains(code) else {
      throw .invalidValue(offset: reader.offset)
    }
  }
}

extension FlowWait {
  static let encodedSize = 8 + 8 + 4 + 4 + 1 + 1

  func encode(into writer: inout ByteWriter) {
    writer.write(from)
    writer.write(to)
    writer.write(ticket)
    writer.write(team)
    writer.write(level)
    writer.write(isAnnounced)
  }

  init(decoding reader: inout ByteReader, tickets: Int) throws(DecodingFailure) {
    from = try reader.readInstant()
    to = try reader.readInstant()
    ticket = try reader.readTicket(of: tickets)
    team = try reader.read()
    level = try reader.read()
    isAnnounced = try reader.readBool()
  }
}

extension ByteReader {
  /// A count that a view keeps as `Int`; more than any log holds is refused, so that counting on from
  /// there cannot overflow.
  mutating func readFigure() throws(DecodingFailure) -> Int {
    let figure: UInt64 = try read()
    guard figure < 1 << 48 else { throw .invalidValue(offset: offset) }
    return Int(figure)
  }

  /// The number of a ticket, from 1 to a number of tickets.
  mutating func readTicket(of count: Int) throws(DecodingFailure) -> UInt32 {
    let number: UInt32 = try read()
    guard number >= 1, Int(number) <= count else { throw .invalidValue(offset: offset) }
    return number
  }
}
