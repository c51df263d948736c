import LedgerStore
import Transparency

/// The tree of one state of the log, for roots and proofs.
///
/// What is stored of it may be damaged. So whatever is handed out has to lead to the stored edge, or to
/// something signed: ``check(_:_:)``.
final class LogHashes: HashReader {
  private let snapshot: LogSnapshot
  /// The stored right edge.
  let edge: Frontier
  /// The leaves that were hashed last, from the start of their group on: a proof asks for several.
  private var hashed: (start: UInt64, leaves: [Hash])?
  /// The subtrees that were asked for: what has to lead to the edge is asked for again on the way there.
  private var known: [UInt64: Hash] = [:]

  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where the stored edge is not the log's.
  init(_ snapshot: consuming LogSnapshot) throws(LedgerError) {
    guard let edge = try EvidenceTree.frontier(of: snapshot), edge.size == snapshot.end else {
      throw .inconsistent(
        Position(snapshot.end),
        "the evidence tree does not end with the log; verify the ledger"
      )
    }
    self.edge = edge
    self.snapshot = snapshot
  }

  /// The number of events of that state.
  var size: UInt64 { snapshot.end }

  func hashes(level: Int, _ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    level == 0 ? try snapshot.leaves(range) : try snapshot.hashes(ofRow: level, range)
  }

  func hash(height: Int, index: UInt64) throws(LedgerError) -> Hash {
    let key = UInt64(height) << 56 | index
    if let hash = known[key] { return hash }
    let hash = try made(height: height, index: index)
    known[key] = hash
    return hash
  }

  private func made(height: Int, index: UInt64) throws(LedgerError) -> Hash {
    guard height < Tile.height else { return try hashFromRow(height: height, index: index) }
    guard height < LeafGroup.height else {
      let rise = UInt64(height - LeafGroup.height)
      return Hash.root(of: try snapshot.groups(index << rise..<(index + 1) << rise))
    }
    let first = index << UInt64(height)
    let place = Int(first % UInt64(LeafGroup.width))
    let leaves = try leaves(from: first - UInt64(place))
    return Hash.root(of: leaves[place..<place + 1 << height])
  }

  /// The leaves of a group, or as many as there are.
  private func leaves(from start: UInt64) throws(LedgerError) -> [Hash] {
    if let hashed, hashed.start == start { return hashed.leaves }
    let leaves = try snapshot.leaves(start..<min(start + UInt64(LeafGroup.width), size))
    hashed = (start, leaves)
    return leaves
  }

  /// Has a proof verified before anybody gets it, or what follows from it.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where it does not hold.
  static func check(
    _ position: UInt64,
    _ verify: () throws(ProofRefusal) -> Void
  ) throws(LedgerError) {
    do throws(ProofRefusal) {
      try verify()
    } catch {
      throw .inconsistent(
        Position(position),
        "the evidence tree does not fit the events: \(error); verify the ledger"
      )
    }
  }
}

extension TiledTree where Reader == LogHashes {
  /// The root of the first events, which has to have grown into the one of the stored edge.
  ///
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where there are fewer, ``LedgerError/inconsistent(_:_:)``
  ///   where the tree is damaged.
  func soundRoot(at size: UInt64) throws(LedgerError) -> Hash {
    guard let root = try root(at: size),
      let growth = try consistencyProof(from: size, to: self.size)
    else { throw .beyondEnd(Position(size)) }
    try LogHashes.check(size) { () throws(ProofRefusal) in
      try growth.verify(oldRoot: root, newRoot: reader.edge.root)
    }
    return root
  }
}

extension LogReading where Self: ~Copyable {
  /// The leaves of events, hashed from them.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where one of the events is not there.
  /// - Complexity: O(n) in the events of the range.
  fileprivate func leaves(_ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    try LedgerError.wrapping(at: Position(range.lowerBound)) {
      var leaves: [Hash] = []
      leaves.reserveCapacity(range.count)
      var cursor = try envelopes(from: range.lowerBound)
      while leaves.count < range.count, let envelope = try cursor.next() {
        leaves.append(.leaf(envelope))
      }
      guard leaves.count == range.count else {
        throw LedgerError.inconsistent(Position(range.upperBound), "no event stands there")
      }
      return leaves
    }
  }

  /// The hashes of the subtrees of groups of leaves.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where a record that should be there is not.
  /// - Complexity: one read for each.
  fileprivate func groups(_ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    try LedgerError.wrapping {
      var roots: [Hash] = []
      for number in range {
        guard let bytes = try value(in: .tiles, at: EvidenceTree.key(0, number)),
          let group = LeafGroup(decoding: bytes)
        else { throw missing(number, ofRow: 0) }
        roots.append(group.root)
      }
      return roots
    }
  }

  /// Hashes of a row above the leaves.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where a record that should be there is not.
  /// - Complexity: one step of a cursor for each.
  fileprivate func hashes(ofRow level: Int, _ range: Range<UInt64>) throws(LedgerError) -> [Hash] {
    try LedgerError.wrapping {
      var hashes: [Hash] = []
      hashes.reserveCapacity(range.count)
      var records = try numbered(in: .tiles, from: EvidenceTree.key(level, range.lowerBound))
      for place in range {
        guard let record = try records.next(), record.number == EvidenceTree.key(level, place),
          let hash = Hash(record.value)
        else { throw missing(place, ofRow: level) }
        hashes.append(hash)
      }
      return hashes
    }
  }

  private func missing(_ record: UInt64, ofRow level: Int) -> LedgerError {
    .inconsistent(
      Position(record << EvidenceTree.height(ofRow: level)),
      "the evidence tree lacks its hashes from there on; verify the ledger"
    )
  }
}
