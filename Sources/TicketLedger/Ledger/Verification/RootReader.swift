import LedgerStore
import Transparency

/// Gives the roots that the log had at earlier sizes, by what is right of events and tiles.
struct RootReader {
  private let tree: RecomputedTree
  private let changedBlocks: Set<Int>

  init(_ check: TreeCheck) {
    tree = check.tree
    changedBlocks = check.changedBlocks
  }

  /// The root of the first events; nil where an event is missing.
  ///
  /// - Complexity: O(log n), and at most 255 events are hashed.
  func root(
    at size: UInt64,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Hash? {
    guard size <= tree.size else { return nil }
    let first = size - size % LogHashing.blockSize
    guard first < UInt64(tree.rows[0].count) * LogHashing.blockSize else {
      return tree.root(at: size, leaves: Array(tree.tail.prefix(Int(size - first))))
    }
    let isChanged = changedBlocks.contains(Int(first / LogHashing.blockSize))
    var leaves: [Hash?] = []
    var record = TileRecord()
    var events = try snapshot.numbered(in: .events, from: first)
    while UInt64(leaves.count) < size - first, let event = try events.next(), event.number < size {
      while first + UInt64(leaves.count) < event.number { leaves.append(nil) }
      let stored =
        isChanged ? try record.hash(at: event.number, level: 0, from: snapshot) : nil
      leaves.append(stored ?? .leaf(event.value))
    }
    return tree.root(at: size, leaves: leaves)
  }
}
