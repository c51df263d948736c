import LedgerStore

/// Events decoded ahead of their folding, so that one core reads while another folds.
///
/// Two blocks go back and forth between reader and folder: replay allocates nothing per event.
///
/// `@unchecked Sendable`: whoever holds the block alone touches it; it is handed on by returning it.
@safe final class EventBlock: @unchecked Sendable {
  /// Enough events to be worth a hand-over, few enough to stay in a core's own cache.
  static let capacity = 2_048

  /// What folding needs beside an event: rare.
  private struct Supplement {
    let index: Int
    let label: String?
    let document: [UInt8]?
  }

  private let events: UnsafeMutablePointer<RecordedEvent>
  private var supplements: [Supplement] = []
  private(set) var count = 0
  /// One past the last position looked at.
  private(set) var end: UInt64 = 0

  init() {
    unsafe events = .allocate(capacity: EventBlock.capacity)
  }

  deinit {
    unsafe events.deallocate()
  }

  subscript(index: Int) -> RecordedEvent {
    precondition(0..<count ~= index, "a block's index is past its count")
    return unsafe events[index]
  }

  /// A block that was filled, or why it could not be.
  static func filled(
    _ block: EventBlock,
    by body: (EventBlock) throws(LedgerError) -> Void
  ) -> Result<EventBlock, LedgerError> {
    do throws(LedgerError) {
      try body(block)
      return .success(block)
    } catch {
      return .failure(error)
    }
  }

  /// Reads the events from a position on, at most a block's full, in a read transaction of their own.
  ///
  /// Ticket events that happened after `limit` are passed over undecoded.
  func fill(
    from position: UInt64,
    upTo end: UInt64,
    happenedBy limit: Instant?,
    from store: LogStore
  ) throws(LedgerError) {
    count = 0
    supplements.removeAll(keepingCapacity: true)
    self.end = position
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    // The position of a failure is that of the event being read.
    try LedgerError.wrapping(at: Position(self.end)) {
      var cursor = try snapshot.envelopes(from: position)
      while self.end < end, count < EventBlock.capacity, let bytes = try cursor.next() {
        if limit.map({ !Envelope.happenedLater(bytes, than: $0) }) ?? true {
          try take(bytes, from: snapshot)
        }
        self.end += 1
      }
    }
  }

  @inline(__always)
  private func take(_ bytes: RawSpan, from snapshot: borrowing LogSnapshot) throws {
    let recorded = try Envelope.decode(bytes, at: Position(end))
    unsafe (events + count).initialize(to: recorded)
    if recorded.event.names || recorded.event.isAdoption {
      supplements.append(
        Supplement(
          index: count,
          label: recorded.event.names ? try Envelope.label(of: bytes) : nil,
          document: recorded.event.isAdoption
            ? try snapshot.value(in: .contents, at: end)?.copied : nil
        )
      )
    }
    count += 1
  }

  /// Folds the events into a view that stands where the block begins.
  func fold(into view: inout LedgerView) throws(LedgerError) {
    var next = 0
    for index in 0..<count {
      var (label, document): (String?, [UInt8]?) = (nil, nil)
      if next < supplements.count, supplements[next].index == index {
        (label, document) = (supplements[next].label, supplements[next].document)
        next += 1
      }
      if view.limit != nil { view.pass(to: self[index].position.rawValue) }
      try view.fold(self[index], label: label, document: document)
    }
    if view.limit != nil { view.pass(to: end) }
  }
}
