import LedgerStore

/// What the table of projections holds, by its keys and heads alone.
struct StoredProjections {
  /// One name and version.
  struct State {
    let name: CheckpointPart.Name
    /// The head; nil where it is missing.
    var head: [UInt8]?
    /// The checksums that chunks are stored under, in ascending order.
    var chunks: [UInt64] = []

    /// The number of events that the head states; nil where it states none.
    var eventCount: UInt64? {
      head.flatMap { CheckpointHead($0) }?.eventCount
    }

    func chunk(_ number: Int) -> ProjectionChunk {
      ProjectionChunk(projection: name.name, version: name.version, number: UInt32(number))
    }
  }

  /// In the order of their keys.
  private(set) var states: [State] = []
  /// Keys that are no chunk's.
  private(set) var strayKeys: [[UInt8]] = []

  /// Reads the keys.
  ///
  /// - Complexity: O(n) in the chunks.
  init(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .projections)
    while let entry = try entries.next() {
      let key = entry.key.copied
      guard let (name, chunk) = ProjectionCheckpoint.parse(key) else {
        strayKeys.append(key)
        continue
      }
      if states.last?.name != name { states.append(State(name: name)) }
      let last = states.count - 1
      if let chunk {
        states[last].chunks.append(chunk)
      } else {
        states[last].head = entry.value.copied
      }
    }
  }

  /// The number of events at which most of them stand, no more than those of the log; nil where none
  /// stands anywhere.
  func eventCount(upTo end: UInt64) -> UInt64? {
    var votes: [UInt64: Int] = [:]
    for count in states.compactMap(\.eventCount) where count <= end {
      votes[count, default: 0] += 1
    }
    return votes.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }
}
