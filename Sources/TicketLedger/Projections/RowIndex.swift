/// The row of each open ticket, found by the ticket's number in two steps.
///
/// Rows lie in pages of consecutive ticket numbers, and a page is made when the first of its tickets
/// is opened. So a number that a damaged encoding only names costs a page, 1 KiB, not room for all the
/// numbers below it.
struct RowIndex: Sendable {
  private static let pageSize = 256
  private static let absent = UInt32.max

  /// Where the page of a range of ticket numbers begins in ``slots``.
  private var pages: ContiguousArray<UInt32> = []
  private var slots: ContiguousArray<UInt32> = []

  /// The row of a ticket; nil where it has none.
  ///
  /// - Precondition: A ticket that is given a row has a number from 1 to 2³² − 1.
  /// - Complexity: O(1), amortised where a row is given.
  subscript(ticket: TicketID) -> Int? {
    get {
      guard let slot = slot(of: ticket), slots[slot] != RowIndex.absent else { return nil }
      return Int(slots[slot])
    }
    set {
      guard let newValue else {
        if let slot = slot(of: ticket) { slots[slot] = RowIndex.absent }
        return
      }
      slots[makeSlot(of: ticket)] = UInt32(newValue)
    }
  }

  /// The rows in the order of their tickets' numbers.
  var rows: some Sequence<Int> {
    pages.lazy
      .filter { $0 != RowIndex.absent }
      .flatMap { slots[Int($0)..<(Int($0) + RowIndex.pageSize)] }
      .filter { $0 != RowIndex.absent }
      .map { Int($0) }
  }

  private func slot(of ticket: TicketID) -> Int? {
    let place = ticket.rawValue &- 1
    let page = place / UInt64(RowIndex.pageSize)
    guard page < UInt64(pages.count), pages[Int(page)] != RowIndex.absent else { return nil }
    return Int(pages[Int(page)]) + Int(place) % RowIndex.pageSize
  }

  private mutating func makeSlot(of ticket: TicketID) -> Int {
    let place = Int(ticket.rawValue - 1)
    let page = place / RowIndex.pageSize
    while pages.count <= page { pages.append(RowIndex.absent) }
    if pages[page] == RowIndex.absent {
      pages[page] = UInt32(slots.count)
      slots.append(contentsOf: repeatElement(RowIndex.absent, count: RowIndex.pageSize))
    }
    return Int(pages[page]) + place % RowIndex.pageSize
  }
}
