import Benchmark
import CAllocationCount
import Foundation
import TicketExchange
import TicketLedger
import TicketSimulation

/// Ledgers for the measured operations, the same on every run.
enum Fixture {
  static let core: [any Projection.Type] = [
    Queues.self, ServiceLevels.self, RecurrenceMap.self, Flow.self,
  ]

  private static let folder = FileManager.default.temporaryDirectory
    .appending(path: "ledger-regressions-\(ProcessInfo.processInfo.processIdentifier)").path

  /// Commits do not wait for the disk, and nothing goes on in the background.
  private static let options = Ledger.Options(
    durability: .none,
    pollInterval: .seconds(3_600),
    checkpointInterval: .max,
    clock: { Instant(millisecondsSince1970: 1_800_000_000_000) }
  )

  /// The first submissions of a simulated helpdesk.
  static let submissions: [Submission] = {
    let scenario = Scenario(seed: 1, tickets: 2_000, durationInDays: 90)
    return Array(HelpdeskSimulation(scenario).prefix(10_000))
  }()

  /// The folder of a closed ledger with those submissions, made on first use.
  static var filledLedger: String {
    get async throws {
      let path = folder + "/filled.ledger"
      guard !FileManager.default.fileExists(atPath: path) else { return path }
      let ledger = try await make(at: path)
      try await ledger.submit(.adopt(StarterPolicy.calendar().calendar), by: "bench")
      try await ledger.submit(.adopt(StarterPolicy.policy().policy), by: "bench")
      for result in try await ledger.submit(contentsOf: submissions) { _ = try result.get() }
      await ledger.close()
      return path
    }
  }

  /// Lends a new ledger.
  static func withEmptyLedger(_ body: (Ledger) async throws -> Void) async throws {
    let path = folder + "/\(UUID().uuidString).ledger"
    let ledger = try await make(at: path)
    try await body(ledger)
    await ledger.close()
    try FileManager.default.removeItem(atPath: path)
  }

  /// Lends the filled ledger, open to be read, with no projections of its own.
  static func withFilledLedger(_ body: (Ledger) async throws -> Void) async throws {
    let ledger = try await Ledger.open(
      at: filledLedger,
      options: Ledger.Options(
        access: .readOnly,
        projections: [],
        pollInterval: .seconds(3_600)
      )
    )
    try await body(ledger)
    await ledger.close()
  }

  /// Counts what a body allocates, and measures what else was asked for.
  static func measure(_ benchmark: Benchmark, _ body: () async throws -> Void) async rethrows {
    benchmark.startMeasurement()
    let before = allocation_count()
    try await body()
    let allocations = allocation_count() - before
    benchmark.stopMeasurement()
    benchmark.measurement(.allocations, Int(allocations))
  }

  static var bytesHeld: Int { Int(allocated_bytes()) }

  /// Removes all ledgers.
  static func clear() { try? FileManager.default.removeItem(atPath: folder) }

  private static func make(at path: String) async throws -> Ledger {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return try await Ledger.open(at: path, options: options)
  }
}
