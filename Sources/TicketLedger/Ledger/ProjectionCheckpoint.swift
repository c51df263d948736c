import LedgerStore

/// The state of all projections at one position, kept in the store; disposable.
///
/// Table of projections: the key is the name, a zero byte, the version (u32, big-endian) and the
/// number of the chunk (u32, big-endian). Chunk 0 is the ``CheckpointHead``; the chunks from 1 on hold
/// the state, cut at its sections (``ByteWriter/beginSection()``).
///
/// Only chunks that changed are written. What is stored is known by the heads that were read whole or
/// written here; where the store has another head, somebody else has written meanwhile, and everything
/// is written anew.
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
    /// The bytes of the chunks written.
    let writtenSize: Int
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
  /// - Throws: What the store throws; the checkpoint of before is left then.
  static func write(
    _ view: borrowing LedgerView,
    over known: Heads,
    to store: LogStore
  ) throws -> Written {
    let (parts, eventCount) = (view.parts, view.eventCount)
    let updates = CheckpointPart.onAllCores(parts) {
      CheckpointUpdate.of($0, at: eventCount, over: known[$0.name])
    }
    let isWritten = try store.append { writer in
      for update in updates where try !update.isFor(writer) { return false }
      for update in updates { try update.put(into: &writer) }
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
    if let heads = try heads(of: projections, in: store) {
      let restoration = CheckpointRestoration(projections, heads, from: store)
      if let view = restoration.view() { return Restored(view: view, heads: heads) }
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
      guard let head = try snapshot.head(of: name), head.eventCount <= snapshot.end,
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

  /// Reads a key; nil where it is none.
  static func parse(_ key: [UInt8]) -> (name: CheckpointPart.Name, chunk: UInt32)? {
    guard let end = key.firstIndex(of: 0), end > 0, key.count == end + 9,
      let name = String(validating: key[..<end], as: UTF8.self)
    else { return nil }
    var reader = ByteReader(Array(key[(end + 1)...]))
    guard let version = try? reader.read(UInt32.self), let chunk = try? reader.read(UInt32.self)
    else { return nil }
    let part = CheckpointPart.Name(name: name, version: version.byteSwapped)
    return (part, chunk.byteSwapped)
  }
}

extension CheckpointPart.Name {
  /// The key of a chunk.
  func key(ofChunk chunk: UInt32) -> [UInt8] {
    var key = ByteWriter()
    key.write(name.utf8)
    key.write(UInt8(0))
    key.write(version.byteSwapped)
    key.write(chunk.byteSwapped)
    return key.bytes
  }
}

extension LogReading where Self: ~Copyable {
  /// The head of a stored state; nil where there is none, or it is damaged.
  func head(of name: CheckpointPart.Name) throws(LedgerError) -> CheckpointHead? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .projections, for: name.key(ofChunk: 0)) else { return nil }
      return CheckpointHead(bytes.copied)
    }
  }

  /// A chunk as its head knows it; nil where it is missing or damaged.
  ///
  /// - Precondition: The number is from 1 to the head's number of chunks.
  func chunk(
    _ number: UInt32,
    of name: CheckpointPart.Name,
    _ head: CheckpointHead
  ) throws(LedgerError) -> [UInt8]? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .projections, for: name.key(ofChunk: number)),
        Checksum.of(bytes) == head.checksums[Int(number) - 1]
      else { return nil }
      return bytes.copied
    }
  }

  /// The encoding of a stored state; nil where it is not as it was written.
  func state(
    of name: CheckpointPart.Name,
    _ head: CheckpointHead
  ) throws(LedgerError) -> [UInt8]? {
    var bytes: [UInt8] = []
    for number in 0..<head.chunkCount {
      guard let chunk = try chunk(UInt32(number) + 1, of: name, head) else { return nil }
      bytes += chunk
    }
    return bytes
  }
}
