import Foundation
import LedgerStore
import TicketExchange
import TicketLedger
import TicketSimulation

/// A small sound ledger, made anew in each process, of which the targets change files and tables.
///
/// It has what a ledger can have: tickets with words, names, a calendar and a policy, a signed
/// checkpoint, marks of an import, a consumer, stored projections, and events after those.
enum BaseLedger {
  /// When the ledger's clock stands still.
  static let now = Instant(millisecondsSince1970: 1_740_000_000_000)

  /// How all ledgers are opened here.
  static func options(examinesFile: Bool = false, creates: Bool = true) -> Ledger.Options {
    Ledger.Options(
      durability: .none,
      createsIfMissing: creates,
      examinesFile: examinesFile,
      origin: "fuzz.example/desk",
      signer: NotesTarget.log,
      signingInterval: 1_000_000,
      readsAhead: false,
      pollInterval: .seconds(3_600),
      checkpointInterval: 1_000_000,
      maximumSizeInBytes: 1 << 26,
      clock: { now }
    )
  }

  /// The file of its log.
  static let file: [UInt8] = made.file

  /// The same without calendar and policy, whose clocks take most of the time that opening takes.
  static let quickFile: [UInt8] = make(in: "quick", hasAgreements: false).file

  /// What happened in it, with each ticket as it was before.
  static let story: [(RecordedEvent, Ticket)] = made.story

  private static let made = make(in: "base", hasAgreements: true)

  private static func make(
    in folder: String,
    hasAgreements: Bool
  ) -> (file: [UInt8], story: [(RecordedEvent, Ticket)]) {
    let path = Scratch.empty(folder) + "/base.ledger"
    let (story, failure) = waiting { () async -> ([(RecordedEvent, Ticket)], String?) in
      do {
        return (try await write(to: path, hasAgreements: hasAgreements), nil)
      } catch {
        return ([], "\(error)")
      }
    }
    let data = FileManager.default.contents(atPath: path + "/data.mdb")
    guard failure == nil, let data else { fatalError("no ledger to begin with: \(failure ?? "")") }
    return (Array(data), story)
  }

  private static func write(
    to path: String,
    hasAgreements: Bool
  ) async throws -> [(RecordedEvent, Ticket)] {
    let first = try await Ledger.open(at: path, options: options())
    if hasAgreements {
      let calendar = try StarterPolicy.calendar(zone: { _ in .utc }).calendar
      try await first.submit(.adopt(calendar), by: "a-1")
      try await first.submit(.adopt(StarterPolicy.policy().policy), by: "a-1")
    }
    let scenario = Scenario(seed: 3, tickets: 12, durationInDays: 20, agents: 4, requesters: 6)
    let story = Array(HelpdeskSimulation(scenario))
    let half = story.count / 2
    let mark = ImportMark(
      ticket: "T000001",
      rows: 3,
      digest: Array(repeating: 7, count: 32),
      replacing: nil
    )
    let marks = ImportMarks(source: "log", marks: [mark], completedRows: 3)
    _ = try await first.record(Array(story[..<half]), marking: marks)
    try await first.consumer(named: "mailer").acknowledge(Position(5))
    _ = try await first.signCheckpoint()
    await first.close()
    // Closed and opened, it has stored projections, and events after them.
    let second = try await Ledger.open(at: path, options: options())
    _ = try await second.record(Array(story[half...]))
    let end = second.read { $0.eventCount }
    let view = try await second.replay(until: end, projections: [Story.self]) { _, _ in }
    let events = view[Story.self].events
    let store = path + "-kept"
    try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: path + "/data.mdb", toPath: store + "/data.mdb")
    await second.close()
    try FileManager.default.removeItem(atPath: path + "/data.mdb")
    try FileManager.default.copyItem(atPath: store + "/data.mdb", toPath: path + "/data.mdb")
    return events
  }
}

/// The events of a ledger, as a projection is told them.
private struct Story: Projection {
  static let name = "story"
  static let version: UInt32 = 1
  private(set) var events: [(RecordedEvent, Ticket)] = []

  init() {}
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {}

  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    events.append((recorded, ticket))
  }

  func encode(into writer: inout ByteWriter) {}
}
