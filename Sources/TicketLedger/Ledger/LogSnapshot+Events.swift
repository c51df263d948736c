import LedgerStore

extension LogReading where Self: ~Copyable {
  /// Decodes the event at a position; nil beyond the end.
  func event(at position: Position) throws(LedgerError) -> RecordedEvent? {
    try LedgerError.wrapping(at: position) {
      guard let bytes = try value(in: .events, at: position.rawValue) else { return nil }
      return try Envelope.decode(bytes, at: position)
    }
  }

  /// The label of the event at a position; nil where it has none, or beyond the end.
  func label(at position: Position) throws(LedgerError) -> String? {
    try LedgerError.wrapping(at: position) {
      guard let bytes = try value(in: .events, at: position.rawValue) else { return nil }
      return try Envelope.label(of: bytes)
    }
  }

  /// The events of a ticket, oldest first, from its last one back along their links.
  func history(
    of ticket: TicketID,
    from last: Position
  ) throws(LedgerError) -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    var next: Position? = last
    while let position = next {
      guard let recorded = try event(at: position), recorded.ticket == ticket,
        recorded.previous.map({ $0 < position }) ?? true
      else {
        throw .inconsistent(position, "the stream of ticket \(ticket) does not lead there")
      }
      events.append(recorded)
      next = recorded.previous
    }
    return events.reversed()
  }

  /// What the event at a position commits to; nil where it commits to nothing.
  func commitments(at position: Position) throws(LedgerError) -> [UInt8]? {
    try LedgerError.wrapping(at: position) {
      guard let bytes = try value(in: .events, at: position.rawValue) else { return nil }
      let commitments = try Envelope.commitments(of: bytes)
      return commitments.isEmpty ? nil : commitments
    }
  }

  /// A number that a byte key leads to; nil where it leads nowhere.
  func number(in table: Table, for key: [UInt8]) throws(LedgerError) -> UInt64? {
    let bytes = try LedgerError.wrapping {
      try value(in: table, for: key)?.copied
    }
    guard let bytes else { return nil }
    var reader = ByteReader(bytes)
    do throws(DecodingFailure) {
      return try reader.read()
    } catch {
      let text = String(decoding: key, as: UTF8.self)
      throw .inconsistent(Position(end), "the \(table) entry of \(text) is damaged")
    }
  }

  /// The receipt that a submission under a key was given; nil where there was none.
  func receipt(forKey key: String) throws(LedgerError) -> Receipt? {
    guard let number = try number(in: .references, for: ReferenceKey.submission(key)),
      let recorded = try event(at: Position(number))
    else { return nil }
    return Receipt(
      position: recorded.position,
      ticket: recorded.ticket,
      revision: recorded.revision,
      recordedAt: recorded.recordedAt
    )
  }

  /// The compact state in a ticket's stream head; nil where the ticket was never opened.
  func ticket(_ id: TicketID) throws(LedgerError) -> Ticket? {
    let bytes = try LedgerError.wrapping {
      try value(in: .streams, at: id.rawValue)?.copied
    }
    guard let bytes else { return nil }
    var reader = ByteReader(bytes)
    do throws(DecodingFailure) {
      let ticket = try Ticket(id: id, decoding: &reader)
      try reader.finish()
      return ticket
    } catch {
      throw .inconsistent(Position(end), "the stream head of ticket \(id) is damaged: \(error)")
    }
  }
}

extension RawSpan {
  /// The bytes in an array of their own.
  var copied: [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
