import LedgerStore

/// The tickets that a transaction touched, as it left them.
///
/// They lie in one array, in the order in which they were touched: a table of hashes would move them
/// each time it grows.
struct TouchedTickets {
  private var tickets: ContiguousArray<Ticket> = []
  private var places: [TicketID: Int] = [:]

  /// A ticket as the transaction left it; nil where it was not touched.
  subscript(id: TicketID) -> Ticket? {
    places[id].map { tickets[$0] }
  }

  /// Takes up what a ticket has become.
  mutating func update(_ ticket: Ticket) {
    let end = tickets.count
    func place(_ place: inout Int) -> Int { place }
    // One look for a known ticket and a new one alike.
    let known = place(&places[ticket.id, default: end])
    if known < end { tickets[known] = ticket } else { tickets.append(ticket) }
  }

  /// Makes room for so many tickets more.
  mutating func reserve(_ count: Int) {
    tickets.reserveCapacity(tickets.count + count)
    places.reserveCapacity(tickets.count + count)
  }

  /// Writes each ticket's stream head once, in the order of their numbers.
  ///
  /// - Parameters:
  ///   - writer: The transaction's.
  ///   - view: The live view, with the tickets as they were before.
  /// - Returns: The first ticket whose stream head is not what the view has it be, or whose number does
  ///   not follow on the last; nil where all are written.
  /// - Throws: What the store throws; the transaction can then only be dropped.
  func writeHeads(
    into writer: inout LogWriter,
    after view: borrowing LedgerView
  ) throws(StoreError) -> TicketID? {
    guard !tickets.isEmpty else { return nil }
    let order = tickets.indices.sorted { tickets[$0].id < tickets[$1].id }
    // A view that was restored from what somebody else wrote must not reach the log: each ticket is
    // compared whole with what its events left, and a new one has the next number.
    var last = try writer.lastKey(of: .streams) ?? 0
    var head = ByteWriter(capacity: 256)
    let damaged = try writer.update(
      .streams,
      at: order.map { tickets[$0].id.rawValue }
    ) { (place, present) -> [UInt8]? in
      let ticket = tickets[order[place]]
      if let known = view.tickets[ticket.id] {
        head.removeAll()
        known.encode(into: &head)
        guard let present, present.isEqual(to: head.span) else { return nil }
      } else {
        guard present == nil, ticket.id.rawValue == last + 1 else { return nil }
        last += 1
      }
      head.removeAll()
      ticket.encode(into: &head)
      return head.bytes
    }
    return damaged.map { TicketID($0) }
  }
}
