import LedgerStore

extension LedgerView {
  /// The events folded in one read transaction: pages they came from can be reused after it.
  static let chunkSize: UInt64 = 16_384

  /// Folds the store's events up to its present end.
  mutating func follow(_ store: LogStore, readsAhead: Bool) async throws(LedgerError) {
    try await follow(store, upTo: .max, readsAhead: readsAhead)
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
    take(refolded.cells)
  }

  /// Folds the projections that measure by agreements again, before events are folded that adopt something
  /// with effect before events folded already.
  ///
  /// - Parameters:
  ///   - appended: The events, which are not in this view yet.
  ///   - log: The log with them.
  /// - Returns: What ``take(_:)`` takes after these events; nil where nothing has to be folded again.
  /// - Throws: What the log has wrong with it.
  /// - Complexity: O(n) in the events of the log, where something is to be folded again.
  func refolded(
    with appended: [AppendedEvent],
    from log: borrowing some LogReading & ~Copyable
  ) throws(LedgerError) -> [ProjectionCell]? {
    guard appended.contains(where: \.changesAgreements) else { return nil }
    let next = try viewOfAgreements(with: appended)
    guard next.needsRefolding else { return nil }
    var refolded = LedgerView(agreementReaders, under: next.agreements)
    try refolded.fold(log, upTo: .max)
    return refolded.cells
  }

  /// Folds the store's events up to a position, in short read transactions.
  ///
  /// - Parameters:
  ///   - store: The log.
  ///   - end: Where to stop; the end of the log where that comes first.
  ///   - past: What is left out, as ``limit`` says; nil leaves out nothing.
  ///   - readsAhead: Whether another core reads and decodes the next block meanwhile.
  ///   - progress: Told after each of them how many events are folded.
  /// - Throws: ``LedgerError/cancelled`` where the task is, or what the log has wrong with it.
  mutating func follow(
    _ store: LogStore,
    upTo end: UInt64,
    leavingOut past: PastQuestion? = nil,
    readsAhead: Bool,
    progress: (UInt64) -> Void = { _ in }
  ) async throws(LedgerError) {
    guard readsAhead else {
      // Without a block between, an event is still in the nearest cache when it is folded.
      while try followChunk(of: store, upTo: end, leavingOut: past) {
        guard !Task.isCancelled else { throw .cancelled }
        progress(eventCount)
        await Task.yield()
      }
      progress(eventCount)
      if past != nil { try takeTime(from: store) }
      return
    }
    var (block, spare) = (EventBlock(), EventBlock())
    block.fill(from: eventCount, upTo: end, by: past, from: store)
    while !block.isEmpty {
      guard !Task.isCancelled else { throw .cancelled }
      let (next, idle) = (block.end, spare)
      async let filling: Void = idle.fill(from: next, upTo: end, by: past, from: store)
      let folding = Result { () throws(LedgerError) in try block.fold(into: &self) }
      await filling
      try folding.get()
      progress(eventCount)
      (block, spare) = (spare, block)
    }
    if past != nil { try takeTime(from: store) }
  }

  /// Takes the ledger time of the last event passed over or folded.
  private mutating func takeTime(from store: LogStore) throws(LedgerError) {
    guard eventCount > 0 else { return }
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    guard let last = try snapshot.event(at: Position(eventCount - 1)) else { return }
    pass(to: eventCount, recordedAt: last.recordedAt)
  }

  /// Folds the next chunk of the store's events.
  ///
  /// - Returns: Whether there may be more.
  mutating func followChunk(
    of store: LogStore,
    upTo end: UInt64,
    leavingOut past: PastQuestion? = nil
  ) throws(LedgerError) -> Bool {
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    let target = min(end, snapshot.end, eventCount + LedgerView.chunkSize)
    try fold(snapshot, upTo: target, leavingOut: past)
    return eventCount < min(end, snapshot.end)
  }

  /// Folds the events of one state of the log, from ``eventCount`` on up to a position.
  mutating func fold(
    _ log: borrowing some LogReading & ~Copyable,
    upTo end: UInt64,
    leavingOut past: PastQuestion? = nil
  ) throws(LedgerError) {
    try LedgerError.wrapping(at: Position(eventCount)) {
      var cursor = try log.envelopes(from: eventCount)
      while eventCount < end {
        if let next = past?.next(from: eventCount), next > eventCount + EventBlock.leastSkip {
          pass(to: min(next, end))
          cursor = try log.envelopes(from: eventCount)
          continue
        }
        guard let bytes = try cursor.next() else { break }
        if let limit, let recordedAt = Envelope.timeOfLaterEvent(bytes, than: limit) {
          pass(to: eventCount + 1, recordedAt: recordedAt)
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

extension AppendedEvent {
  /// Whether folding it may change what tickets are measured by.
  fileprivate var changesAgreements: Bool {
    if case .ledger(.termRenamed) = recorded.event { return true }
    return document != nil
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
