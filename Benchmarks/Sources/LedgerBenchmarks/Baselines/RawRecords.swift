import TicketLedger

/// What a ledger put into LMDB, to be put again without it: the same bytes in the same commits.
struct RawRecords: Sendable {
  /// Byte strings one after the other.
  struct Block: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ record: UnsafeRawBufferPointer) {
      unsafe bytes.append(contentsOf: record)
      ends.append(bytes.count)
    }

    @inline(__always)
    func range(of number: Int) -> Range<Int> {
      (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }
  }

  /// The events of one commit, and the places of the heads that it changed.
  struct Commit: Sendable {
    let events: Range<Int>
    let tickets: [Int]
  }

  let events: Block
  /// The last head of each ticket; a ticket's head hardly changes its size.
  let heads: Block
  let commits: [Commit]

  /// Copies what a ledger puts that a body fills.
  ///
  /// - Parameters:
  ///   - bench: Where the ledger is made and removed.
  ///   - fill: Fills it, and returns how many events there were after each commit.
  /// - Throws: What the body throws, the ledger, or LMDB.
  init(_ bench: Workbench, fill: (Ledger) async throws -> [Int]) async throws {
    self = try await bench.withFolder { folder in
      let path = folder + "/bench.ledger"
      let options = Ledger.Options(durability: .none, checkpointInterval: .max)
      let ledger = try await Ledger.open(at: path, options: options)
      let ends = try await fill(ledger)
      let tickets = try ledger.allEvents().map(\.ticket)
      await ledger.close()
      let (events, heads) = try RawLMDB(readingLogAt: path).copied()
      let commits = zip([0] + ends.dropLast(), ends).map { start, end in
        let touched = Set(tickets[start..<end].compactMap { $0.map { Int($0.rawValue) - 1 } })
        return Commit(events: start..<end, tickets: touched.sorted())
      }
      return RawRecords(events: events, heads: heads, commits: commits)
    }
  }

  private init(events: Block, heads: Block, commits: [Commit]) {
    self.events = events
    self.heads = heads
    self.commits = commits
  }
}
