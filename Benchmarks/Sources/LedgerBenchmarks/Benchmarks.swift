import ArgumentParser
import Foundation
import TicketLedger

/// Measures append and replay beside LMDB itself, interleaved in one run; prints medians.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-benchmarks",
    abstract: "Append and replay, with raw LMDB beside them.",
    discussion:
      "Figures of one run can be compared with each other, not with those of another machine."
  )

  @Option(help: "How many events the batches and the replay have.")
  var events = 500_000

  @Option(help: "How often each is measured; the median counts.")
  var runs = 3

  @Option(help: "How many events are appended one durable commit each.")
  var singles = 400

  @Option(
    help: "Only this part: singles, groups, batches, replay, fold, verify, evidence or calendar."
  )
  var only: String?

  func run() async throws {
    var results: [Result] = []
    if measures("singles") { results.append(try await measureSingles()) }
    if measures("groups") { results.append(try await measureGroups()) }
    if measures("batches") {
      results.append(try await measureBatches())
    }
    if measures("fold") {
      results += try await FoldBenchmark(events: events, runs: runs).measure()
    }
    if measures("replay") {
      results += try await ReplayBenchmark(events: events, runs: runs).measure()
    }
    if measures("verify") {
      results.append(try await VerifyBenchmark(events: events, runs: runs).measure())
    }
    if measures("evidence") {
      results += try await EvidenceBenchmark(events: events, runs: runs).measure()
    }
    if measures("calendar") { try CalendarBenchmark.run() }
    for result in results { print(result.line) }
  }

  private func measures(_ part: String) -> Bool { only == nil || only == part }

  /// One figure, and the same of the baseline.
  struct Result {
    var name: String
    var ours: Double
    var baseline: Double

    var line: String {
      let name = name.padding(toLength: 28, withPad: " ", startingAt: 0)
      let figures = [ours, baseline].map { String(format: "%12.0f", $0) }.joined(separator: "  ")
      return "\(name)\(figures)  ratio \(String(format: "%.2f", ours / baseline)) (events/s)"
    }
  }

  /// What an average event and head take on disk: 96 bytes of envelope, 110 of head.
  private static let recordSize = 96
  private static let headSize = 110

  /// One event a durable commit, against the same in LMDB.
  private func measureSingles() async throws -> Result {
    var ours: [Double] = []
    var raw: [Double] = []
    for _ in 0..<runs {
      try await Benchmarks.withLedger(.full) { ledger in
        try await ledger.submit(.open("B-1"), by: "bench")
        ours.append(
          try await rate(of: singles) {
            for _ in 0..<singles {
              try await ledger.submit(.prioritise("B-1", priority: 2), by: "bench")
            }
          }
        )
      }
      try await Benchmarks.withFolder { path in
        var baseline = RawLMDB(at: path, isDurable: true)
        let start = ContinuousClock.now
        for _ in 0..<singles {
          baseline.append(1, of: Benchmarks.recordSize, head: Benchmarks.headSize, tickets: 1)
        }
        raw.append(Double(singles) / ((ContinuousClock.now - start) / .seconds(1)))
      }
    }
    return Result(
      name: "append.single.vsRawLMDB",
      ours: Benchmarks.median(ours),
      baseline: Benchmarks.median(raw)
    )
  }

  /// 64 submitters that share durable commits, against one.
  private func measureGroups() async throws -> Result {
    var grouped: [Double] = []
    var single: [Double] = []
    for _ in 0..<runs {
      try await Benchmarks.withLedger(.full) { ledger in
        let each = max(singles, 200)
        for submitter in 0..<64 { try await ledger.submit(.open("B-\(submitter)"), by: "bench") }
        single.append(
          try await rate(of: singles) {
            for _ in 0..<singles {
              try await ledger.submit(.prioritise("B-1", priority: 2), by: "bench")
            }
          }
        )
        grouped.append(
          try await rate(of: 64 * each) {
            try await withThrowingTaskGroup(of: Void.self) { group in
              for submitter in 0..<64 {
                group.addTask {
                  for _ in 0..<each {
                    try await ledger.submit(.prioritise("B-\(submitter)", priority: 2), by: "bench")
                  }
                }
              }
              try await group.waitForAll()
            }
          }
        )
      }
    }
    return Result(
      name: "append.group64.vsSingle",
      ours: Benchmarks.median(grouped),
      baseline: Benchmarks.median(single)
    )
  }

  /// Validated commands in batches of 10,000.
  private func measureBatches() async throws -> Result {
    var append: [Double] = []
    var rawAppend: [Double] = []
    let tickets = max(events / 10, 1)
    for _ in 0..<runs {
      try await Benchmarks.withLedger(.none) { ledger in
        let commands = (0..<events).map { command($0, tickets: tickets) }
        append.append(
          try await rate(of: events) {
            for start in stride(from: 0, to: events, by: 10_000) {
              let batch = Array(commands[start..<min(start + 10_000, events)])
              for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
            }
          }
        )
      }
      try await Benchmarks.withFolder { path in
        var baseline = RawLMDB(at: path, isDurable: false)
        let start = ContinuousClock.now
        for first in stride(from: 0, to: events, by: 10_000) {
          let count = min(10_000, events - first)
          baseline.append(
            count,
            of: Benchmarks.recordSize,
            head: Benchmarks.headSize,
            tickets: UInt64(tickets)
          )
        }
        rawAppend.append(Double(events) / ((ContinuousClock.now - start) / .seconds(1)))
      }
    }
    return Result(
      name: "append.batch10k.vsRawLMDB",
      ours: Benchmarks.median(append),
      baseline: Benchmarks.median(rawAppend)
    )
  }

  /// The n-th command of a simple history: tickets are opened, moved, worked on and resolved.
  private func command(_ number: Int, tickets: Int) -> Submission {
    let ticket = TicketReference.number(TicketID(UInt64(number % tickets + 1)))
    let command: Command =
      switch number / tickets {
      case 0: .open(nil, requester: "requester-1", about: ["service": "VPN", "category": "access"])
      case 1: .route(ticket, to: .name("team \(number % 40)"), level: UInt8(number % 3 + 1))
      case 2: .assign(ticket, to: .identity("agent-\(number % 100)"))
      case 3: .start(ticket)
      case 4: .pause(ticket, for: .requester)
      case 5: .resume(ticket)
      case 6: .route(ticket, to: .name("team \(number % 7)"), level: 2)
      case 7: .prioritise(ticket, priority: 2)
      case 8: .resolve(ticket, causeClass: .usageError)
      default: .reply(ticket)
      }
    return Submission(command, by: "agent-1")
  }

  private func rate(of count: Int, _ body: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
  }

  static func median(_ figures: [Double]) -> Double {
    figures.sorted()[figures.count / 2]
  }

  static func withLedger(
    _ durability: Ledger.Options.Durability,
    _ body: (Ledger) async throws -> Void
  ) async throws {
    try await Benchmarks.withFolder { path in
      let options = Ledger.Options(durability: durability, checkpointInterval: .max)
      let ledger = try await Ledger.open(at: path + "/bench.ledger", options: options)
      try await body(ledger)
      await ledger.close()
    }
  }

  static func withFolder(_ body: (String) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "ledger-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try await body(url.path)
  }
}
