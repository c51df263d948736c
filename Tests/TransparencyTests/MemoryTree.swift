import Transparency

/// A tree in memory: full tiles in a table, open tiles beside it.
struct MemoryTree {
  struct Missing: Error {}

  private(set) var open = OpenTiles()
  private(set) var full: [Int: [Hash]] = [:]

  init(_ leaves: some Sequence<Hash> = []) {
    for leaf in leaves { append(leaf) }
  }

  mutating func append(_ leaf: Hash) {
    open.append(leaf) { tile, hashes in full[tile.level, default: []] += hashes }
  }

  /// The tree over what is stored, with a look at each read.
  func tree(
    reading: @escaping (_ level: Int, _ range: Range<UInt64>) -> Void = { _, _ in }
  ) -> TiledTree<StoredTiles<Missing>> {
    let full = full
    return TiledTree(
      size: open.size,
      reader: StoredTiles(open: open) { (level, range) throws(Missing) in
        reading(level, range)
        guard let row = full[level], range.upperBound <= UInt64(row.count) else { throw Missing() }
        return Array(row[Int(range.lowerBound)..<Int(range.upperBound)])
      }
    )
  }

  var tree: TiledTree<StoredTiles<Missing>> { tree() }
}

/// A seeded stream of numbers: SplitMix64, the same on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}
