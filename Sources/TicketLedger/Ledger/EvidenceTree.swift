import LedgerStore
import Transparency

/// The Merkle tree over the log's envelopes, as the writer carries it on.
///
/// In the table `tiles`: the hashes of the tree's rows, ``hashesPerRecord`` in a record, each record
/// once it is full. Of 256 hashes, the tile of the C2SP, LMDB would make three pages; two records of
/// 63 fill one page to its last 28 bytes. Row 0 has the leaves, row *n* the hashes of each 256 of row
/// *n* − 1. The key is (255 − row) · 2^56 + the record's number, so that the leaves, of which there
/// are the most, are always put last.
///
/// In `meta`, under `frontier`: the tree's right edge, which is enough to state its root; under `leaves`:
/// the leaves after the last full record, so that each of the last events can be told from its
/// neighbours too. Both lie on one page, which every commit writes anyway.
struct EvidenceTree {
  /// The hashes of one record.
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
  /// - Complexity: O(log n) reads, and at most 62 · 255 nodes for each row above the leaves.
  init(of log: borrowing some LogReading & ~Copyable) throws(LedgerError) {
    let frontier = try EvidenceTree.frontier(of: log)
    guard let frontier, frontier.size == log.end else {
      let size = frontier.map { "\($0.size)" } ?? "no"
      throw .inconsistent(
        Position(log.end),
        "the evidence tree has \(size) leaves, and the log \(log.end) events; verify the ledger"
      )
    }
    let rows = try GroupedRows(
      width: EvidenceTree.hashesPerRecord,
      frontier: frontier
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
    rows.append(Hash.leaf(envelope)) { level, number, hashes in
      full.append(Record(level: level, number: number, bytes: Hash.bytes(of: hashes)))
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
    try writer.put(Hash.bytes(of: rows.open(level: 0)), in: .meta, for: EvidenceTree.leavesKey)
  }

  /// The stored leaves after the last full record; nil where they are not as many as there should be.
  static func openLeaves(
    of log: borrowing some LogReading & ~Copyable
  ) throws(StoreError) -> [Hash]? {
    guard let bytes = try log.value(in: .meta, for: leavesKey), let leaves = Hash.list(bytes),
      leaves.count == Int(log.end % UInt64(hashesPerRecord))
    else { return nil }
    return leaves
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

  /// Where a record of a row lies.
  static func key(_ level: Int, _ record: UInt64) -> UInt64 {
    UInt64(255 - level) << 56 | record
  }
}

extension LogReading where Self: ~Copyable {
  /// Hashes of a row of the tree: from the records, or from what is below where none is full yet.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where a record that should be there is not, or an
  ///   event.
  /// - Complexity: one read for each 63 hashes of full records; else 255 nodes each above the leaves.
  func hashes(ofRow level: Int, _ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    let width = UInt64(EvidenceTree.hashesPerRecord)
    let hashCount = end >> UInt64(Tile.height * level)
    let stored = hashCount - hashCount % width
    var hashes: [Hash] = []
    hashes.reserveCapacity(range.count)
    var next = range.lowerBound
    while next < min(range.upperBound, stored) {
      let start = next - next % width
      let last = min(range.upperBound, start + width)
      let found = try record(start / width, ofRow: level)
      hashes += found[Int(next - start)..<Int(last - start)]
      next = last
    }
    if level == 0, next < range.upperBound {
      let leaves = try openLeaves()
      hashes += leaves[Int(next - stored)..<Int(range.upperBound - stored)]
      return hashes
    }
    while next < range.upperBound {
      let below = next << UInt64(Tile.height)..<(next + 1) << UInt64(Tile.height)
      hashes.append(Hash.root(of: try self.hashes(ofRow: level - 1, below)))
      next += 1
    }
    return hashes
  }

  /// The hashes of a full record of a row.
  private func record(_ number: UInt64, ofRow level: Int) throws(LedgerError) -> [Hash] {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .tiles, at: EvidenceTree.key(level, number)),
        let hashes = Hash.list(bytes), hashes.count == EvidenceTree.hashesPerRecord
      else {
        let first = (number * UInt64(EvidenceTree.hashesPerRecord)) << UInt64(Tile.height * level)
        throw LedgerError.inconsistent(
          Position(first),
          "the evidence tree lacks its hashes from there on; verify the ledger"
        )
      }
      return hashes
    }
  }

  private func openLeaves() throws(LedgerError) -> [Hash] {
    let leaves = try LedgerError.wrapping { try EvidenceTree.openLeaves(of: self) }
    guard let leaves else {
      throw .inconsistent(
        Position(end),
        "the evidence tree lacks its last leaves; verify the ledger"
      )
    }
    return leaves
  }
}

/// The tree of one state of the log, for roots and proofs.
final class LogHashes: HashReader {
  private let snapshot: LogSnapshot

  init(_ snapshot: consuming LogSnapshot) {
    self.snapshot = snapshot
  }

  /// The number of events of that state.
  var size: UInt64 { snapshot.end }

  func hashes(level: Int, _ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    try snapshot.hashes(ofRow: level, range)
  }
}
