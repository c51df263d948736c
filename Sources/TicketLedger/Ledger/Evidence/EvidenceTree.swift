import LedgerStore
import Transparency

/// The Merkle tree over the log's envelopes, as the writer carries it on.
///
/// In the table `tiles`, each record as soon as its leaves are there: row 0 has a ``LeafGroup`` for each
/// 32 leaves, their subtree's hash and four bytes of each, since a leaf can be hashed again from its
/// event; row *n* has the hash of each 256^n leaves, as tiles of the C2SP have it. The key is
/// (255 − row) · 2^56 + the record's number, so that row 0, of which there is the most, is always put
/// last.
///
/// In `meta`, under `frontier`: the tree's right edge, which is enough to state its root; under `leaves`:
/// the first four bytes of each leaf after the last full group, so that each of the last events can be
/// told from its neighbours too. Both lie on one page, which every commit writes anyway.
struct EvidenceTree {
  private static let frontierKey = Array("frontier".utf8)
  private static let leavesKey = Array("leaves".utf8)

  private var leaves: GroupedLeaves
  /// The records that were completed and are not written yet.
  private var completed: [Record] = []

  /// A record of a row, as it is stored.
  private struct Record {
    let level: Int
    let number: UInt64
    let bytes: [UInt8]
  }

  /// The tree of a log without events.
  init() {
    leaves = GroupedLeaves()
  }

  /// The tree of a log's present state.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where the tree does not end with the log.
  /// - Complexity: two reads.
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
    let leaves = prefixes.flatMap { GroupedLeaves(frontier: frontier, prefixes: $0) }
    guard let leaves else {
      throw .inconsistent(Position(log.end), "the evidence tree is damaged; verify the ledger")
    }
    self.leaves = leaves
  }

  /// Goes on over what another process appended, whose records that one stored; false where that is
  /// much, or does not lead to the stored edge: then the tree is of no use any more.
  ///
  /// - Complexity: one leaf and one node for each event.
  mutating func follow(_ log: borrowing some LogReading & ~Copyable) throws(LedgerError) -> Bool {
    guard size < log.end else { return true }
    guard log.end - size <= 4_096 else { return false }
    try LedgerError.wrapping(at: Position(size)) {
      var cursor = try log.envelopes(from: size)
      while let envelope = try cursor.next() {
        leaves.append(Hash.leaf(envelope)) { _, _, _ in }
      }
    }
    return try EvidenceTree.frontier(of: log) == leaves.frontier
  }

  /// The number of leaves.
  var size: UInt64 { leaves.size }
  /// The root over all of them.
  var root: Hash { leaves.root }

  /// Adds the leaf of an envelope, the next one of the log.
  mutating func append(_ envelope: RawSpan) {
    var records: [Record] = []
    leaves.append(Hash.leaf(envelope)) { level, number, bytes in
      records.append(Record(level: level, number: number, bytes: bytes))
    }
    completed += records
  }

  /// Adds the leaf of an envelope, the next one of the log.
  mutating func append(_ envelope: [UInt8]) { unsafe append(envelope.span.bytes) }

  /// Writes the records that were completed since, in the transaction that appended their envelopes.
  ///
  /// Where it throws, the tree is of no use any more, nor is the transaction.
  mutating func writeRecords(into writer: inout LogWriter) throws(StoreError) {
    for record in completed {
      let key = EvidenceTree.key(record.level, record.number)
      if record.level == 0 {
        try writer.putLast(record.bytes, in: .tiles, at: key)
      } else {
        try writer.put(record.bytes, in: .tiles, at: key)
      }
    }
    completed.removeAll()
  }

  /// Writes what is left of the records, and the right edge; once for each commit.
  mutating func writeEdge(into writer: inout LogWriter) throws(StoreError) {
    try writeRecords(into: &writer)
    try writer.put(leaves.frontier.encoded, in: .meta, for: EvidenceTree.frontierKey)
    try writer.put(LeafGroup.bytes(of: leaves.prefixes), in: .meta, for: EvidenceTree.leavesKey)
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

  /// How far above the leaves the hash in a record of a row is.
  static func height(ofRow level: Int) -> UInt64 {
    UInt64(level == 0 ? LeafGroup.height : Tile.height * level)
  }

  /// Where a record of a row lies.
  static func key(_ level: Int, _ record: UInt64) -> UInt64 {
    UInt64(255 - level) << 56 | record
  }
}

extension LogReading where Self: ~Copyable {
  /// The stored hash at a place of a row above the leaves; nil where no sound record has it.
  ///
  /// - Complexity: one read.
  func storedHash(ofRow level: Int, at place: UInt64) throws(StoreError) -> Hash? {
    guard let bytes = try value(in: .tiles, at: EvidenceTree.key(level, place)) else { return nil }
    return Hash(bytes)
  }
}
