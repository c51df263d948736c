import LedgerStore
import Transparency

/// Writes the tree's hashes anew, as the events give them.
///
/// The hashes are evidence too, so that is done only where something signed vouches for the events in
/// their place: a kept checkpoint, of a key that is believed, whose root the events give. Where stored
/// rows or leaves are wrong, the frontier vouches for what was appended since. Where the frontier is
/// wrong, only a checkpoint of the whole log does: a tail that was cut off shows in nothing else.
struct TreeRepair {
  /// What of the evidence can be made again.
  static let kinds: Set<VerificationProblem.Kind> = [.tile, .frontier]

  /// The remedy of problems that can be mended.
  static let remedy = "run verify --repair; the hashes are computed from the events"

  /// The number of events, and the root over them.
  private let size: UInt64
  private let root: Hash

  /// A repair of all that is wrong with the tree; nil where it must not be made, or nothing is.
  ///
  /// - Parameters:
  ///   - tree: What was found of the tree.
  ///   - vouched: The largest size of a signed checkpoint whose root is that of the events.
  ///   - found: The kinds of all problems of the ledger.
  ///   - isDamaged: Whether an event is missing or wrong.
  init?(
    of tree: TreeCheck,
    vouched: UInt64?,
    found: Set<VerificationProblem.Kind>,
    isDamaged: Bool
  ) {
    guard !found.isEmpty, found.isSubset(of: TreeRepair.kinds), !isDamaged, tree.changed.isEmpty,
      tree.doubtfulFrom == nil, let root = tree.root, let vouched,
      !tree.isFrontierWrong || vouched == tree.tree.size
    else { return nil }
    size = tree.tree.size
    self.root = root
  }

  /// Writes rows, last leaves and frontier in one transaction.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where the events are no longer those that were
  ///   verified; nothing is changed then.
  /// - Complexity: O(n) in the events, each hashed once more.
  func run(on store: LogStore) throws(LedgerError) {
    try LedgerError.wrapping {
      try store.append { writer in
        for key in try TreeRepair.keys(in: writer) { _ = try writer.remove(in: .tiles, at: key) }
        var tree = EvidenceTree()
        for position in 0..<writer.end {
          do {
            guard let envelope = try writer.value(in: .events, at: position) else {
              throw LedgerError.inconsistent(Position(position), "no event stands there")
            }
            tree.append(envelope)
          }
          try tree.writeRecords(into: &writer)
          guard tree.size != size || tree.root == root else {
            throw LedgerError.inconsistent(
              Position(position),
              "the events were changed while the ledger was verified; verify it again"
            )
          }
        }
        try tree.writeEdge(into: &writer)
      }
    }
  }

  private static func keys(in writer: borrowing LogWriter) throws(StoreError) -> [UInt64] {
    var keys: [UInt64] = []
    var records = try writer.numbered(in: .tiles)
    while let record = try records.next() { keys.append(record.number) }
    return keys
  }
}
