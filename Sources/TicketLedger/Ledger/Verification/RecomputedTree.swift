import LedgerStore
import Transparency

/// The tree over the events as they were hashed, with stored hashes in the place of those that are
/// known to be right where an event is not.
struct RecomputedTree {
  /// A complete subtree on the tree's right edge.
  struct Component {
    let start: UInt64
    let height: Int

    var end: UInt64 { start + 1 << UInt64(height) }
    /// The blocks it has whole; none below the height of a block.
    var blocks: Range<Int> {
      height < Tile.height ? 0..<0 : Int(start >> 8)..<Int(end >> 8)
    }
    /// Its place among those below the height of a block.
    var tailPlace: Int { Int(start & UInt64(Tile.fullWidth - 1)).nonzeroBitCount }
  }

  /// The number of leaves.
  private(set) var size: UInt64 = 0
  /// The rows from 1 up: hashes of 256, 256², … leaves; nil where one of them is not known.
  private(set) var rows: [[Hash?]] = [[]]
  /// The complete subtrees after the last whole block, the largest first; nil where one is not known.
  private(set) var tail: [Hash?] = []

  /// The root over all leaves; nil where one of them is not known.
  var root: Hash? { root(at: size, tail: tail) }

  /// Adds blocks of 256 leaves; ``end(at:with:)`` says what follows.
  mutating func append(_ blocks: [Hash?]) { rows[0] += blocks }

  /// Ends the tree with the complete subtrees after the last block, the largest first.
  mutating func end(at size: UInt64, with tail: [Hash?]) {
    self.size = size
    self.tail = tail
    rollUp()
  }

  /// Puts other hashes in the place of blocks.
  mutating func replace(_ blocks: [Int: Hash]) {
    guard !blocks.isEmpty else { return }
    for (block, hash) in blocks { rows[0][block] = hash }
    rollUp()
  }

  /// Puts another hash in the place of a complete subtree after the last whole block.
  mutating func replace(_ component: Component, with hash: Hash?) {
    tail[component.tailPlace] = hash
  }

  private mutating func rollUp() {
    rows.removeSubrange(1...)
    while let row = rows.last, row.count >= Tile.fullWidth {
      let starts = stride(from: 0, through: row.count - Tile.fullWidth, by: Tile.fullWidth)
      rows.append(starts.map { LeafRows.root(of: row[$0..<$0 + Tile.fullWidth]) })
    }
  }

  /// The complete subtrees that a number of leaves make up, the largest first.
  static func components(of size: UInt64) -> [Component] {
    var start: UInt64 = 0
    var components: [Component] = []
    while start < size {
      let height = 63 - (size - start).leadingZeroBitCount
      components.append(Component(start: start, height: height))
      start += 1 << UInt64(height)
    }
    return components
  }

  /// The hash of a complete subtree of the right edge; nil where a leaf of it is not known.
  func hash(of component: Component) -> Hash? { hash(of: component, tail: tail) }

  private func hash(of component: Component, tail: [Hash?]) -> Hash? {
    let (level, rise) = component.height.quotientAndRemainder(dividingBy: Tile.height)
    guard level > 0 else { return tail[component.tailPlace] }
    let first = Int(component.start >> UInt64(Tile.height * level))
    let count = 1 << rise
    guard level <= rows.count, first + count <= rows[level - 1].count else { return nil }
    return LeafRows.root(of: rows[level - 1][first..<first + count])
  }

  /// The root as it was at a size, with the complete subtrees after that size's last whole block given;
  /// nil where a leaf is not known.
  func root(at size: UInt64, tail: [Hash?]) -> Hash? {
    let edge = RecomputedTree.components(of: size).compactMap { hash(of: $0, tail: tail) }
    return edge.count == size.nonzeroBitCount ? Frontier(size: size, hashes: edge)?.root : nil
  }
}
