import Dispatch
import Synchronization
import TicketLedger
import Transparency

extension Part {
  private static let hashing = FigureKind("verify.vsHashing", target: .atLeast(0.5))

  /// Verifies a closed ledger, against hashing the same leaves and nodes from memory on the same cores.
  static let verify = Part(figures: [hashing]) { bench in
    let log = try await bench.simulatedLedger()
    let ledger = try await log.opened()
    let envelopes = try ledger.envelopes(0..<log.eventCount)
    let root = try ledger.root()
    await ledger.close()
    let ours = Side("verify") {
      try await Stopwatch.awaitedRate(of: envelopes.count) {
        let report = try await Ledger.verify(at: log.path)
        guard report.isSound, report.root == root else { throw WrongAnswer("it is not sound") }
      }
    }
    let baseline = Side("hashing") {
      try Stopwatch.rate(of: envelopes.count) {
        guard ParallelTree.root(of: envelopes) == root else { throw WrongAnswer("roots differ") }
      }
    }
    return try await bench.measure([Pairing(kind: hashing, ours: ours, baseline: baseline)])
  }
}

/// The baseline of verification: the root of a tree over leaves in memory.
private enum ParallelTree {
  /// How many leaves a thread takes at once: a complete subtree.
  private static let chunk = 16_384

  /// The root, with all cores at work.
  static func root(of envelopes: [[UInt8]]) -> Hash {
    let count = (envelopes.count + chunk - 1) / chunk
    let roots = Roots(count: count)
    DispatchQueue.concurrentPerform(iterations: count) { number in
      let leaves = envelopes[number * chunk..<min((number + 1) * chunk, envelopes.count)]
      roots.set(number, Hash.root(of: leaves.map { Hash.leaf($0) }))
    }
    return Hash.root(of: roots.all)
  }

  /// The roots that the threads found; each is of a complete subtree but the last.
  private final class Roots: Sendable {
    private let hashes: Mutex<[Hash?]>

    init(count: Int) {
      hashes = Mutex(Array(repeating: nil, count: count))
    }

    func set(_ number: Int, _ hash: Hash) {
      hashes.withLock { $0[number] = hash }
    }

    var all: [Hash] { hashes.withLock { $0.compactMap(\.self) } }
  }
}
