/// When the events of each stretch of the log happened at the earliest, and where the events of the
/// ledger itself stand: what a question about the past need not read.
///
/// 8 bytes for 1,024 events and 8 for each event of the ledger itself, whatever the log holds.
struct OccurrenceIndex: Sendable {
  private static let shift: UInt64 = 10
  /// The events of one stretch.
  static let stretch: UInt64 = 1 << shift

  /// The number of events known of.
  private(set) var count: UInt64 = 0
  /// By stretch, the earliest time of its ticket events.
  private var earliest: ContiguousArray<Instant> = []
  /// The positions of events of the ledger itself, which hold whatever the instant.
  private var ledgerEvents: ContiguousArray<UInt64> = []

  init() {}

  /// Takes up the event at position ``count``.
  mutating func add(_ recorded: RecordedEvent) {
    let stretch = Int(count >> OccurrenceIndex.shift)
    if stretch == earliest.count { earliest.append(.distantFuture) }
    if recorded.ticket == nil {
      ledgerEvents.append(count)
    } else if recorded.occurredAt < earliest[stretch] {
      earliest[stretch] = recorded.occurredAt
    }
    count += 1
  }

  /// The first position from one on at which there may be an event that is to be folded.
  ///
  /// - Parameters:
  ///   - position: Where to begin.
  ///   - limit: Ticket events that happened later are left out.
  /// - Returns: The position, or ``count`` where nothing is left of what is known.
  /// - Complexity: O(1) where nothing is skipped; else O(s + log n) in the stretches skipped and the
  ///   events of the ledger itself.
  func next(from position: UInt64, happenedBy limit: Instant) -> UInt64 {
    var position = position
    while position < count {
      let stretch = position >> OccurrenceIndex.shift
      guard earliest[Int(stretch)] > limit else { return position }
      let end = min((stretch + 1) << OccurrenceIndex.shift, count)
      if let own = ledgerEvent(from: position), own < end { return own }
      position = end
    }
    return position
  }

  private func ledgerEvent(from position: UInt64) -> UInt64? {
    var (low, high) = (0, ledgerEvents.count)
    while low < high {
      let middle = (low + high) / 2
      if ledgerEvents[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low < ledgerEvents.count ? ledgerEvents[low] : nil
  }
}

extension OccurrenceIndex {
  private static let entriesOfOneSection = 8_192

  /// Writes the earliest times by stretch, then the positions of the ledger's own events.
  func encode(into writer: inout ByteWriter) {
    writer.write(count)
    for (place, instant) in earliest.enumerated() {
      if place % OccurrenceIndex.entriesOfOneSection == 0 { writer.beginSection() }
      writer.write(instant)
    }
    writer.beginSection()
    writer.write(UInt64(ledgerEvents.count))
    for (place, position) in ledgerEvents.enumerated() {
      if place % OccurrenceIndex.entriesOfOneSection == 0 { writer.beginSection() }
      writer.write(position)
    }
  }

  /// Reads what ``encode(into:)`` wrote of the first `count` events.
  init(decoding reader: inout ByteReader, count: UInt64) throws(DecodingFailure) {
    self.count = try reader.read()
    let stretches = self.count / OccurrenceIndex.stretch
    guard self.count == count, stretches < UInt64(reader.remaining) else {
      throw .invalidValue(offset: reader.offset)
    }
    let rest: UInt64 = self.count % OccurrenceIndex.stretch == 0 ? 0 : 1
    for _ in 0..<(stretches + rest) { earliest.append(try reader.readInstant()) }
    let own: UInt64 = try reader.read()
    guard own <= UInt64(reader.remaining / 8) else { throw .truncated(offset: reader.offset) }
    ledgerEvents.reserveCapacity(Int(own))
    for _ in 0..<own {
      let position: UInt64 = try reader.read()
      guard position < count, ledgerEvents.last.map({ $0 < position }) ?? true else {
        throw .invalidValue(offset: reader.offset)
      }
      ledgerEvents.append(position)
    }
  }
}
