/// An entry of a table that belongs to a ticket.
protocol TicketEntry {
  var ticket: UInt32 { get }
}

extension ContiguousArray where Element: TicketEntry {
  /// The entries by ticket, those of one ticket in their order: so the order in which events of
  /// different tickets lie in the log leaves no trace in an encoding.
  ///
  /// - Complexity: O(n log n).
  var inTicketOrder: [Element] {
    enumerated()
      .sorted { ($0.element.ticket, $0.offset) < ($1.element.ticket, $1.offset) }
      .map(\.element)
  }
}
