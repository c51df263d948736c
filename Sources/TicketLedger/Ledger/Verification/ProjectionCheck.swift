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
      unreadable.insert(state.name.name)
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
    let names = Set(stored.states.map(\.name))
    let (parts, eventCount) = (view.parts.filter { names.contains($0.name) }, view.eventCount)
    let expected = onAllCores(parts) { $0.state(at: eventCount) }
    for state in stored.states {
      if let expected = expected.first(where: { $0.name == state.name }) {
        try compare(state, with: expected, in: snapshot)
      } else {
        try examine(state, in: snapshot)
      }
    }
  }

  private mutating func compare(
    _ state: StoredProjections.State,
    with expected: CheckpointPart.State,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let given = "\(expected.head.eventCount) events give"
    if state.head == nil {
      add(state.chunk(0), "the head is missing")
    } else if state.head != expected.head.bytes {
      add(state.chunk(0), "the head differs from what \(given)")
    }
    var (found, seen) = (Set(state.chunks), Set<UInt64>())
    for (place, chunk) in expected.head.chunks.enumerated() {
      // Chunks that are equal are stored once, and what is wrong with them is told once.
      guard seen.insert(chunk).inserted else { continue }
      found.remove(chunk)
      let number = state.chunk(place + 1)
      guard let bytes = try snapshot.value(in: .projections, for: state.name.key(ofChunk: chunk))
      else {
        add(number, "the chunk is missing", chunk)
        continue
      }
      guard !bytes.isEqual(to: expected.chunks[place]) else { continue }
      add(number, "the chunk differs from what \(given)", chunk)
    }
    for chunk in found.sorted() {
      add(state.chunk(expected.chunks.count + 1), "no such chunk belongs there", chunk)
    }
  }

  /// Looks at a projection that this program cannot fold: whether it is whole, at least.
  private mutating func examine(
    _ state: StoredProjections.State,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let head = state.head.flatMap { CheckpointHead($0) }
    var isWhole = head.map { Set($0.chunks) == Set(state.chunks) } ?? false
    for chunk in state.chunks where isWhole {
      let key = state.name.key(ofChunk: chunk)
      guard let bytes = try snapshot.value(in: .projections, for: key) else { continue }
      isWhole = Checksum.of(bytes) == chunk
    }
    guard isWhole else {
      unreadable.insert(state.name.name)
      add(state.chunk(0), "it is not whole, and not one that this program knows")
      return
    }
    notes.append(
      "the stored projection \(state.name.name), version \(state.name.version), is not one that this "
        + "program knows: it is whole, and was not compared with the events"
    )
  }

  private mutating func add(
    _ chunk: ProjectionChunk,
    _ what: String,
    _ checksum: UInt64? = nil
  ) {
    let key = checksum.map { " (\(CheckpointPart.Name.text(ofChunk: $0)))" } ?? ""
    problems.append(
      VerificationProblem(
        .projection,
        chunk: chunk,
        "stored projection \(chunk.projection), version \(chunk.version), chunk "
          + "\(chunk.number)\(key): \(what)"
      )
    )
  }
}
