import Benchmark
import TicketLedger

/// What must not grow unnoticed: figures that are the same on every run, unlike times.
let benchmarks: @Sendable () -> Void = {
  // The harness reads both, and runs the benchmarks, after this closure and on one thread.
  unsafe Benchmark.defaultConfiguration = .holding(to: [.allocations])
  unsafe Benchmark.shutdownHook = { Fixture.clear() }

  Benchmark("append.single", configuration: .holding(to: appending)) { benchmark in
    try await Fixture.withEmptyLedger { ledger in
      try await ledger.submit(.open("B-1"), by: "bench")
      try await Fixture.measure(benchmark) {
        for _ in 0..<100 {
          try await ledger.submit(.prioritise("B-1", priority: 2), by: "bench")
        }
      }
    }
  }

  Benchmark("append.batch", configuration: .holding(to: appending + [.bytesOnDisk])) { benchmark in
    let submissions = Fixture.submissions
    try await Fixture.withEmptyLedger { ledger in
      try await Fixture.measure(benchmark) {
        for result in try await ledger.submit(contentsOf: submissions) { _ = try result.get() }
      }
      benchmark.measurement(.bytesOnDisk, Int(ledger.sizeInBytes))
    }
  }

  Benchmark("replay.core", configuration: .holding(to: [.allocations, .bytesHeld])) { benchmark in
    try await Fixture.withFilledLedger { ledger in
      let before = Fixture.bytesHeld
      var view: LedgerView?
      try await Fixture.measure(benchmark) {
        view = try await ledger.replay(projections: Fixture.core)
      }
      benchmark.measurement(.bytesHeld, Fixture.bytesHeld - before)
      blackHole(view?.eventCount)
    }
  }

  Benchmark("history") { benchmark in
    try await Fixture.withFilledLedger { ledger in
      try await Fixture.measure(benchmark) {
        for ticket in 1...500 as ClosedRange<UInt64> {
          blackHole(try ledger.history(of: .number(TicketID(ticket))))
        }
      }
    }
  }

  Benchmark("open") { benchmark in
    let path = try await Fixture.filledLedger
    try await Fixture.measure(benchmark) {
      let ledger = try await Ledger.open(at: path, options: Ledger.Options(access: .readOnly))
      await ledger.close()
    }
  }

  Benchmark("verify") { benchmark in
    let path = try await Fixture.filledLedger
    try await Fixture.measure(benchmark) {
      blackHole(try await Ledger.verify(at: path))
    }
  }
}

/// What commits are held to: they write the same pages each time.
private let appending: [BenchmarkMetric] = [.allocations, .writeSyscalls, .writeBytesLogical]

extension BenchmarkMetric {
  /// The allocations of all threads.
  static let allocations = BenchmarkMetric.custom("Allocations")
  /// What a result keeps allocated.
  static let bytesHeld = BenchmarkMetric.custom("Bytes held")
  /// What the ledger's folder takes.
  static let bytesOnDisk = BenchmarkMetric.custom("Bytes on disk")
}

extension Benchmark.Configuration {
  /// Counts some things in five runs, and lets none of them grow by more than two in a hundred.
  fileprivate static func holding(to metrics: [BenchmarkMetric]) -> Benchmark.Configuration {
    let tolerance = BenchmarkThresholds(relative: [.p90: 2])
    return Benchmark.Configuration(
      metrics: metrics,
      warmupIterations: 1,
      maxDuration: .seconds(20),
      maxIterations: 5,
      thresholds: Dictionary(uniqueKeysWithValues: metrics.map { ($0, tolerance) })
    )
  }
}
