import Foundation
import TicketLedger
import Transparency

/// What evidence and privacy cost: the same work with and without the tree, and with words sealed and
/// in clear.
struct EvidenceBenchmark {
  let events: Int
  let runs: Int

  private static let batch = 10_000

  func measure() async throws -> [Benchmarks.Result] {
    let (appendSealed, verifySealed) = try await measureSealing()
    return [try await measureTree(), appendSealed, verifySealed]
  }

  /// Raw records and heads in batches, with the tree over them and without: a ledger has no switch for
  /// its tree.
  private func measureTree() async throws -> Benchmarks.Result {
    var with: [Double] = []
    var without: [Double] = []
    for _ in 0..<runs {
      with.append(try await appendRaw(withTree: true))
      without.append(try await appendRaw(withTree: false))
    }
    return Benchmarks.Result(
      name: "append.batch10k.treeVsNone",
      ours: Benchmarks.median(with),
      baseline: Benchmarks.median(without)
    )
  }

  private func appendRaw(withTree: Bool) async throws -> Double {
    var rate = 0.0
    try await Benchmarks.withFolder { path in
      var baseline = RawLMDB(at: path, isDurable: false)
      var rows = withTree ? GroupedRows(width: 63) : nil
      let tickets = UInt64(max(events / 10, 1))
      let start = ContinuousClock.now
      for first in stride(from: 0, to: events, by: EvidenceBenchmark.batch) {
        let count = min(EvidenceBenchmark.batch, events - first)
        baseline.append(count, of: 96, head: 110, tickets: tickets, into: &rows)
      }
      rate = Double(events) / ((ContinuousClock.now - start) / .seconds(1))
    }
    return rate
  }

  /// Tickets with words, sealed and in clear.
  private func measureSealing() async throws -> (Benchmarks.Result, Benchmarks.Result) {
    var appended: [Bool: [Double]] = [:]
    var verified: [Bool: [Double]] = [:]
    let keys = KeyEncryptionKeys([1: .random()])
    for _ in 0..<runs {
      for isSealed in [true, false] {
        try await Benchmarks.withFolder { folder in
          let path = folder + "/bench.ledger"
          let options = Ledger.Options(
            durability: .none,
            privacy: isSealed ? .sealed(keys) : .plain,
            checkpointInterval: .max
          )
          let ledger = try await Ledger.open(at: path, options: options)
          appended[isSealed, default: []].append(try await append(to: ledger))
          let count = ledger.read { $0.eventCount }
          await ledger.close()
          let start = ContinuousClock.now
          let report = try await Ledger.verify(at: path)
          verified[isSealed, default: []].append(
            Double(count) / ((ContinuousClock.now - start) / .seconds(1))
          )
          guard report.isSound else { throw CocoaError(.fileReadCorruptFile) }
        }
      }
    }
    func result(_ name: String, _ rates: [Bool: [Double]]) -> Benchmarks.Result {
      Benchmarks.Result(
        name: name,
        ours: Benchmarks.median(rates[true] ?? []),
        baseline: Benchmarks.median(rates[false] ?? [])
      )
    }
    return (
      result("append.words.sealedVsPlain", appended), result("verify.sealedVsPlain", verified)
    )
  }

  /// Every event has about 200 bytes of words; one requester in ten tickets is new.
  private func append(to ledger: Ledger) async throws -> Double {
    let words = String(repeating: "the tunnel closes again ", count: 8)
    let tickets = max(events / 10, 1)
    let commands = (0..<events).map { number in
      let ticket = TicketReference.number(TicketID(UInt64(number % tickets + 1)))
      let requester = PersonReference.identity("requester-\(number % tickets / 10)")
      let command: Command =
        number < tickets
        ? .open(nil, requester: requester, summary: words) : .note(ticket, words)
      return Submission(command, by: "agent-1")
    }
    let start = ContinuousClock.now
    for first in stride(from: 0, to: events, by: EvidenceBenchmark.batch) {
      let batch = Array(commands[first..<min(first + EvidenceBenchmark.batch, events)])
      for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
    }
    return Double(events) / ((ContinuousClock.now - start) / .seconds(1))
  }
}
