/// When to look at which ticket next: the one order by time that the ledger keeps.
///
/// A binary heap whose entries may be out of date: a ticket's instant counts only where the table of
/// instants says the same. Setting an instant again leaves the former entry to be skipped, or to be
/// cleared away once such entries outnumber the tickets.
struct AlarmAgenda {
  private struct Entry: Comparable {
    let instant: Instant
    let ticket: TicketID

    static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.instant, lhs.ticket) < (rhs.instant, rhs.ticket)
    }
  }

  private var instants: [TicketID: Instant] = [:]
  private var heap: [Entry] = []

  /// The number of tickets that are to be looked at.
  var count: Int { instants.count }

  /// When the next ticket is to be looked at; nil where none is.
  ///
  /// - Complexity: O(log n), amortised.
  var next: Instant? {
    mutating get {
      dropOutdated()
      return heap.first?.instant
    }
  }

  /// Says when to look at a ticket, in place of what was said before; nil for never.
  ///
  /// - Complexity: O(log n), amortised.
  mutating func set(_ instant: Instant?, for ticket: TicketID) {
    guard instants[ticket] != instant else { return }
    instants[ticket] = instant
    guard let instant else { return }
    heap.append(Entry(instant: instant, ticket: ticket))
    siftUp(from: heap.count - 1)
    if heap.count > 2 * instants.count + 64 { clearOutdated() }
  }

  /// Removes the tickets that are to be looked at by an instant, in order of when.
  ///
  /// - Complexity: O(k log n) in those removed, amortised.
  mutating func removeDue(at instant: Instant) -> [TicketID] {
    var due: [TicketID] = []
    while let next, next <= instant {
      let ticket = removeFirst().ticket
      instants[ticket] = nil
      due.append(ticket)
    }
    return due
  }

  private mutating func dropOutdated() {
    while let first = heap.first, instants[first.ticket] != first.instant { _ = removeFirst() }
  }

  /// A sorted array is a heap.
  private mutating func clearOutdated() {
    heap = instants.map { Entry(instant: $0.value, ticket: $0.key) }.sorted()
  }

  private mutating func removeFirst() -> Entry {
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast()
    siftDown()
    return first
  }

  private mutating func siftUp(from place: Int) {
    var place = place
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func siftDown() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
