import LedgerStore
import Transparency

/// Compares what the events hash to with the stored records and frontier, and says which of both is wrong.
///
/// Of each 32 events a record has the hash of their subtree and four bytes of each leaf, each block of
/// 256 stands once more in row 1, and all of it in the frontier. Where events and their record differ,
/// the hash above tells which is as it was: if the events give that hash, the record is wrong, else the
/// events are, and the four bytes tell which of them. Where row 1 does not tell, because it is wrong too, and
/// after its last block, the frontier does.
struct TreeCheck {
  private let findings: VerificationFindings
  private let frontier: Frontier?
  /// Groups of which the record says something else than the events, by block.
  private var differing: [Int: [HashedGroup]] = [:]
  /// The roots of blocks by the records, where those say something else.
  private var recorded: [Int: Hash] = [:]
  /// The complete subtrees of groups after the last whole block, by the records.
  private var recordedTail: [Hash?] = []
  /// The positions after the last full group whose leaves begin otherwise than the edge says.
  private var differingLast: [UInt64] = []
  /// What row 1 says of blocks, where neither events nor records give it.
  private var stored: [Int: Hash] = [:]
  /// The tree by what is right.
  private(set) var tree = RecomputedTree()
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
  /// Whether the edge says how the last leaves begin.
  private let knowsLastLeaves: Bool

  /// Takes what was hashed, and hashes what is after the last whole block.
  init(
    _ hashing: LogHashing,
    in snapshot: borrowing LogSnapshot,
    complaints: [UInt64: String],
    _ findings: VerificationFindings
  ) throws(LedgerError) {
    self.complaints = complaints
    self.findings = findings
    frontier = try EvidenceTree.frontier(of: snapshot)
    knowsLastLeaves = try LedgerError.wrapping {
      try EvidenceTree.openPrefixes(of: snapshot) != nil
    }
    for chunk in hashing.hashed { add(chunk) }
    try LedgerError.wrapping { try hashTail(upTo: hashing.end, in: snapshot) }
  }

  private mutating func add(_ chunk: HashedChunk) {
    for (place, hash) in chunk.recorded { recorded[tree.rows[0].count + place] = hash }
    for group in chunk.differing {
      differing[Int(group.start / LogHashing.blockSize), default: []].append(group)
    }
    tree.append(chunk.blocks)
  }

  private mutating func hashTail(
    upTo end: UInt64,
    andOn: Bool = false,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let start = UInt64(tree.rows[0].count) * LogHashing.blockSize
    var rows = LeafRows()
    let size = try rows.follow(snapshot, start..<max(start, end), andOn: andOn)
    add(rows.chunk)
    let groups = rows.groups.filter(\.differs)
    differing[tree.rows[0].count] = groups.isEmpty ? nil : groups
    differingLast = HashedGroup.positions(rows.differing, from: size - UInt64(rows.leaves.count))
    recordedTail = LeafRows.edge(rows.groups.map(\.byRecord), [])
    tree.end(at: size, with: LeafRows.edge(rows.groups.map(\.byEvents), rows.leaves))
  }

  /// The root over the events as they are; nil where one is missing.
  var root: Hash? { tree.root }

  /// Takes up events that were appended since the hashing began.
  mutating func follow(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    try hashTail(upTo: tree.size, andOn: true, in: snapshot)
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
    var right: [Int: Hash] = [:]
    for (block, actual) in tree.rows[0].enumerated() {
      guard let above = try snapshot.storedHash(ofRow: 1, at: UInt64(block)) else { continue }
      if above == actual {
        for group in differing.removeValue(forKey: block) ?? [] { blameRecord(of: group) }
      } else if above == recorded[block] {
        for group in differing.removeValue(forKey: block) ?? [] {
          blameEvents(of: group, trustingHash: true)
        }
        right[block] = above
      } else {
        self.stored[block] = above
      }
    }
    tree.replace(right)
  }

  private func blameRecord(of group: HashedGroup) {
    if group.hasOtherHash {
      addTile(
        "hash of positions \(group.start) to \(group.end - 1) is not the one of the events",
        at: group.start
      )
    }
    for position in group.positions { addBeginning(position) }
  }

  /// Blames the events; where the record's hash is theirs and can be trusted, what else the record says.
  private mutating func blameEvents(of group: HashedGroup, trustingHash: Bool) {
    if trustingHash, group.isConfirmed { return blameRecord(of: group) }
    if group.differing == 0 { addChanged(from: group.start, upTo: group.end) }
    for position in group.positions { addChanged(position) }
  }

  /// Blames the events of a block, of which only row 1 has the right hash.
  private mutating func blameEvents(of block: Int) {
    let groups = differing.removeValue(forKey: block) ?? []
    for group in groups { blameEvents(of: group, trustingHash: false) }
    guard groups.isEmpty else { return }
    let first = UInt64(block) * LogHashing.blockSize
    addChanged(from: first, upTo: first + LogHashing.blockSize)
  }

  private func addBeginning(_ position: UInt64) {
    addTile(
      "beginning of the hash of position \(position) is not the one of the event",
      at: position
    )
  }

  private func addTile(_ level: Int, _ place: UInt64) {
    let first = place << UInt64(Tile.height * level)
    addTile(
      "hash \(place) of row \(level) of the tree, from position \(first) on, is not the one of the "
        + "events",
      at: first
    )
  }

  private func addTile(_ what: String, at position: UInt64) {
    findings.add(VerificationProblem(.tile, at: position, "the stored \(what)"))
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
      for component in components { blameRest(of: component, trustingHash: true) }
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
    guard component.height >= LeafGroup.height else {
      decideLast(component, expected, isVouched)
      return
    }
    if tree.hash(of: component) == expected {
      for group in takeDiffering(in: component) { blameRecord(of: group) }
      for block in component.blocks where stored.removeValue(forKey: block) != nil {
        addTile(1, UInt64(block))
      }
      return
    }
    // What the records say, where they say something else than the events.
    var other: [Int: Hash] = [:]
    for block in component.blocks {
      other[block] = stored[block] ?? (differing[block] == nil ? nil : recorded[block])
    }
    var byRecords = tree
    byRecords.replace(other)
    if component.height < Tile.height {
      byRecords.replace(component, with: recordedTail[component.tailPlace])
    }
    if byRecords.hash(of: component) == expected {
      tree = byRecords
      for block in other.keys where stored.removeValue(forKey: block) != nil {
        blameEvents(of: block)
      }
      for group in takeDiffering(in: component) { blameEvents(of: group, trustingHash: true) }
      return
    }
    let before = changed.count
    blameRest(of: component, trustingHash: false)
    if changed.count == before {
      blameUnknown(component, isVouched)
    } else {
      isDecided = false
    }
  }

  /// Decides on events after the last full group, whose hash only the frontier has.
  private mutating func decideLast(
    _ component: RecomputedTree.Component,
    _ expected: Hash,
    _ isVouched: (Hash) -> Bool
  ) {
    let actual = tree.hash(of: component)
    let differing = differingLast.filter { component.start..<component.end ~= $0 }
    if actual == expected {
      for position in differing { addBeginning(position) }
    } else if actual == nil || !differing.isEmpty {
      for position in differing { addChanged(position) }
      tree.replace(component, with: expected)
    } else {
      blameUnknown(component, isVouched)
    }
  }

  /// Nothing above tells which is right: the events are blamed.
  private mutating func blameRest(of component: RecomputedTree.Component, trustingHash: Bool) {
    for group in takeDiffering(in: component) {
      if !trustingHash || !group.isConfirmed { doubt(from: group.start) }
      blameEvents(of: group, trustingHash: trustingHash)
    }
    guard component.height < LeafGroup.height else { return }
    for position in differingLast where component.start..<component.end ~= position {
      doubt(from: position)
      addChanged(position)
    }
  }

  /// The events agree with all records, and not with the frontier.
  private mutating func blameUnknown(
    _ component: RecomputedTree.Component,
    _ isVouched: (Hash) -> Bool
  ) {
    // Where an event is missing, that is what is wrong.
    guard tree.hash(of: component) != nil else {
      doubt(from: component.start)
      return
    }
    let isSigned = tree.root.map(isVouched) ?? false
    guard isSigned || knowsLastLeaves || component.height >= LeafGroup.height else {
      addChanged(from: component.start, upTo: component.end, ", or the frontier is")
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

  /// The differing groups of a complete subtree, which are decided on once.
  private mutating func takeDiffering(
    in component: RecomputedTree.Component
  ) -> [HashedGroup] {
    guard component.height < Tile.height else {
      return component.blocks.flatMap { differing.removeValue(forKey: $0) ?? [] }
    }
    // Of the last block, which has no place in row 1 yet.
    let groups = differing[tree.rows[0].count] ?? []
    return groups.filter { component.start..<component.end ~= $0.start }
  }

  // MARK: Rows

  private mutating func compareRows(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    for block in stored.keys.sorted() { addTile(1, UInt64(block)) }
    for level in 2..<max(tree.rows.count + 1, 2) {
      for (place, hash) in tree.rows[level - 1].enumerated() {
        let found = try snapshot.storedHash(ofRow: level, at: UInt64(place))
        if let found, let hash, found != hash { addTile(level, UInt64(place)) }
      }
    }
    try checkRecords(in: snapshot)
  }

  /// Checks that every record is there, of its length, and no other.
  private func checkRecords(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.numbered(in: .tiles)
    var entry = try entries.next()
    // By the events that are there: the key of a last one may be any number in a damaged file.
    for row in TileLayout(size: tree.size).rows.reversed() {
      var missing = 0..<UInt64(0)
      let size = row.level == 0 ? LeafGroup.byteCount : Hash.byteCount
      for number in 0..<(tree.size >> EvidenceTree.height(ofRow: row.level)) {
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
        if found.value.byteCount != size {
          let first = number << EvidenceTree.height(ofRow: row.level)
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

  /// Names a run of records that are missing, once.
  private func addMissing(_ run: inout Range<UInt64>, of level: Int) {
    defer { run = 0..<0 }
    guard let number = run.first else { return }
    let first = number << EvidenceTree.height(ofRow: level)
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
