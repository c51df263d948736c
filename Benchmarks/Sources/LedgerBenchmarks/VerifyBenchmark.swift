import Dispatch
import Foundation
import Synchronization
import TicketExchange
import TicketLedger
import TicketSimulation
import Transparency

/// Verifies a closed ledger, against hashing the same leaves and nodes from memory on the same cores.
struct VerifyBenchmark {
  let events: Int
  let runs: Int

  private static let chunk = 16_384

  func measure() async throws -> Benchmarks.Result {
    var verified: [Double] = []
    var hashed: [Double] = []
    try await Benchmarks.withFolder { folder in
      let path = folder + "/bench.ledger"
      let ledger = try await Ledger.open(at: path, options: .init(durability: .none))
      try await FoldBenchmark.record(events, into: ledger)
      let count = ledger.read { $0.eventCount }
      let envelopes = try ledger.envelopes(0..<count)
      await ledger.close()
      for _ in 0..<runs {
        var start = ContinuousClock.now
        let report = try await Ledger.verify(at: path)
        verified.append(Double(count) / ((ContinuousClock.now - start) / .seconds(1)))
        start = ContinuousClock.now
        let root = VerifyBenchmark.root(of: envelopes)
        hashed.append(Double(count) / ((ContinuousClock.now - start) / .seconds(1)))
        guard report.isSound, report.root == root else {
          throw CocoaError(.fileReadCorruptFile)
        }
      }
    }
    return Benchmarks.Result(
      name: "verify.vsHashing",
      ours: Benchmarks.median(verified),
      baseline: Benchmarks.median(hashed)
    )
  }

  /// The root, with all cores at work on the blocks of 256 leaves.
  private static func root(of envelopes: [[UInt8]]) -> Hash {
    let count = (envelopes.count + chunk - 1) / chunk
    let parts = Parts(count: count)
    DispatchQueue.concurrentPerform(iterations: count) { number in
      let leaves = envelopes[number * chunk..<min((number + 1) * chunk, envelopes.count)]
      parts.set(number, Hash.root(of: leaves.map { Hash.leaf($0) }))
    }
    return Hash.root(of: parts.all)
  }

  /// What the threads found; each part is a complete subtree but the last.
  private final class Parts: Sendable {
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
