import LedgerStore
import Transparency

/// Gives the roots that the log had at earlier sizes, by what is right of events and records.
struct RootReader {
  private let tree: RecomputedTree
  private let changed: DamagedPositions

  init(_ check: TreeCheck) {
    tree = check.tree
    changed = check.changed
  }

  /// The root of the first events; nil where one of the last 31 is not what it was, and nothing but a
  /// hash over later ones too says what that was.
  ///
  /// - Complexity: O(log n), and at most 255 events are hashed.
  func root(
    at size: UInt64,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Hash? {
    guard size < tree.size else { return size == tree.size ? tree.root : nil }
    var rows = LeafRows()
    _ = try rows.follow(snapshot, size - size % LogHashing.blockSize..<size)
    let groups = rows.groups.map { group in
      (group.start..<group.end).contains(where: changed.contains)
        ? group.byRecord : group.own ?? group.stored
    }
    let start = size - UInt64(rows.leaves.count)
    let leaves = zip(start..<size, rows.leaves).map { changed.contains($0) ? nil : $1 }
    return tree.root(at: size, tail: LeafRows.edge(groups, leaves))
  }
}
