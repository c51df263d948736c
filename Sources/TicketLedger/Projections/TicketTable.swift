/// All tickets as the events folded so far have made them, by number.
public struct TicketTable: Sendable {
  private var tickets = PagedTable<Ticket>()

  init() {}

  /// The highest ticket number seen.
  public var count: Int { tickets.count }

  /// The ticket of a number; nil where it was not opened.
  ///
  /// - Complexity: O(1).
  public subscript(id: TicketID) -> Ticket? {
    guard 1...UInt64(max(tickets.count, 1)) ~= id.rawValue, tickets.count > 0 else { return nil }
    let ticket = tickets[Int(id.rawValue - 1)]
    return ticket.revision == 0 ? nil : ticket
  }

  /// The opened tickets in order of their numbers.
  public var opened: some Sequence<Ticket> {
    tickets.elements.lazy.filter { $0.revision > 0 }
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
  /// A page of tickets, which is stored and read by itself.
  typealias Page = ContiguousArray<Ticket>
  /// The tickets of a page, but the last.
  static var pageSize: Int { PagedTable<Ticket>.pageSize }

  /// Writes the number of tickets, a section, and each page of them, a section of its own: the pages
  /// are read on several cores.
  func encode(into writer: inout ByteWriter) {
    writer.write(UInt64(tickets.count))
    for (place, ticket) in tickets.elements.enumerated() {
      if place % TicketTable.pageSize == 0 { writer.beginSection() }
      ticket.encode(into: &writer)
    }
  }

  /// The table of pages that were read.
  ///
  /// - Returns: Nil where they do not make up the number that was written with them.
  init?(count: UInt64, pages: ContiguousArray<Page>) {
    guard let tickets = PagedTable(pages: pages), UInt64(tickets.count) == count else { return nil }
    self.tickets = tickets
  }

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - page: Which it is, from 0.
  ///   - bytes: The bytes of its section.
  /// - Returns: The tickets, none where there are no bytes.
  /// - Throws: Where the bytes are not those of at most a page of tickets.
  static func decode(page: Int, of bytes: [UInt8]) throws(DecodingFailure) -> Page {
    let first = UInt64(page * pageSize)
    var reader = ByteReader(bytes)
    var tickets = Page()
    // A ticket takes 4 bytes at least.
    tickets.reserveCapacity(min(pageSize, bytes.count / 4))
    while reader.remaining > 0 {
      guard tickets.count < pageSize else {
        throw .trailingBytes(offset: reader.offset)
      }
      let id = TicketID(first + UInt64(tickets.count) + 1)
      let ticket = try Ticket(id: id, decoding: &reader)
      // Numbers are given without a gap.
      guard ticket.revision > 0 else { throw .invalidValue(offset: reader.offset) }
      tickets.append(ticket)
    }
    return tickets
  }
}
