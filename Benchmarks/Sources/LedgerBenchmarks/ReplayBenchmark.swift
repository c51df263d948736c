import TicketLedger

/// Folds a whole log into projections, against a raw cursor scan that touches every byte of the same
/// records.
struct ReplayBenchmark {
  let events: Int
  let runs: Int

  /// What is folded: nothing but the tickets, the core projections, and all that come with the library.
  private static let parts: [(name: String, projections: [any Projection.Type])] = [
    ("tickets", []),
    ("core", [Queues.self, ServiceLevels.self, RecurrenceMap.self, Flow.self]),
    ("all", Ledger.coreProjections),
  ]

  func measure() async throws -> [Benchmarks.Result] {
    var folded = ReplayBenchmark.parts.map { _ in [Double]() }
    var scanned: [Double] = []
    try await Benchmarks.withFolder { folder in
      let path = folder + "/bench.ledger"
      let ledger = try await Ledger.open(at: path, options: .init(durability: .none))
      try await FoldBenchmark.record(events, into: ledger)
      let count = ledger.read { $0.eventCount }
      await ledger.close()
      for _ in 0..<runs {
        scanned.append(ReplayBenchmark.scan(path, count))
        for (place, rate) in try await fold(path, count).enumerated() { folded[place].append(rate) }
      }
    }
    return zip(ReplayBenchmark.parts, folded).map { part, rates in
      Benchmarks.Result(
        name: "replay.\(part.name).vsRawScan",
        ours: Benchmarks.median(rates),
        baseline: Benchmarks.median(scanned)
      )
    }
  }

  /// Events a second of the scan; the ledger is closed, as LMDB is not to be opened twice in a process.
  private static func scan(_ path: String, _ count: UInt64) -> Double {
    let raw = RawLMDB(readingLogAt: path)
    return rate(of: count) { precondition(raw.scan() != 0) }
  }

  /// Events a second of each part.
  private func fold(_ path: String, _ count: UInt64) async throws -> [Double] {
    let options = Ledger.Options(access: .readOnly, projections: [])
    let ledger = try await Ledger.open(at: path, options: options)
    var rates: [Double] = []
    for part in ReplayBenchmark.parts {
      let start = ContinuousClock.now
      let view = try await ledger.replay(projections: part.projections)
      rates.append(Double(view.eventCount) / ((ContinuousClock.now - start) / .seconds(1)))
      precondition(view.eventCount == count)
    }
    await ledger.close()
    return rates
  }

  private static func rate(of count: UInt64, _ body: () -> Void) -> Double {
    Double(count) / (ContinuousClock().measure(body) / .seconds(1))
  }
}
