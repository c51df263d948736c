/// Decoded events on their way into the projections, with their tickets as they were before each.
///
/// Filled and emptied again and again in the same memory: folding allocates nothing per event.
@safe struct EventBatch: ~Copyable, @unchecked Sendable {
  /// The events kept for one pass over the projections: enough to make a pass worth its call, few
  /// enough to stay in a core's nearest cache.
  static let capacity = 64

  private let eventStorage: UnsafeMutablePointer<RecordedEvent>
  private let ticketStorage: UnsafeMutablePointer<Ticket>
  private(set) var count = 0

  init() {
    unsafe eventStorage = .allocate(capacity: EventBatch.capacity)
    unsafe ticketStorage = .allocate(capacity: EventBatch.capacity)
  }

  deinit {
    unsafe eventStorage.deallocate()
    unsafe ticketStorage.deallocate()
  }

  var isFull: Bool { count == EventBatch.capacity }

  /// The events, in their order.
  var events: Span<RecordedEvent> {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe Span(_unsafeStart: eventStorage, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The ticket of each event as it was before.
  var tickets: Span<Ticket> {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe Span(_unsafeStart: ticketStorage, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Takes up an event.
  ///
  /// - Precondition: The batch is not full.
  @inline(__always)
  mutating func append(_ event: RecordedEvent, of ticket: Ticket) {
    precondition(count < EventBatch.capacity, "a full batch is folded before it takes more")
    unsafe (eventStorage + count).initialize(to: event)
    unsafe (ticketStorage + count).initialize(to: ticket)
    count += 1
  }

  mutating func removeAll() {
    count = 0
  }
}
