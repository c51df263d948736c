import LedgerStore

/// What of a stored state is to be written anew.
struct CheckpointUpdate: Sendable {
  let name: CheckpointPart.Name
  /// The head to write.
  private(set) var head: CheckpointHead
  /// The bytes of the whole state.
  private(set) var stateSize = 0
  /// The head that is in the store; nil where everything is written, whatever there is.
  private let base: CheckpointHead?
  /// The chunks that the store has.
  private let stored: Set<UInt64>
  /// The chunks to write.
  private var chunks: [UInt64: [UInt8]] = [:]

  private init(_ name: CheckpointPart.Name, at eventCount: UInt64, over base: CheckpointHead?) {
    self.name = name
    self.base = base
    stored = Set(base?.chunks ?? [])
    head = CheckpointHead(eventCount: eventCount)
  }

  /// Finds what of a part changed.
  ///
  /// - Parameters:
  ///   - part: The part to store.
  ///   - eventCount: The events folded into it.
  ///   - base: The head that is known to stand for sound chunks; nil where none is.
  /// - Returns: What to write.
  static func of(
    _ part: CheckpointPart,
    at eventCount: UInt64,
    over base: CheckpointHead?
  ) -> CheckpointUpdate {
    let update = Locked(CheckpointUpdate(part.name, at: eventCount, over: base))
    part.forEachChunk { chunk in update.withLock { $0.add(chunk) } }
    return update.withLock { $0 }
  }

  private mutating func add(_ chunk: RawSpan) {
    let checksum = Checksum.of(chunk)
    head.chunks.append(checksum)
    stateSize += chunk.byteCount
    if !stored.contains(checksum) { chunks[checksum] = chunk.copied }
  }

  /// The bytes to write.
  var writtenSize: Int { chunks.reduce(head.bytes.count) { $0 + $1.value.count } }

  /// Whether the store is as it was taken to be.
  func isFor(_ writer: borrowing LogWriter) throws(LedgerError) -> Bool {
    guard let base else { return true }
    return try writer.head(of: name) == base
  }

  /// Writes the chunks, and takes away those that are none any more.
  func put(into writer: inout LogWriter) throws(StoreError) {
    if base == nil {
      try ProjectionCheckpoint.remove(name.name, from: &writer)
    } else {
      for chunk in stored.subtracting(head.chunks).sorted() {
        _ = try writer.remove(in: .projections, for: name.key(ofChunk: chunk))
      }
    }
    for (chunk, bytes) in chunks.sorted(by: { $0.key < $1.key }) {
      try writer.put(bytes, in: .projections, for: name.key(ofChunk: chunk))
    }
    try writer.put(head.bytes, in: .projections, for: name.key)
  }
}
