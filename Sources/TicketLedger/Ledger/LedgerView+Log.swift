import LedgerStore

extension LedgerView {
  /// The events folded in one read transaction: pages they came from can be reused after it.
  static let chunkSize: UInt64 = 16_384

  /// Folds the store's events up to its present end.
  mutating func follow(_ store: LogStore, readingAhead: Bool) async throws(LedgerError) {
    if readingAhead { try await followAhead(of: store, upTo: .max) }
    while try followChunk(of: store, upTo: .max) {}
    try refoldIfNeeded(from: store)
  }

  /// Folds the projections that measure by agreements again, where something was adopted that takes
  /// effect before events they had folded: what those meant was not known then.
  mutating func refoldIfNeeded(from store: LogStore) throws(LedgerError) {
    guard needsRefolding else { return }
    var refolded = LedgerView(agreementReaders, asOf: limit, under: agreements)
    while refolded.eventCount < eventCount {
      _ = try refolded.followChunk(of: store, upTo: eventCount)
    }
    take(refolded)
  }

  /// Folds the store's events up to a position, while another core reads and decodes ahead.
  ///
  /// - Parameters:
  ///   - store: The log.
  ///   - end: Where to stop; the end of the log where that comes first.
  ///   - progress: Told after each block how many events are folded.
  /// - Throws: ``LedgerError/cancelled`` where the task is, or what the log has wrong with it.
  mutating func followAhead(
    of store: LogStore,
    upTo end: UInt64,
    progress: (UInt64) -> Void = { _ in }
  ) async throws(LedgerError) {
    let limit = limit
    var (block, spare) = (EventBlock(), EventBlock())
    try block.fill(from: eventCount, upTo: end, happenedBy: limit, from: store)
    while block.end > eventCount {
      guard !Task.isCancelled else { throw .cancelled }
      let (next, idle) = (block.end, spare)
      async let following: Result<EventBlock, LedgerError> = EventBlock.filled(idle) {
        (block) throws(LedgerError) in
        try block.fill(from: next, upTo: end, happenedBy: limit, from: store)
      }
      let folded = Result { () throws(LedgerError) in try block.fold(into: &self) }
      progress(eventCount)
      spare = block
      let result = await following
      try folded.get()
      block = try result.get()
    }
  }

  /// Folds the next chunk of the store's events.
  ///
  /// - Returns: Whether there may be more.
  mutating func followChunk(
    of store: LogStore,
    upTo end: UInt64
  ) throws(LedgerError) -> Bool {
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    let target = min(end, eventCount + LedgerView.chunkSize)
    try fold(snapshot, upTo: target)
    return eventCount < min(end, snapshot.end)
  }

  /// Folds the events of one state of the log, from ``eventCount`` on up to a position.
  mutating func fold(
    _ log: borrowing some LogReading & ~Copyable,
    upTo end: UInt64
  ) throws(LedgerError) {
    try LedgerError.wrapping(at: Position(eventCount)) {
      var cursor = try log.envelopes(from: eventCount)
      while eventCount < end, let bytes = try cursor.next() {
        if let limit, Envelope.happenedLater(bytes, than: limit) {
          pass(to: eventCount + 1)
          continue
        }
        let recorded = try Envelope.decode(bytes, at: Position(eventCount))
        try fold(
          recorded,
          label: recorded.event.names ? Envelope.label(of: bytes) : nil,
          document: recorded.event.isAdoption
            ? log.value(in: .contents, at: eventCount)?.copied : nil
        )
      }
    }
  }
}

extension Event {
  /// Whether its content is a calendar or policy that the view needs.
  var isAdoption: Bool {
    guard case .ledger(let event) = self else { return false }
    return event.adoption != nil
  }

  /// Whether the label is a name that the catalogue keeps.
  var names: Bool {
    switch self {
    case .ledger(.termDefined), .ledger(.termRenamed): true
    default: false
    }
  }
}
