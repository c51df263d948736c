import LedgerStore
import Transparency

/// The Merkle tree over the log's envelopes, as the writer carries it on.
///
/// In the table `tiles`, each record once it is full. Row 0 has a ``LeafGroup`` for each 32 leaves: their
/// subtree's hash, and four bytes of each, since a leaf can be hashed again from its event. Row *n* has
/// the hashes of each 256^n leaves, ``hashesPerRecord`` in a record: of 256 hashes, the tile of the
/// C2SP, LMDB would make three pages; two records of 63 fill one page to its last 28 bytes. The key is
/// (255 − row) · 2^56 + the record's number, so that row 0, of which there is the most, is always put
/// last.
///
/// In `meta`, under `frontier`: the tree's right edge, which is enough to state its root; under `leaves`:
/// the first four bytes of each leaf after the last full group, so that each of the last events can be
/// told from its neighbours too. Both lie on one page, which every commit writes anyway.
struct EvidenceTree {
  /// The hashes of one record above row 0.
  static let hashesPerRecord = 63
  private static let frontierKey = Array("frontier".utf8)
  private static let leavesKey = Array("leaves".utf8)

  private var rows: GroupedRows
  /// The records that filled and are not written yet.
  private var filled: [Record] = []

  /// A full record of a row, as it is stored.
  private struct Record {
    let level: Int
    let number: UInt64
    let bytes: [UInt8]
  }

  /// The tree of a log without events.
  init() {
    rows = GroupedRows(width: EvidenceTree.hashesPerRecord)
  }

  /// The tree of a log's present state.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where the tree does not end with the log.
  /// - Complexity: at most 62 · 8 reads and 62 · 7 nodes for row 1, and 62 · 255 nodes for each one above.
  init(of log: borrowing some LogReading & ~Copyable) throws(LedgerError) {
    let frontier = try EvidenceTree.frontier(of: log)
    guard let frontier, frontier.size == log.end else {
      let size = frontier.map { "\($0.size)" } ?? "no"
      throw .inconsistent(
        Position(log.end),
        "the evidence tree has \(size) leaves, and the log \(log.end) events; verify the ledger"
      )
    }
    let prefixes = try LedgerError.wrapping { try EvidenceTree.openPrefixes(of: log) }
    let rows = try GroupedRows(
      width: EvidenceTree.hashesPerRecord,
      frontier: frontier,
      prefixes: prefixes ?? []
    ) { (level, range) throws(LedgerError) in
      try log.hashes(ofRow: level, range)
    }
    guard let rows else {
      throw .inconsistent(Position(log.end), "the evidence tree is damaged; verify the ledger")
    }
    self.rows = rows
  }

  /// Goes on over what another process appended, whose full records that one stored; false where that is
  /// much, or does not lead to the stored edge: then the tree is of no use any more.
  ///
  /// - Complexity: one leaf and one node for each event.
  mutating func follow(_ log: borrowing some LogReading & ~Copyable) throws(LedgerError) -> Bool {
    guard size < log.end else { return true }
    guard log.end - size <= 4_096 else { return false }
    try LedgerError.wrapping(at: Position(size)) {
      var cursor = try log.envelopes(from: size)
      while let envelope = try cursor.next() {
        rows.append(Hash.leaf(envelope)) { _, _, _ in }
      }
    }
    return try EvidenceTree.frontier(of: log) == rows.frontier
  }

  /// The number of leaves.
  var size: UInt64 { rows.size }
  /// The root over all of them.
  var root: Hash { rows.root }

  /// Adds the leaf of an envelope, the next one of the log.
  mutating func append(_ envelope: RawSpan) {
    var full: [Record] = []
    rows.append(Hash.leaf(envelope)) { level, number, bytes in
      full.append(Record(level: level, number: number, bytes: bytes))
    }
    filled += full
  }

  /// Adds the leaf of an envelope, the next one of the log.
  mutating func append(_ envelope: [UInt8]) { unsafe append(envelope.span.bytes) }

  /// Writes the records that filled since, in the transaction that appended their envelopes.
  ///
  /// Where it throws, the tree is of no use any more, nor is the transaction.
  mutating func writeRecords(into writer: inout LogWriter) throws(StoreError) {
    for record in filled {
      let key = EvidenceTree.key(record.level, record.number)
      if record.level == 0 {
        try writer.putLast(record.bytes, in: .tiles, at: key)
      } else {
        try writer.put(record.bytes, in: .tiles, at: key)
      }
    }
    filled.removeAll()
  }

  /// Writes what is left of the records, and the right edge; once for each commit.
  mutating func writeEdge(into writer: inout LogWriter) throws(StoreError) {
    try writeRecords(into: &writer)
    try writer.put(rows.frontier.encoded, in: .meta, for: EvidenceTree.frontierKey)
    try writer.put(LeafGroup.bytes(of: rows.prefixes), in: .meta, for: EvidenceTree.leavesKey)
  }

  /// How the leaves after the last full group begin; nil where they are not as many as there should be.
  static func openPrefixes(
    of log: borrowing some LogReading & ~Copyable
  ) throws(StoreError) -> [UInt32]? {
    guard let bytes = try log.value(in: .meta, for: leavesKey),
      let prefixes = LeafGroup.prefixes(bytes),
      prefixes.count == Int(log.end % UInt64(LeafGroup.width))
    else { return nil }
    return prefixes
  }

  /// The stored right edge; nil where there is none, or it is damaged.
  static func frontier(
    of log: borrowing some LogReading & ~Copyable
  ) throws(LedgerError) -> Frontier? {
    try LedgerError.wrapping {
      guard let bytes = try log.value(in: .meta, for: frontierKey) else { return nil }
      return Frontier(decoding: bytes.copied)
    }
  }

  /// How many hashes of a row one record stands for.
  static func width(ofRow level: Int) -> UInt64 {
    UInt64(level == 0 ? LeafGroup.width : hashesPerRecord)
  }

  /// The position of the first leaf below a record of a row.
  static func first(below record: UInt64, ofRow level: Int) -> UInt64 {
    (record * width(ofRow: level)) << UInt64(Tile.height * level)
  }

  /// Where a record of a row lies.
  static func key(_ level: Int, _ record: UInt64) -> UInt64 {
    UInt64(255 - level) << 56 | record
  }
}
