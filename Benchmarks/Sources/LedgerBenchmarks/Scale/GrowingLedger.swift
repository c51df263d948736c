import Foundation
import TicketLedger
import TicketSimulation

/// A ledger that one simulated helpdesk fills from size to size.
///
/// The helpdesk has a million events a year at every size, so that a larger ledger is a longer history:
/// what differs is the log, not the helpdesk. Words are left out; every commit is durable, and takes
/// 10,000 commands.
struct GrowingLedger {
  /// More bytes than an event takes on disk, its share of checkpoints and free pages among them.
  static let roomPerEvent: Int64 = 400

  private static let eventsAYear = 1_000_000
  /// Fewer than tickets really have, so that the simulation does not end before the largest size.
  private static let eventsATicket = 9
  /// How many events the rate of appending is taken over, before each size.
  private static let window = 1_000_000
  private static let questions = 2_000

  private let path: String
  private let scenario: Scenario
  private var submissions: HelpdeskSimulation.Iterator
  private var isNew = true

  /// Begins an empty ledger that can grow to so many events.
  init(in folder: String, events: Int) {
    path = folder + "/growing.ledger"
    let years = min(
      max(1, (events + GrowingLedger.eventsAYear - 1) / GrowingLedger.eventsAYear),
      100
    )
    scenario = Scenario(
      seed: 1,
      tickets: events / GrowingLedger.eventsATicket,
      durationInDays: years * 365
    )
    submissions = HelpdeskSimulation(scenario).makeIterator()
  }

  /// Appends up to a size, and measures there.
  mutating func measure(at count: Int, runs: Int) async throws -> ScaleMeasurement {
    var probe = try DiskProbe(in: path.folder)
    let appendRate = try await append(to: count, syncing: &probe)
    // What the closed ledger's view took would be missing for the file that is measured next.
    Heap.release()
    var opens: [Double] = []
    var replays: [ReplayProbe.Answer] = []
    var replaysAhead: [ReplayProbe.Answer] = []
    let rounds = runs * GrowingLedger.roundsARun(at: count)
    for round in 1...rounds {
      Progress.note("\(count) events: open and replay, round \(round) of \(rounds)")
      let opened = try ChildProcess.run(ChildProcess.program, [OpenProbe.name, path])
      opens.append(opened.secondsToOutput * 1_000)
      replays.append(try ReplayProbe.run(onLedgerAt: path, threads: 1))
      replaysAhead.append(try ReplayProbe.run(onLedgerAt: path, threads: 2))
    }
    let log = try await readLog(runs: runs)
    return ScaleMeasurement(
      events: log.events,
      tickets: log.tickets,
      appendedEventsPerSecond: appendRate,
      replayedEventsPerSecond: replays.map(\.eventsPerSecond).median,
      replayedAheadEventsPerSecond: replaysAhead.map(\.eventsPerSecond).median,
      openMilliseconds: opens.median,
      pointReadMicroseconds: log.microseconds,
      peakMemoryInBytes: replays.compactMap(\.peakResidentBytes).max(),
      viewInBytes: replays.map { Double($0.heapGrowthInBytes) }.median,
      bytesPerEvent: Double(log.bytes) / Double(log.events),
      fsyncMicroseconds: probe.median
    )
  }

  /// How often a replay is measured for each run: a short one is more easily disturbed.
  private static func roundsARun(at count: Int) -> Int {
    max(1, min(10, 10_000_000 / max(1, count)))
  }

  /// Appends until there are so many events, and closes the ledger, which keeps a checkpoint.
  ///
  /// - Returns: Events a second of the last million, or of all; nothing but appending is counted.
  private mutating func append(
    to count: Int,
    syncing probe: inout DiskProbe
  ) async throws -> Double {
    let end = scenario.end
    let ledger = try await Ledger.open(at: path, options: Ledger.Options(clock: { end }))
    if isNew { try await SimulatedLedger.adoptPolicy(in: ledger) }
    isNew = false
    var batches: [(events: Int, seconds: Double)] = []
    var reached = Int(ledger.read { $0.eventCount })
    while reached < count {
      let batch = nextBatch()
      guard !batch.isEmpty else { throw WrongAnswer("the simulation ended at \(reached) events") }
      let seconds = try await Stopwatch.awaitedSeconds {
        for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
      }
      let events = Int(ledger.read { $0.eventCount })
      batches.append((events - reached, seconds))
      if events / 500_000 > reached / 500_000 {
        Progress.note("\(events) events")
        try probe.sample()
      }
      reached = events
    }
    try probe.sample()
    await ledger.close()
    return GrowingLedger.rate(of: batches)
  }

  private mutating func nextBatch() -> [Submission] {
    var batch: [Submission] = []
    while batch.count < PlainHistory.batchSize, let submission = submissions.next() {
      batch.append(submission.withoutWords)
    }
    return batch
  }

  /// Events a second of the last batches that have a million events together, or of all.
  private static func rate(of batches: [(events: Int, seconds: Double)]) -> Double {
    var (events, seconds) = (0, 0.0)
    for batch in batches.reversed() where events < window {
      events += batch.events
      seconds += batch.seconds
    }
    return Double(events) / seconds
  }

  /// What the closed ledger holds, and the median time of a random ticket's history, read before.
  private func readLog(
    runs: Int
  ) async throws -> (events: Int, tickets: Int, bytes: UInt64, microseconds: Double) {
    let options = Ledger.Options(access: .readOnly, projections: [])
    let ledger = try await Ledger.open(at: path, options: options)
    let (events, tickets) = ledger.read { (Int($0.eventCount), $0.ticketCount) }
    let bytes = ledger.sizeInBytes
    var numbers = PseudorandomNumbers(seed: 1)
    let questions = (0..<GrowingLedger.questions).map { _ in
      TicketID(UInt64.random(in: 1...UInt64(tickets), using: &numbers))
    }
    for ticket in questions { _ = try ledger.history(of: .number(ticket)) }
    var microseconds: [Double] = []
    for _ in 0..<runs {
      for ticket in questions {
        let seconds = try Stopwatch.seconds { _ = try ledger.history(of: .number(ticket)) }
        microseconds.append(seconds * 1e6)
      }
    }
    await ledger.close()
    return (events, tickets, bytes, microseconds.median)
  }
}

extension String {
  /// The folder of a path.
  fileprivate var folder: String { URL(filePath: self).deletingLastPathComponent().path }
}
