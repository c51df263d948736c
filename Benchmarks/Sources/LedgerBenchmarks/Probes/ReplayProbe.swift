import ArgumentParser
import Foundation
import TicketLedger

/// What a child process does whose memory is measured: fold a ledger into the core projections.
struct ReplayProbe: AsyncParsableCommand {
  static let name = "replay-probe"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  /// What it prints, as JSON.
  struct Answer: Codable {
    var events: UInt64
    var tickets: Int
    var seconds: Double
    /// The bytes that the view holds: allocated after the replay, and not before it.
    var heapGrowthInBytes: Int
    /// The most memory of its own that the process had; nil where the system does not tell.
    var peakResidentBytes: Int?

    var eventsPerSecond: Double { Double(events) / seconds }
  }

  @Argument var path: String

  /// With two, one reads ahead of the other.
  @Option var threads = 1

  func run() async throws {
    let ledger = try await Ledger.open(
      at: path,
      options: Ledger.Options(access: .readOnly, projections: [])
    )
    let heapBefore = Heap.bytesInUse
    let peak = Peak()
    let start = ContinuousClock.now
    let view = try await Replaying.replay(ledger, into: Replaying.core, threads: threads) { _, _ in
      peak.sample()
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    peak.sampleNow()
    let answer = Answer(
      events: view.eventCount,
      tickets: view.ticketCount,
      seconds: seconds,
      heapGrowthInBytes: Heap.bytesInUse - heapBefore,
      peakResidentBytes: peak.bytes
    )
    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    await ledger.close()
  }

  /// Replays a ledger in a process of its own.
  static func run(onLedgerAt path: String, threads: Int) throws -> Answer {
    let arguments = [name, path, "--threads", String(threads)]
    let outcome = try ChildProcess.run(ChildProcess.program, arguments)
    return try JSONDecoder().decode(Answer.self, from: outcome.output)
  }
}
