/// The resolutions of a pattern's tickets, to find the last one before an opening.
///
/// Tickets are ordered by their openings, those opened at once by number, and a ticket follows on
/// tickets before it in that order only. So nothing follows on itself, and no two on each other, where
/// openings and resolutions share an instant.
struct ResolutionOrder {
  /// A resolution of a ticket.
  struct Entry: BitwiseCopyable {
    /// Who asked for the ticket; 0 where resolutions are not told apart by that.
    let requester: UInt32
    /// When it was resolved.
    let at: Instant
    /// When it was opened.
    let openedAt: Instant
    /// The row of the ticket.
    let row: UInt32
  }

  private var entries: [Entry]

  /// Puts resolutions in order; those before the opening of their own ticket are left out.
  init(_ resolutions: [Entry]) {
    entries = resolutions.filter { $0.at >= $0.openedAt }
    entries.sort { $0.order < $1.order }
  }

  /// The last resolution at or before an opening, of a ticket before that one.
  ///
  /// Among resolutions at one instant the last is that of the ticket opened last, by number last.
  ///
  /// - Complexity: O(log n).
  func last(before openedAt: Instant, of row: UInt32, requester: UInt32 = 0) -> Entry? {
    let opening = Entry(requester: requester, at: openedAt, openedAt: openedAt, row: row)
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].order < opening.order { low = middle + 1 } else { high = middle }
    }
    guard low > 0, entries[low - 1].requester == requester else { return nil }
    return entries[low - 1]
  }
}

extension ResolutionOrder.Entry {
  fileprivate var order: (UInt32, Instant, Instant, UInt32) { (requester, at, openedAt, row) }
}
