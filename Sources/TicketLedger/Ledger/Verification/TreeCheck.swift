import LedgerStore
import Transparency

/// Compares what the events hash to with the stored rows and frontier, and says which of both is wrong.
///
/// Each leaf stands in row 0, each block of 256 once more in row 1, and all of it in the frontier. Where
/// an event and its leaf differ, the hash above tells which one is as it was: if the block of the event
/// gives that hash, the stored leaf is wrong, else the event is. Where row 1 does not tell, because its
/// last record is not full, the frontier does.
struct TreeCheck {
  private let findings: VerificationFindings
  private let frontier: Frontier?
  private var differing: [Int: [DifferingLeaf]] = [:]
  private let recorded: [Int: Hash]
  private var stored: [Int: Hash] = [:]
  /// The tree by what is right.
  private(set) var tree: RecomputedTree
  /// Blocks of which the tiles are right and not the events.
  private(set) var changedBlocks: Set<Int> = []
  /// Positions whose events are not those that were appended.
  private(set) var changed = DamagedPositions()
  /// From where on the leaves are not known for sure; nil where all are.
  private(set) var doubtfulFrom: UInt64?
  /// Whether all events that are not named as changed are known to be as they were appended.
  private(set) var isDecided = true
  /// Whether the stored frontier is not what the events give.
  private(set) var isFrontierWrong = false
  /// What else is wrong with events, by position.
  private let complaints: [UInt64: String]
  /// Leaves before this place are stored.
  private let storedLeafCount: UInt64

  init(
    _ chunks: [HashedChunk],
    frontier: Frontier?,
    storesLastLeaves: Bool,
    complaints: [UInt64: String],
    _ findings: VerificationFindings
  ) {
    self.complaints = complaints
    var blocks: [Hash?] = []
    var recorded: [Int: Hash] = [:]
    for chunk in chunks {
      for (place, hash) in chunk.recorded { recorded[blocks.count + place] = hash }
      for leaf in chunk.differing {
        differing[Int(leaf.position / LogHashing.blockSize), default: []].append(leaf)
      }
      blocks += chunk.blocks
    }
    tree = RecomputedTree(blocks: blocks, tail: chunks.last?.tail ?? [])
    self.recorded = recorded
    self.frontier = frontier
    self.findings = findings
    storedLeafCount =
      storesLastLeaves
      ? tree.size : tree.size - tree.size % UInt64(EvidenceTree.hashesPerRecord)
  }

  /// The root over the events as they are; nil where one is missing.
  var root: Hash? { tree.root(at: tree.size, leaves: tree.tail) }

  /// Takes up events that were appended since the hashing began.
  mutating func follow(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var events = try snapshot.numbered(in: .events, from: tree.size)
    while let event = try events.next(), event.number == tree.size {
      tree.append(.leaf(event.value))
    }
  }

  /// Compares; a root is vouched for that was signed for the log as it stands.
  mutating func compare(
    in snapshot: borrowing LogSnapshot,
    isVouched: (Hash) -> Bool
  ) throws(StoreError) {
    try decideBlocks(in: snapshot)
    decideByFrontier(isVouched)
    try compareRows(in: snapshot)
  }

  // MARK: Blocks

  /// Decides what row 1 can decide, and keeps what it says of the rest.
  private mutating func decideBlocks(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    var record = TileRecord()
    var right: [Int: Hash] = [:]
    for (block, actual) in tree.rows[0].enumerated() {
      let stored = try record.hash(at: UInt64(block), level: 1, from: snapshot)
      guard let above = stored else { continue }
      if above == actual {
        blameTiles(of: block)
      } else if above == recorded[block] {
        blameEvents(of: block)
        right[block] = above
      } else {
        self.stored[block] = above
      }
    }
    tree.replace(right)
  }

  private mutating func blameTiles(of block: Int) {
    for leaf in differing.removeValue(forKey: block) ?? [] { addTile(0, leaf.position) }
  }

  private mutating func blameEvents(of block: Int) {
    changedBlocks.insert(block)
    for leaf in differing.removeValue(forKey: block) ?? [] { addChanged(leaf.position) }
  }

  private func addTile(_ level: Int, _ place: UInt64) {
    let first = place << UInt64(Tile.height * level)
    findings.add(
      VerificationProblem(
        .tile,
        at: first,
        "the stored hash \(place) of row \(level) of the tree, from position \(first) on, is not the "
          + "one of the events"
      )
    )
  }

  private mutating func addChanged(_ position: UInt64) {
    guard changed.insert(position) else { return }
    findings.add(
      VerificationProblem(
        .changedEvent,
        at: position,
        "the event at position \(position) is another than the one that was appended there"
          + (complaints[position].map { ", and \($0)" } ?? "")
      )
    )
  }

  private mutating func addChanged(from first: UInt64, upTo end: UInt64, _ more: String = "") {
    changed.insert(first..<end)
    doubt(from: first)
    findings.add(
      VerificationProblem(
        .changedEvent,
        at: first,
        "an event from position \(first) to \(end - 1) is another than the one that was appended "
          + "there\(more)"
      )
    )
  }

  // MARK: The frontier

  private mutating func decideByFrontier(_ isVouched: (Hash) -> Bool) {
    let components = RecomputedTree.components(of: tree.size)
    guard let frontier, frontier.size == tree.size else {
      let what =
        frontier.map { "is of \($0.size) events, and the log has \(tree.size)" }
        ?? "is missing, or no frontier"
      let place = frontier.map { min($0.size, tree.size) }
      isFrontierWrong = true
      findings.add(VerificationProblem(.frontier, at: place, "the frontier \(what)"))
      for component in components { blameRest(of: component) }
      isDecided = false
      return
    }
    for (component, expected) in zip(components, frontier.hashes) {
      decide(component, expected, isVouched)
    }
  }

  private mutating func decide(
    _ component: RecomputedTree.Component,
    _ expected: Hash,
    _ isVouched: (Hash) -> Bool
  ) {
    if tree.hash(of: component, leaves: tree.tail) == expected {
      for block in component.blocks {
        blameTiles(of: block)
        if stored.removeValue(forKey: block) != nil { addTile(1, UInt64(block)) }
      }
      for leaf in takeTail(of: component) { addTile(0, leaf.position) }
      return
    }
    // What the tiles say, where they say something else than the events.
    var other: [Int: Hash] = [:]
    for block in component.blocks {
      other[block] = stored[block] ?? (differing[block] == nil ? nil : recorded[block])
    }
    let leaves = takeTail(of: component)
    var byTiles = tree
    byTiles.replace(other, leaves: leaves)
    if byTiles.hash(of: component, leaves: byTiles.tail) == expected {
      tree = byTiles
      for block in other.keys.sorted() { blameEventsAsRecorded(of: block) }
      for leaf in leaves { addChanged(leaf.position) }
      return
    }
    let before = changed.count
    for leaf in leaves {
      doubt(from: leaf.position)
      addChanged(leaf.position)
    }
    blameRest(of: component)
    if changed.count == before {
      blameUnknown(component, isVouched)
    } else {
      isDecided = false
    }
  }

  private mutating func blameEventsAsRecorded(of block: Int) {
    stored[block] = nil
    guard differing[block] == nil else {
      blameEvents(of: block)
      return
    }
    changedBlocks.insert(block)
    let first = UInt64(block) * LogHashing.blockSize
    addChanged(from: first, upTo: first + LogHashing.blockSize)
  }

  /// Nothing above tells which is right: the events are blamed.
  private mutating func blameRest(of component: RecomputedTree.Component) {
    for block in component.blocks where differing[block] != nil {
      doubt(from: UInt64(block) * LogHashing.blockSize)
      blameEvents(of: block)
    }
    for leaf in takeTail(of: component) {
      doubt(from: leaf.position)
      addChanged(leaf.position)
    }
  }

  /// The events agree with all tiles, and not with the frontier.
  private mutating func blameUnknown(
    _ component: RecomputedTree.Component,
    _ isVouched: (Hash) -> Bool
  ) {
    // Where an event is missing, that is what is wrong.
    guard tree.hash(of: component, leaves: tree.tail) != nil else {
      doubt(from: component.start)
      return
    }
    let first = max(component.start, storedLeafCount)
    let isSigned = tree.root(at: tree.size, leaves: tree.tail).map(isVouched) ?? false
    guard isSigned || first >= component.end else {
      addChanged(from: first, upTo: component.end, ", or the frontier is")
      return
    }
    isFrontierWrong = true
    findings.add(
      VerificationProblem(
        .frontier,
        at: component.start,
        "the frontier's hash of positions \(component.start) to \(component.end - 1) is not the one "
          + "of the events"
      )
    )
  }

  private mutating func doubt(from position: UInt64) {
    doubtfulFrom = min(doubtfulFrom ?? position, position)
  }

  /// The differing leaves of a part of the last block, which has no place in row 1 yet.
  private mutating func takeTail(of component: RecomputedTree.Component) -> [DifferingLeaf] {
    let range = component.start..<component.end
    let block = tree.rows[0].count
    guard component.height < Tile.height, let leaves = differing[block] else { return [] }
    differing[block] = leaves.filter { !range.contains($0.position) }
    return leaves.filter { range.contains($0.position) }
  }

  // MARK: Rows

  private mutating func compareRows(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    for block in stored.keys.sorted() { addTile(1, UInt64(block)) }
    for level in 2..<max(tree.rows.count + 1, 2) {
      var record = TileRecord()
      for (place, hash) in tree.rows[level - 1].enumerated() {
        let found = try record.hash(at: UInt64(place), level: level, from: snapshot)
        if let found, let hash, found != hash { addTile(level, UInt64(place)) }
      }
    }
    try checkRecords(in: snapshot)
  }

  /// Checks that every full record is there, of its length, and no other.
  private func checkRecords(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    let width = UInt64(EvidenceTree.hashesPerRecord)
    var entries = try snapshot.numbered(in: .tiles)
    var entry = try entries.next()
    // By the events that are there: the key of a last one may be any number in a damaged file.
    for row in TileLayout(size: tree.size).rows.reversed() {
      var missing = 0..<UInt64(0)
      for number in 0..<(row.hashCount / width) {
        let key = EvidenceTree.key(row.level, number)
        while let stray = entry, stray.number < key {
          addRecord("record \(stray.number) of the tree's hashes belongs to no row")
          entry = try entries.next()
        }
        guard let found = entry, found.number == key else {
          missing = (missing.isEmpty ? number : missing.lowerBound)..<number + 1
          continue
        }
        addMissing(&missing, of: row.level)
        if found.value.byteCount != Int(width) * Hash.byteCount {
          let first = first(of: number, row.level)
          addRecord(
            "record \(number) of row \(row.level) of the tree, from position \(first) on, has "
              + "\(found.value.byteCount) bytes",
            at: first
          )
        }
        entry = try entries.next()
      }
      addMissing(&missing, of: row.level)
    }
    while let stray = entry {
      addRecord("record \(stray.number) of the tree's hashes belongs to no row")
      entry = try entries.next()
    }
  }

  /// The position of the first leaf below a record.
  private func first(of record: UInt64, _ level: Int) -> UInt64 {
    (record * UInt64(EvidenceTree.hashesPerRecord)) << UInt64(Tile.height * level)
  }

  /// Names a run of records that are missing, once.
  private func addMissing(_ run: inout Range<UInt64>, of level: Int) {
    defer { run = 0..<0 }
    guard let number = run.first else { return }
    let first = first(of: number, level)
    let more = run.count > 1 ? ", and \(counted(run.count - 1, "record")) after it," : ""
    addRecord(
      "record \(number) of row \(level) of the tree, from position \(first) on,\(more) is missing",
      at: first
    )
  }

  private func addRecord(_ what: String, at position: UInt64? = nil) {
    findings.add(VerificationProblem(.tile, at: position, what))
  }
}
