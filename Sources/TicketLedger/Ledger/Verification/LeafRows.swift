import LedgerStore
import Transparency

/// The leaves of one stretch of the log from the start of a block on, beside what the records hold of
/// them, rolled up in groups of 32 and blocks of 256.
struct LeafRows {
  /// What came of the full blocks.
  private(set) var chunk = HashedChunk()
  /// The full groups after the last full block.
  private(set) var groups: [HashedGroup] = []
  /// The leaves after the last full group; nil where an event is missing.
  private(set) var leaves: [Hash?] = []
  /// The places of those that begin otherwise than the stored edge says, a bit each.
  private(set) var differing: UInt32 = 0
  /// What is stored of the present group.
  private var stored = StoredLeaves()

  /// How a group's leaves begin, and the hash over them, as far as that is known.
  private struct StoredLeaves {
    var root: Hash?
    var prefixes: [UInt32] = []

    init() {}

    init(of group: UInt64, in snapshot: borrowing LogSnapshot) throws(StoreError) {
      if let bytes = try snapshot.value(in: .tiles, at: EvidenceTree.key(0, group)) {
        guard let group = LeafGroup(decoding: bytes) else { return }
        root = group.root
        prefixes = group.prefixes
      } else if group == snapshot.end / UInt64(LeafGroup.width) {
        prefixes = try EvidenceTree.openPrefixes(of: snapshot) ?? []
      }
    }
  }

  /// Takes the next leaf; nil where its event is missing.
  mutating func append(
    _ found: Hash?,
    _ position: UInt64,
    from snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let place = leaves.count
    let group = position / UInt64(LeafGroup.width)
    if place == 0 { stored = try StoredLeaves(of: group, in: snapshot) }
    if let found, place < stored.prefixes.count, stored.prefixes[place] != found.prefix {
      differing |= 1 << UInt32(place)
    }
    leaves.append(found)
    if leaves.count == LeafGroup.width { end(group) }
  }

  /// Takes the events of a stretch as they stand in one state of the log, and those that follow on them
  /// without a gap where `andOn`.
  ///
  /// - Returns: The position after the last one.
  mutating func follow(
    _ snapshot: borrowing LogSnapshot,
    _ range: Range<UInt64>,
    andOn: Bool = false
  ) throws(StoreError) -> UInt64 {
    var position = range.lowerBound
    var events = try snapshot.numbered(in: .events, from: position)
    while let event = try events.next(),
      event.number < range.upperBound || (andOn && event.number == position)
    {
      while position < event.number {
        try append(nil, position, from: snapshot)
        position += 1
      }
      try append(.leaf(event.value), position, from: snapshot)
      position += 1
    }
    while position < range.upperBound {
      try append(nil, position, from: snapshot)
      position += 1
    }
    return position
  }

  private mutating func end(_ group: UInt64) {
    groups.append(
      HashedGroup(
        number: group,
        own: Self.root(of: leaves[...]),
        stored: stored.root,
        differing: differing
      )
    )
    leaves.removeAll(keepingCapacity: true)
    differing = 0
    if groups.count * LeafGroup.width == Tile.fullWidth { endBlock() }
  }

  private mutating func endBlock() {
    let differing = groups.filter(\.differs)
    if !differing.isEmpty {
      chunk.recorded[chunk.blocks.count] = Self.root(of: groups.map(\.byRecord)[...])
      chunk.differing += differing.prefix(HashedChunk.mostDiffering - chunk.differing.count)
    }
    chunk.blocks.append(Self.root(of: groups.map(\.byEvents)[...]))
    groups.removeAll(keepingCapacity: true)
  }

  /// The complete subtrees that groups, and leaves after them, make up, the largest first; nil where one
  /// of a subtree is not known.
  static func edge(_ groups: [Hash?], _ leaves: [Hash?]) -> [Hash?] {
    var edge: [Hash?] = []
    for row in [groups, leaves] {
      var rest = row[...]
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        edge.append(root(of: rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
    }
    return edge
  }

  /// The hash above others; nil where one of them is not known.
  static func root(of hashes: ArraySlice<Hash?>) -> Hash? {
    let known = hashes.compactMap(\.self)
    return known.count == hashes.count ? Hash.root(of: known) : nil
  }
}
