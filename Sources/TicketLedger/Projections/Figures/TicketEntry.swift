/// An entry of a table that belongs to a ticket.
protocol TicketEntry {
  var ticket: UInt32 { get }
}

extension ContiguousArray where Element: TicketEntry {
  /// The entries by ticket, those of one ticket in their order: so the order in which events of
  /// different tickets lie in the log leaves no trace in an encoding.
  ///
  /// - Complexity: O(n) where the greatest number is at most four times the entries or so; else
  ///   O(n log n).
  var inTicketOrder: [Element] {
    guard let last = lazy.map(\.ticket).max(), Int(last) / 4 <= count else {
      return enumerated()
        .sorted { ($0.element.ticket, $0.offset) < ($1.element.ticket, $1.offset) }
        .map(\.element)
    }
    // Where the entries of each ticket begin, then where its next one goes.
    var places = ContiguousArray<Int>(repeating: 0, count: Int(last) + 2)
    for entry in self { places[Int(entry.ticket) + 1] += 1 }
    for ticket in places.indices.dropFirst() { places[ticket] += places[ticket - 1] }
    var order = ContiguousArray<UInt32>(repeating: 0, count: count)
    for place in indices {
      let ticket = Int(self[place].ticket)
      order[places[ticket]] = UInt32(truncatingIfNeeded: place)
      places[ticket] += 1
    }
    return order.map { self[Int($0)] }
  }
}

extension ByteWriter {
  /// Writes the number of entries of a table, 4 bytes, then the entries by ticket, in sections.
  mutating func write<Entry: TicketEntry>(
    _ table: ContiguousArray<Entry>,
    _ encode: (inout ByteWriter, Entry) -> Void
  ) {
    beginSection()
    write(UInt32(table.count))
    for entry in table.inTicketOrder {
      beginSection(ofTicketAt: Int(entry.ticket))
      encode(&self, entry)
    }
  }
}
