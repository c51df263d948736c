import LedgerStore

/// Events decoded ahead of their folding, so that one core reads while another folds.
///
/// Two blocks go back and forth between reader and folder: replay allocates nothing per event.
///
/// `@unchecked Sendable`: one task fills the block, and another folds it once it has waited for the first.
@safe final class EventBlock: @unchecked Sendable {
  /// Enough events to be worth a hand-over, few enough to stay in a core's own cache.
  static let capacity = 2_048
  /// The most events passed over in one read transaction: pages can be used again after it.
  private static let mostWalked = 16_384
  /// To find a place in the log anew costs as much as to walk over some events.
  static let leastSkip: UInt64 = 16

  /// What folding needs beside an event: rare.
  private struct Supplement {
    let index: Int
    let label: String?
    let document: [UInt8]?
  }

  private let events: UnsafeMutablePointer<RecordedEvent>
  private var supplements: [Supplement] = []
  private(set) var count = 0
  /// The first position looked at.
  private var begin: UInt64 = 0
  /// One past the last position looked at.
  private(set) var end: UInt64 = 0
  /// Why the event at ``end`` could not be read.
  private var failure: LedgerError?

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

  /// Whether nothing was looked at, nor went wrong.
  var isEmpty: Bool { end == begin && failure == nil }

  /// Reads the events from a position on, at most a block's full, in a read transaction of their own.
  ///
  /// Ticket events that the question leaves out are passed over, unread where the index says so, else
  /// undecoded. What goes wrong is thrown by ``fold(into:)``, after the events before it.
  func fill(
    from position: UInt64,
    upTo end: UInt64,
    by past: PastQuestion?,
    from store: LogStore
  ) {
    count = 0
    supplements.removeAll(keepingCapacity: true)
    (begin, self.end, failure) = (position, position, nil)
    do throws(LedgerError) {
      let snapshot = try LedgerError.wrapping { try store.beginRead() }
      try LedgerError.wrapping(at: Position(self.end)) {
        try fill(upTo: end, by: past, from: snapshot)
      }
    } catch {
      failure = error
    }
  }

  private func fill(
    upTo end: UInt64,
    by past: PastQuestion?,
    from snapshot: borrowing LogSnapshot
  ) throws {
    var cursor = try snapshot.envelopes(from: self.end)
    var walked = 0
    while self.end < end, count < EventBlock.capacity, walked < EventBlock.mostWalked {
      if let next = past?.next(from: self.end), next > self.end + EventBlock.leastSkip {
        self.end = min(next, end)
        cursor = try snapshot.envelopes(from: self.end)
        continue
      }
      guard let bytes = try cursor.next() else { break }
      walked += 1
      if past.flatMap({ Envelope.timeOfLaterEvent(bytes, than: $0.limit) }) == nil {
        try take(bytes, from: snapshot)
      }
      self.end += 1
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
  ///
  /// - Throws: What does not follow on the events before it, or what could not be read; the view stands
  ///   there then.
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
    if let failure { throw failure }
  }
}

/// What a question about the past leaves out.
struct PastQuestion: Sendable {
  /// Ticket events that happened later.
  let limit: Instant
  /// What is known of when events happened.
  let occurrences: OccurrenceIndex

  /// The first position from one on that is to be looked at.
  func next(from position: UInt64) -> UInt64 {
    occurrences.next(from: position, happenedBy: limit)
  }
}
