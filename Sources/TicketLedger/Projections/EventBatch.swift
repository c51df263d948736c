/// Decoded events on their way into the projections, with their tickets as they were before each.
///
/// Filled and emptied again and again without giving its memory back: folding allocates nothing per
/// event.
struct EventBatch: ~Copyable {
  /// The events kept for one pass over the projections: large enough to make a pass worth its call,
  /// small enough to stay in a core's cache.
  static let capacity = 256

  private(set) var events: ContiguousArray<RecordedEvent> = []
  /// Parallel to ``events``.
  private(set) var tickets: ContiguousArray<Ticket> = []

  init() {
    events.reserveCapacity(EventBatch.capacity)
    tickets.reserveCapacity(EventBatch.capacity)
  }

  var count: Int { events.count }
  var isFull: Bool { events.count >= EventBatch.capacity }

  mutating func append(_ event: RecordedEvent, of ticket: Ticket) {
    events.append(event)
    tickets.append(ticket)
  }

  mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    tickets.removeAll(keepingCapacity: true)
  }
}
