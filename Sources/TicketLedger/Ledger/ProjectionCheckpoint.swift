import Crypto
import LedgerStore

/// The state of all projections at one position, kept in the store; disposable.
///
/// Table of projections: the key is the name, a zero byte, the version (u32, big-endian) and the
/// number of the chunk (u32, big-endian). Chunk 0 holds the event count (u64) at which the state
/// stands, its size (u64) and its SHA-256; the chunks from 1 on hold the state, each but the last of
/// ``chunkSize`` bytes. `ledger` names what all projections share: tickets,
/// catalogue, rules, agreements and the index of occurrences.
enum ProjectionCheckpoint {
  static let ledgerName = "ledger"
  static let ledgerVersion: UInt32 = 5
  /// The most bytes of one chunk: a run of pages that LMDB can find room for.
  static let chunkSize = 1 << 18
  /// The bytes of chunk 0.
  static let headSize = 48

  /// Checks that the states of projections cannot be taken for one another, nor for what they share.
  static func requireNames(of projections: [any Projection.Type]) {
    let names = projections.map { $0.name }
    precondition(
      Set(names).count == names.count && !names.contains(ledgerName),
      "each projection has a name of its own, and none is called \(ledgerName)"
    )
    precondition(
      names.allSatisfy { 1...255 ~= $0.utf8.count && !$0.utf8.contains(0) },
      "a projection's name has 1 to 255 bytes of UTF-8, none of them zero"
    )
  }

  /// The stored state of one name and version.
  struct State {
    let eventCount: UInt64
    let bytes: [UInt8]
    let digest: [UInt8]

    /// Whether the bytes are those that were written.
    var isSound: Bool { SHA256.hash(data: bytes).elementsEqual(digest) }
  }

  /// Writes a view, in place of the one before.
  ///
  /// - Returns: The bytes of state written.
  static func write(_ view: borrowing LedgerView, to store: LogStore) throws -> Int {
    var shared = ByteWriter()
    view.encode(into: &shared)
    let eventCount = view.eventCount
    var states = view.cells.map { ($0.name, $0.version, $0.encoded) }
    states.append((ledgerName, ledgerVersion, shared.bytes))
    try store.append { writer in
      for (name, version, bytes) in states {
        try remove(name, from: &writer)
        try put(bytes, of: name, version, at: eventCount, into: &writer)
      }
    }
    return states.reduce(0) { $0 + $1.2.count }
  }

  /// Reads the view of the last checkpoint; nil where there is none for these projections in these
  /// versions, or it is damaged: then everything is replayed.
  static func read(
    _ projections: [any Projection.Type],
    from store: LogStore
  ) throws(LedgerError) -> LedgerView? {
    let versions = [(ledgerName, ledgerVersion)] + projections.map { ($0.name, $0.version) }
    var states: [State] = []
    do {
      let snapshot = try LedgerError.wrapping { try store.beginRead() }
      for (name, version) in versions {
        guard let state = try unchecked(name, version, in: snapshot),
          state.eventCount <= snapshot.end,
          state.eventCount == states.first?.eventCount ?? state.eventCount
        else { return nil }
        states.append(state)
      }
    }
    return CheckpointRestoration(projections, from: states).view()
  }

  /// The stored state of a name and version; nil where there is none or it is damaged.
  static func state(
    of name: String,
    _ version: UInt32,
    in snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> State? {
    guard let state = try unchecked(name, version, in: snapshot), state.isSound else { return nil }
    return state
  }

  /// The stored state of a name and version, whose digest is not looked at; nil where it has not the
  /// size it says.
  private static func unchecked(
    _ name: String,
    _ version: UInt32,
    in snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> State? {
    do throws(StoreError) {
      guard let first = try snapshot.value(in: .projections, for: key(name, version, chunk: 0))
      else { return nil }
      var header = ByteReader(first.copied)
      guard let eventCount = try? header.read(UInt64.self),
        let size = try? header.readFigure(), let digest = try? header.readBytes(32)
      else { return nil }
      // Looked at first, so that room is made for what is there, not for what a damaged head says.
      var (chunks, found): (UInt32, Int) = (0, 0)
      while found < size {
        let key = key(name, version, chunk: chunks + 1)
        guard let part = try snapshot.value(in: .projections, for: key), part.byteCount > 0 else {
          return nil
        }
        (chunks, found) = (chunks + 1, found + part.byteCount)
      }
      guard found == size else { return nil }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size)
      for chunk in 0..<chunks {
        let key = key(name, version, chunk: chunk + 1)
        guard let part = try snapshot.value(in: .projections, for: key) else { return nil }
        unsafe part.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
      }
      return State(eventCount: eventCount, bytes: bytes, digest: Array(digest))
    } catch {
      throw LedgerError(error)
    }
  }

  private static func put(
    _ bytes: [UInt8],
    of name: String,
    _ version: UInt32,
    at eventCount: UInt64,
    into writer: inout LogWriter
  ) throws(StoreError) {
    let first = key(name, version, chunk: 0)
    try writer.put(head(of: bytes, at: eventCount), in: .projections, for: first)
    var chunk: UInt32 = 1
    var start = 0
    while start < bytes.count {
      let end = min(start + chunkSize, bytes.count)
      let key = key(name, version, chunk: chunk)
      let part = Array(bytes[start..<end])
      try writer.put(part, in: .projections, for: key)
      start = end
      chunk += 1
    }
  }

  /// Chunk 0 of a state.
  static func head(of bytes: [UInt8], at eventCount: UInt64) -> [UInt8] {
    head(size: bytes.count, Array(SHA256.hash(data: bytes)), at: eventCount)
  }

  /// Chunk 0 of a state of that size and digest.
  static func head(size: Int, _ digest: [UInt8], at eventCount: UInt64) -> [UInt8] {
    var head = ByteWriter(capacity: headSize)
    head.write(eventCount)
    head.write(UInt64(size))
    head.write(digest)
    return head.bytes
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

  static func key(_ name: String, _ version: UInt32, chunk: UInt32) -> [UInt8] {
    var key = ByteWriter()
    key.write(name.utf8)
    key.write(UInt8(0))
    key.write(version.byteSwapped)
    key.write(chunk.byteSwapped)
    return key.bytes
  }

  /// Reads a key; nil where it is none.
  static func parse(_ key: [UInt8]) -> (name: String, version: UInt32, chunk: UInt32)? {
    guard let end = key.firstIndex(of: 0), end > 0, key.count == end + 9,
      let name = String(validating: key[..<end], as: UTF8.self)
    else { return nil }
    var reader = ByteReader(Array(key[(end + 1)...]))
    guard let version = try? reader.read(UInt32.self), let chunk = try? reader.read(UInt32.self)
    else { return nil }
    return (name, version.byteSwapped, chunk.byteSwapped)
  }
}
