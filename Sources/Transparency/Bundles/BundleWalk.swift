/// The way through an exported log from its first entry to its last, up the rows as they fill.
///
/// Every tile can be read twice: from its file, and computed from what is below it. Where the two
/// readings differ, the one that leads to the hash in the tile above is right; at the right edge,
/// where nothing is above, the one that leads to the signed root. What is right is what the rows
/// above are computed from, so that one wrong byte is one problem.
struct BundleWalk<Source: FileSource> {
  /// One row of the tree while it is filled.
  private struct Row {
    /// The hashes since the last full tile.
    var hashes: [Hash] = []
    /// The number of full tiles before them.
    var fullCount: UInt64 = 0
    /// The file that was last read for the hash above a tile of the row below.
    var file: (tile: Tile, hashes: [Hash])?
  }

  var check: BundleCheck<Source>
  private let checkpoint: Checkpoint
  private let layout: TileLayout
  private var rows: [Row]

  init(check: BundleCheck<Source>, checkpoint: Checkpoint) {
    self.check = check
    self.checkpoint = checkpoint
    layout = TileLayout(size: checkpoint.size)
    rows = layout.rows.map { _ in Row() }
  }

  /// Reads everything, and leaves what was found in `check`.
  mutating func run(progress: (_ entryCount: UInt64) -> Void) {
    guard let leaves = layout.rows.first else {
      if checkpoint.root != .emptyTree { check.add(.root(computed: .emptyTree)) }
      return
    }
    while rows[0].fullCount < leaves.fullCount, !check.report.isCutShort {
      let tile = Tile(level: 0, index: rows[0].fullCount, width: Tile.fullWidth)
      close(tile, TileReadings(computed: readEntries(beside: tile), stored: check.read(tile)))
      progress(check.report.entryCount)
    }
    guard !check.report.isCutShort else { return }
    settleEdge()
    progress(check.report.entryCount)
  }

  /// Settles a full tile, and hands its hash to the row above.
  private mutating func close(_ tile: Tile, _ readings: TileReadings) {
    rows[tile.level].fullCount += 1
    let above = parentHash(of: tile)
    let hash: Hash
    if let settled = readings.settled(by: { Hash.root(of: $0) == above }) {
      hash = Hash.root(of: settled)
      add(readings.problems(of: tile, settled: settled))
    } else if let computed = readings.computed ?? readings.stored {
      hash = Hash.root(of: computed)
      add(readings.problems(of: tile, settled: nil))
    } else if let above {
      hash = above
    } else {
      check.report.isCutShort = true
      return
    }
    let level = tile.level + 1
    guard rows.indices.contains(level) else { return }
    rows[level].hashes.append(hash)
    guard rows[level].hashes.count == Tile.fullWidth else { return }
    let parent = Tile(level: level, index: rows[level].fullCount, width: Tile.fullWidth)
    let computed = rows[level].hashes
    rows[level].hashes.removeAll(keepingCapacity: true)
    close(parent, TileReadings(computed: computed, stored: check.read(parent)))
  }

  /// Settles the open tiles of all rows, which lead to the root together.
  private mutating func settleEdge() {
    var edge: [(tile: Tile, readings: TileReadings)] = []
    for row in layout.rows {
      guard let tile = row.openTile else { continue }
      let computed = row.level == 0 ? readEntries(beside: tile) : rows[row.level].hashes
      edge.append((tile, TileReadings(computed: computed, stored: check.read(tile))))
    }
    let choices = edge.map(\.readings.distinct)
    guard choices.allSatisfy({ !$0.isEmpty }) else {
      check.report.isCutShort = true
      return
    }
    let computed = choices.compactMap(\.first)
    // At most eight rows, and two readings of each: the entries' own are tried first.
    for choice in TileReadings.combinations(of: choices) where root(choice) == checkpoint.root {
      for (place, settled) in choice.enumerated() {
        add(edge[place].readings.problems(of: edge[place].tile, settled: settled))
      }
      return
    }
    for (tile, readings) in edge { add(readings.problems(of: tile, settled: nil)) }
    check.add(.root(computed: root(computed)))
  }

  private func root(_ rows: [[Hash]]) -> Hash { Subtree.join(OpenTiles.edge(of: rows)) }

  private mutating func add(_ problems: [BundleProblem]) {
    for problem in problems { check.add(problem) }
  }

  /// The hash that a full tile leads to, by the file of the tile above; nil where it is not there.
  private mutating func parentHash(of tile: Tile) -> Hash? {
    let level = tile.level + 1
    guard rows.indices.contains(level),
      let parent = layout.rows[level].tile(tile.index >> UInt64(Tile.height))
    else { return nil }
    if rows[level].file?.tile != parent {
      // What is wrong with that file is said when its own turn comes.
      guard let hashes = try? check.source.hashes(of: parent) else { return nil }
      rows[level].file = (parent, hashes)
    }
    return rows[level].file?.hashes[Int(tile.index & UInt64(Tile.fullWidth - 1))]
  }

  /// The leaf hashes of the entries beside a tile; nil, with a problem, where they cannot be read.
  private mutating func readEntries(beside tile: Tile) -> [Hash]? {
    guard let bundle = tile.entries, let full = Tile(.entries, index: tile.index) else {
      return nil
    }
    let limit = EntryBundle.longestBundle
    // A partial bundle may be gone once the full one is there, C2SP tlog-tiles.
    let partial = bundle == full ? nil : check.read(bundle.path, atMost: limit, isOptional: true)
    let found = partial == nil ? full : bundle
    let isOptional = found != bundle
    guard let bytes = partial ?? check.read(found.path, atMost: limit, isOptional: isOptional)
    else {
      if isOptional { check.add(.file(FileFault(path: bundle.path, reason: .missing))) }
      return nil
    }
    let (entries, isWhole) = EntryBundle.prefix(of: bytes)
    guard entries.count >= tile.width, isOptional || isWhole && entries.count == tile.width else {
      let place = min(entries.count, tile.width - 1)
      let start = tile.index << UInt64(Tile.height)
      check.add(.bundle(path: found.path, position: start + UInt64(place)))
      return nil
    }
    check.report.entryCount += UInt64(tile.width)
    return entries.prefix(tile.width).map { Hash.leaf($0) }
  }
}
