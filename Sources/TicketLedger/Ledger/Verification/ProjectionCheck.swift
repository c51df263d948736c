import Crypto
import Dispatch
import LedgerStore

/// Compares the stored projections with those that the events give, chunk by chunk.
struct ProjectionCheck {
  /// What differs.
  private(set) var problems: [VerificationProblem] = []
  /// What could not be compared.
  private(set) var notes: [String] = []
  /// Names whose chunks nobody can read.
  private(set) var unreadable: Set<String> = []
  /// Keys that are no chunk's.
  private(set) var strayKeys: [[UInt8]] = []
  /// Whether they were compared, or cannot be.
  private(set) var isDone = false
  /// Whether the log could not be folded to where they stand.
  private(set) var hasGivenUp = false

  /// Leaves them without a judgement: the log cannot be folded to where they stand.
  mutating func giveUp() {
    isDone = true
    hasGivenUp = true
  }

  /// Takes back what was found: the events that it was compared with are damaged.
  mutating func distrust() {
    problems = []
  }

  /// Blames the heads, none of which says where the projections stand.
  mutating func compareWithoutPlace(_ stored: StoredProjections) {
    isDone = true
    strayKeys = stored.strayKeys
    for state in stored.states {
      unreadable.insert(state.name)
      add(state.chunk(0), "no head says at how many events it stands")
    }
  }

  /// Compares with a view that stands where the stored projections stand.
  mutating func compare(
    _ view: borrowing LedgerView,
    with stored: StoredProjections,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    isDone = true
    strayKeys = stored.strayKeys
    for key in stored.strayKeys {
      add(
        ProjectionChunk(
          projection: String(decoding: key, as: UTF8.self),
          version: 0,
          number: 0
        ),
        "a key of the table of projections is no chunk's"
      )
    }
    let expected = ProjectionCheck.encodings(of: stored.states, view)
    for (state, encoding) in zip(stored.states, expected) {
      if let encoding {
        try compare(state, with: encoding, at: view.eventCount, in: snapshot)
      } else {
        try examine(state, in: snapshot)
      }
    }
  }

  /// A projection as it should be stored.
  private struct Encoding {
    let head: [UInt8]
    let bytes: [UInt8]
  }

  /// What the events give for each name and version, encoded on all cores; nil where this program has no
  /// such projection.
  private static func encodings(
    of states: [StoredProjections.State],
    _ view: borrowing LedgerView
  ) -> [Encoding?] {
    let eventCount = view.eventCount
    var shared = ByteWriter()
    let isShared = states.map {
      $0.name == ProjectionCheckpoint.ledgerName
        && $0.version == ProjectionCheckpoint.ledgerVersion
    }
    if isShared.contains(true) { view.encode(into: &shared) }
    let ledger = shared.bytes
    let cells = states.map { state in
      view.cells.first { $0.name == state.name && $0.version == state.version }
    }
    let encodings = Locked<[Encoding?]>(Array(repeating: nil, count: states.count))
    DispatchQueue.concurrentPerform(iterations: states.count) { place in
      guard let bytes = isShared[place] ? ledger : cells[place]?.encoded else { return }
      let head = ProjectionCheckpoint.head(of: bytes, at: eventCount)
      encodings.withLock { $0[place] = Encoding(head: head, bytes: bytes) }
    }
    return encodings.withLock { $0 }
  }

  private mutating func compare(
    _ state: StoredProjections.State,
    with encoding: Encoding,
    at eventCount: UInt64,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    if state.head == nil {
      add(state.chunk(0), "the head is missing")
    } else if state.head != encoding.head {
      add(state.chunk(0), "the head differs from what \(eventCount) events give")
    }
    let expected = encoding.bytes
    let size = ProjectionCheckpoint.chunkSize
    let count = UInt32((expected.count + size - 1) / size)
    var found = Set(state.chunks)
    for number in 1..<(count + 1) {
      let start = Int(number - 1) * size
      let part = expected[start..<min(start + size, expected.count)]
      guard found.remove(number) != nil else {
        add(state.chunk(number), "the chunk is missing")
        continue
      }
      let key = ProjectionCheckpoint.key(state.name, state.version, chunk: number)
      let bytes = try snapshot.value(in: .projections, for: key)?.copied
      guard bytes?[...] != part else { continue }
      add(state.chunk(number), "the chunk differs from what \(eventCount) events give")
    }
    for number in found.sorted() { add(state.chunk(number), "no such chunk belongs there") }
  }

  /// Looks at a projection that this program cannot fold: whether it is whole, at least.
  private mutating func examine(
    _ state: StoredProjections.State,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    var digest = SHA256()
    var size = 0
    var number: UInt32 = 1
    for found in state.chunks where found == number {
      let key = ProjectionCheckpoint.key(state.name, state.version, chunk: number)
      let bytes = try snapshot.value(in: .projections, for: key)?.copied ?? []
      digest.update(data: bytes)
      size += bytes.count
      number += 1
    }
    let isWhole =
      state.eventCount.map {
        state.chunks.count == Int(number - 1)
          && state.head == ProjectionCheckpoint.head(size: size, Array(digest.finalize()), at: $0)
      } ?? false
    guard isWhole else {
      unreadable.insert(state.name)
      add(state.chunk(0), "it is not whole, and not one that this program knows")
      return
    }
    notes.append(
      "the stored projection \(state.name), version \(state.version), is not one that this program "
        + "knows: it is whole, and was not compared with the events"
    )
  }

  private mutating func add(_ chunk: ProjectionChunk, _ what: String) {
    problems.append(
      VerificationProblem(
        .projection,
        chunk: chunk,
        "stored projection \(chunk.projection), version \(chunk.version), chunk \(chunk.number): "
          + what
      )
    )
  }
}
