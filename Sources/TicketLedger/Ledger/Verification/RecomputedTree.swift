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
  }

  /// The number of leaves.
  private(set) var size: UInt64
  /// The rows from 1 up: hashes of 256, 256², … leaves; nil where one of them is not known.
  private(set) var rows: [[Hash?]] = []
  /// The leaves after the last whole block.
  private(set) var tail: [Hash?]

  /// Rolls up blocks of 256 leaves.
  init(blocks: [Hash?], tail: [Hash?]) {
    size = UInt64(blocks.count) * LogHashing.blockSize + UInt64(tail.count)
    self.tail = tail
    rows = [blocks]
    rollUp()
  }

  /// Puts other hashes in the place of blocks, and of leaves after the last whole one.
  mutating func replace(_ blocks: [Int: Hash], leaves: [DifferingLeaf] = []) {
    for leaf in leaves { tail[Int(leaf.position % LogHashing.blockSize)] = leaf.stored }
    guard !blocks.isEmpty else { return }
    for (block, hash) in blocks { rows[0][block] = hash }
    rollUp()
  }

  /// Adds the leaf of an event that was appended meanwhile.
  mutating func append(_ leaf: Hash) {
    tail.append(leaf)
    size += 1
    guard tail.count == Int(LogHashing.blockSize) else { return }
    rows[0].append(Self.root(of: tail[...]))
    tail.removeAll()
    rollUp()
  }

  private mutating func rollUp() {
    rows.removeSubrange(1...)
    while let row = rows.last, row.count >= Tile.fullWidth {
      let starts = stride(from: 0, through: row.count - Tile.fullWidth, by: Tile.fullWidth)
      rows.append(starts.map { Self.root(of: row[$0..<$0 + Tile.fullWidth]) })
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

  /// The hash of a complete subtree; nil where a leaf of it is not known.
  ///
  /// Leaves after the last whole block are given, from the start of that block.
  func hash(of component: Component, leaves: [Hash?]) -> Hash? {
    let (level, rise) = component.height.quotientAndRemainder(dividingBy: Tile.height)
    let first = Int(component.start >> UInt64(Tile.height * level))
    let count = 1 << rise
    if level == 0 {
      let place = first & (Tile.fullWidth - 1)
      guard place + count <= leaves.count else { return nil }
      return Self.root(of: leaves[place..<place + count])
    }
    guard level <= rows.count, first + count <= rows[level - 1].count else { return nil }
    return Self.root(of: rows[level - 1][first..<first + count])
  }

  /// The root as it was at a size, with the leaves after that size's last whole block given; nil where
  /// a leaf is not known.
  func root(at size: UInt64, leaves: [Hash?]) -> Hash? {
    let edge = RecomputedTree.components(of: size).compactMap { hash(of: $0, leaves: leaves) }
    return edge.count == size.nonzeroBitCount ? Frontier(size: size, hashes: edge)?.root : nil
  }

  private static func root(of hashes: ArraySlice<Hash?>) -> Hash? {
    let known = hashes.compactMap(\.self)
    return known.count == hashes.count ? Hash.root(of: known) : nil
  }
}
