/// All tickets as the events folded so far have made them, by number.
public struct TicketTable: Sendable {
  private var tickets: ContiguousArray<Ticket> = []

  init() {}

  /// The highest ticket number seen.
  public var count: Int { tickets.count }

  /// The ticket of a number; nil where it was not opened.
  ///
  /// - Complexity: O(1).
  public subscript(id: TicketID) -> Ticket? {
    guard 1...UInt64(max(tickets.count, 1)) ~= id.rawValue, !tickets.isEmpty else { return nil }
    let ticket = tickets[Int(id.rawValue - 1)]
    return ticket.revision == 0 ? nil : ticket
  }

  /// The opened tickets in order of their numbers.
  public var opened: some Sequence<Ticket> {
    tickets.lazy.filter { $0.revision > 0 }
  }

  /// The place of an event's ticket, which is made where it is new.
  ///
  /// - Returns: Nil where no sound log can hold that number yet: each ticket has an event of its own,
  ///   so a number never exceeds the number of events.
  @inline(__always)
  mutating func place(of recorded: RecordedEvent) -> Int? {
    guard let id = recorded.ticket, id.rawValue <= recorded.position.rawValue + 1 else {
      return nil
    }
    while tickets.count < Int(id.rawValue) {
      tickets.append(Ticket(id: TicketID(UInt64(tickets.count + 1))))
    }
    return Int(id.rawValue - 1)
  }

  /// The ticket at a place, opened or not.
  subscript(place: Int) -> Ticket {
    _read { yield tickets[place] }
    _modify { yield &tickets[place] }
  }
}

extension TicketTable {
  func encode(into writer: inout ByteWriter) {
    writer.write(UInt64(tickets.count))
    for ticket in tickets { ticket.encode(into: &writer) }
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count: UInt64 = try reader.read()
    // A ticket that was never opened takes 4 bytes, every other one more.
    guard count <= UInt64(reader.remaining / 4) else { throw .truncated(offset: reader.offset) }
    tickets.reserveCapacity(Int(count))
    for number in 0..<count {
      tickets.append(try Ticket(id: TicketID(number + 1), decoding: &reader))
    }
  }
}
