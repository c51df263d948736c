/// One part of what a checkpoint holds: a projection, the tickets, or what else all projections share.
struct CheckpointPart: Sendable {
  /// The name and version that a part is stored under.
  struct Name: Hashable, Sendable {
    let name: String
    let version: UInt32

    /// What all projections share, but the tickets.
    ///
    /// Its version is raised, besides, with each new kind of event, layout of one, or form of content: a
    /// program that does not know it then finds no checkpoint beyond it, and meets it in the log.
    static let ledger = Name(name: "ledger", version: 6)
    /// The tickets, the only state that is read in parts: it is the largest.
    static let tickets = Name(name: "tickets", version: 1)
  }

  /// A part with its encoding.
  struct State: Sendable {
    let name: Name
    var head: CheckpointHead
    var chunks: [[UInt8]] = []
  }

  /// The most bytes of one chunk: a run of pages that LMDB can find room for.
  static let chunkSize = 1 << 18
  /// The most bytes for each event that a state may repeat.
  static let repeatedSize: UInt64 = 1 << 10

  let name: Name
  let encode: @Sendable (inout ByteWriter) -> Void

  /// Encodes it, and shows each chunk: one for each section, more for one that is too large.
  func forEachChunk(_ body: @escaping @Sendable (RawSpan) -> Void) {
    var writer = ByteWriter { section in
      var start = 0
      while start < section.byteCount {
        let end = min(start + CheckpointPart.chunkSize, section.byteCount)
        body(section.extracting(start..<end))
        start = end
      }
    }
    encode(&writer)
    writer.beginSection()
  }

  /// Encodes it, as of a number of events.
  func state(at eventCount: UInt64) -> State {
    let state = Locked(State(name: name, head: CheckpointHead(eventCount: eventCount)))
    forEachChunk { chunk in
      state.withLock {
        $0.head.chunks.append(Checksum.of(chunk))
        $0.chunks.append(chunk.copied)
      }
    }
    return state.withLock { $0 }
  }
}

extension LedgerView {
  /// What a checkpoint of the view holds.
  var parts: [CheckpointPart] {
    let sections = Locked<[[UInt8]]>([])
    var shared = ByteWriter { section in sections.withLock { $0.append(section.copied) } }
    encode(into: &shared)
    shared.beginSection()
    let (ledger, tickets) = (sections.withLock { $0 }, tickets)
    var parts = [
      CheckpointPart(name: .ledger) { writer in
        for section in ledger {
          writer.write(section)
          writer.beginSection()
        }
      },
      CheckpointPart(name: .tickets) { tickets.encode(into: &$0) },
    ]
    for cell in cells {
      let name = CheckpointPart.Name(name: cell.name, version: cell.version)
      parts.append(CheckpointPart(name: name) { cell.encode(into: &$0) })
    }
    return parts
  }
}
