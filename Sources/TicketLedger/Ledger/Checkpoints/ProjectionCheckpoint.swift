import LedgerStore

/// The state of all projections at one position, kept in the store; disposable.
///
/// Table of projections: the name, a zero byte and the version (u32, big-endian) are the key of the
/// ``CheckpointHead``; with the checksum of a chunk (u64, big-endian) after them, the key of that chunk.
/// The chunks are the state, cut at its sections (``ByteWriter/beginSection()``).
///
/// Only chunks that the store has not are written. What it has is known by the heads that were read
/// whole or written here; where the store has another head, somebody else has written meanwhile, and
/// everything is written anew.
enum ProjectionCheckpoint {
  /// The heads that are known to stand for sound chunks.
  typealias Heads = [CheckpointPart.Name: CheckpointHead]

  /// A view and the heads it was read from; none for an empty view.
  struct Restored: ~Copyable {
    let view: LedgerView
    let heads: Heads
  }

  /// What writing came to.
  struct Written {
    /// The heads that are stored now.
    let heads: Heads
    /// The bytes of all states.
    let stateSize: Int
    /// The bytes of the chunks and heads written.
    let writtenSize: Int

    /// What it took, in bytes written: to encode a byte and find it unchanged counts an eighth.
    var cost: Int { writtenSize + stateSize / 8 }
  }

  /// Checks that the states of projections cannot be taken for one another, nor for what they share.
  static func requireNames(of projections: [any Projection.Type]) {
    let names = projections.map { $0.name }
    let taken = [CheckpointPart.Name.ledger.name, CheckpointPart.Name.tickets.name]
    precondition(
      Set(names).count == names.count && taken.allSatisfy { !names.contains($0) },
      "each projection has a name of its own, and none is called \(taken.joined(separator: " or "))"
    )
    precondition(
      names.allSatisfy { 1...255 ~= $0.utf8.count && !$0.utf8.contains(0) },
      "a projection's name has 1 to 255 bytes of UTF-8, none of them zero"
    )
  }

  /// Writes a view in place of the one before.
  ///
  /// - Parameters:
  ///   - view: The view.
  ///   - known: The heads that are known to stand for sound chunks; what differs from them is written.
  ///   - store: Where to.
  /// - Returns: What is stored now, and what it took.
  /// - Throws: What the store throws, and ``LedgerError/beyondEnd(_:)`` where the log has fewer events than
  ///   the view has folded; the checkpoint of before is left then.
  static func write(
    _ view: borrowing LedgerView,
    over known: Heads,
    to store: LogStore
  ) throws -> Written {
    let (parts, eventCount) = (view.parts, view.eventCount)
    let updates = onAllCores(parts) {
      CheckpointUpdate.of($0, at: eventCount, over: known[$0.name])
    }
    let isWritten = try store.append { writer in
      // Events of which the log has none any more would be taken for folded, once it has as many others.
      guard writer.end >= eventCount else { throw LedgerError.beyondEnd(Position(eventCount)) }
      for update in updates where try !update.isFor(writer) { return false }
      for update in updates { try update.put(into: &writer) }
      try removeOthers(than: updates.map(\.name), from: &writer)
      return true
    }
    guard isWritten else { return try write(view, over: [:], to: store) }
    return Written(
      heads: Dictionary(uniqueKeysWithValues: updates.map { ($0.name, $0.head) }),
      stateSize: updates.reduce(0) { $0 + $1.stateSize },
      writtenSize: updates.reduce(0) { $0 + $1.writtenSize }
    )
  }

  /// Reads the view of the last checkpoint; an empty one where there is none for these projections in
  /// these versions, or it is damaged: then everything is replayed.
  static func read(
    _ projections: [any Projection.Type],
    from store: LogStore
  ) throws(LedgerError) -> Restored {
    var last: Heads?
    // Again where another program has written the next one meanwhile.
    while let heads = try heads(of: projections, in: store), heads != last {
      let restoration = CheckpointRestoration(projections, heads, from: store)
      if let view = try restoration.view() { return Restored(view: view, heads: heads) }
      last = heads
    }
    return Restored(view: LedgerView(projections), heads: [:])
  }

  /// The heads of a checkpoint for these projections; nil where they do not belong together.
  private static func heads(
    of projections: [any Projection.Type],
    in store: LogStore
  ) throws(LedgerError) -> Heads? {
    var names: [CheckpointPart.Name] = [.ledger, .tickets]
    names += projections.map { CheckpointPart.Name(name: $0.name, version: $0.version) }
    var heads: Heads = [:]
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    for name in names {
      guard let head = try snapshot.head(of: name),
        head.eventCount == heads[.ledger]?.eventCount ?? head.eventCount
      else { return nil }
      heads[name] = head
    }
    return heads
  }

  /// Removes the chunks of all versions of a name.
  static func remove(_ name: String, from writer: inout LogWriter) throws(StoreError) {
    let prefix = Array(name.utf8) + [0]
    var keys: [[UInt8]] = []
    do {
      var cursor = try writer.entries(in: .projections, prefix: prefix)
      while let entry = try cursor.next() { keys.append(entry.key.copied) }
    }
    for key in keys { _ = try writer.remove(in: .projections, for: key) }
  }

  /// Removes what another program stored that folds other projections, or other versions of these: it
  /// stands at another position now, and serves nobody.
  private static func removeOthers(
    than names: [CheckpointPart.Name],
    from writer: inout LogWriter
  ) throws(StoreError) {
    let own = names.map(\.key)
    var keys: [[UInt8]] = []
    do {
      var cursor = try writer.entries(in: .projections)
      while let entry = try cursor.next() {
        let key = entry.key.copied
        if !own.contains(where: { key.starts(with: $0) }), parse(key) != nil { keys.append(key) }
      }
    }
    for key in keys { _ = try writer.remove(in: .projections, for: key) }
  }

  /// Reads a key; nil where it is none.
  ///
  /// - Returns: The name and version, and the checksum of a chunk; nil for the head.
  static func parse(_ key: [UInt8]) -> (name: CheckpointPart.Name, chunk: UInt64?)? {
    guard let end = key.firstIndex(of: 0), end > 0, [5, 13].contains(key.count - end),
      let name = String(validating: key[..<end], as: UTF8.self)
    else { return nil }
    var reader = ByteReader(Array(key[(end + 1)...]))
    guard let version = try? reader.read(UInt32.self) else { return nil }
    let chunk = try? reader.read(UInt64.self)
    let part = CheckpointPart.Name(name: name, version: version.byteSwapped)
    return (part, chunk?.byteSwapped)
  }
}

extension CheckpointPart.Name {
  /// The key of the head.
  var key: [UInt8] {
    var key = ByteWriter(capacity: name.utf8.count + 5)
    key.write(name.utf8)
    key.write(UInt8(0))
    key.write(version.byteSwapped)
    return key.bytes
  }

  /// How a chunk is named in reports: its checksum, 16 hexadecimal digits.
  static func text(ofChunk chunk: UInt64) -> String {
    let digits = String(chunk, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The key of a chunk.
  func key(ofChunk chunk: UInt64) -> [UInt8] {
    var key = ByteWriter(capacity: name.utf8.count + 13)
    key.write(self.key)
    key.write(chunk.byteSwapped)
    return key.bytes
  }
}

extension LogReading where Self: ~Copyable {
  /// The head of a stored state; nil where there is none, it is damaged, or it is of more events than
  /// the log has.
  func head(of name: CheckpointPart.Name) throws(LedgerError) -> CheckpointHead? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .projections, for: name.key) else { return nil }
      let head = CheckpointHead(bytes.copied)
      // Both, since the position of a damaged last event may be any number.
      guard let head, head.eventCount <= end, head.eventCount <= (try count(of: .events)) else {
        return nil
      }
      return head
    }
  }

  /// A chunk by its checksum; nil where it is missing or damaged.
  func chunk(_ chunk: UInt64, of name: CheckpointPart.Name) throws(LedgerError) -> [UInt8]? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .projections, for: name.key(ofChunk: chunk)),
        Checksum.of(bytes) == chunk
      else { return nil }
      return bytes.copied
    }
  }

  /// The encoding of a stored state; nil where it is not as it was written.
  ///
  /// What a head names several times is stored once, so a damaged one could ask for any room. More than
  /// ``CheckpointPart/repeatedSize`` for each event is no state's.
  func state(
    of name: CheckpointPart.Name,
    _ head: CheckpointHead
  ) throws(LedgerError) -> [UInt8]? {
    try LedgerError.wrapping {
      // Looked at first: room is made once, and for what is there.
      var (size, repeated, seen) = (0, 0, Set<UInt64>())
      for chunk in head.chunks {
        let found = try value(in: .projections, for: name.key(ofChunk: chunk))
        guard let found else { return nil }
        size += found.byteCount
        if !seen.insert(chunk).inserted { repeated += found.byteCount }
      }
      guard UInt64(repeated) / CheckpointPart.repeatedSize <= head.eventCount else { return nil }
      var bytes = ByteWriter(capacity: size)
      for chunk in head.chunks {
        guard let found = try value(in: .projections, for: name.key(ofChunk: chunk)),
          Checksum.of(found) == chunk
        else { return nil }
        bytes.write(found)
      }
      return bytes.bytes
    }
  }
}
