import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// A ledger that something happens to just before or just after one of an import's own groups.
private actor DisturbedLedger: ImportTarget {
  private let ledger: Ledger
  private let disturbedCall: Int
  private let isAfter: Bool
  private let disturb: @Sendable () async throws -> Void
  private var calls = 0

  init(
    _ ledger: Ledger,
    atCall call: Int,
    after isAfter: Bool = false,
    _ disturb: @escaping @Sendable () async throws -> Void
  ) {
    self.ledger = ledger
    disturbedCall = call
    self.isAfter = isAfter
    self.disturb = disturb
  }

  func importMarks(of source: String) async throws -> [String: ImportMark] {
    try await ledger.importMarks(of: source)
  }

  func heldReferences(among references: [String]) async throws -> Set<String> {
    try await ledger.heldReferences(among: references)
  }

  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String,
    completing completedRows: UInt64?
  ) async throws -> Recording {
    calls += 1
    if calls == disturbedCall, !isAfter { try await disturb() }
    let recording = try await ledger.record(
      facts,
      marking: marks,
      of: source,
      completing: completedRows
    )
    if calls == disturbedCall, isAfter { try await disturb() }
    return recording
  }
}

/// What ends an import.
private struct Death: Error {}

@Suite("Importing a CSV log into a ledger")
struct LedgerImportTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  private func open(_ name: String) async throws -> Ledger {
    var options = Ledger.Options(durability: .none)
    // It stands, so that what two ledgers hold can be compared.
    options.clock = { Instant(millisecondsSince1970: 1_735_689_600_000) }
    return try await Ledger.open(at: folder.url.appendingPathComponent(name).path, options: options)
  }

  private func log(_ name: String, _ rows: some Sequence<String>) throws -> CSVImport {
    let file = try folder.file("\(name).csv", SmallLog.header + rows.joined())
    return CSVImport(file: file, mapping: try SmallLog.mapping(), groupSize: 4)
  }

  private func events(of ledger: Ledger) throws -> [RecordedEvent] {
    try ledger.events(from: Position(0), atMost: .max)
  }

  private func refusal(_ log: CSVImport, _ target: DisturbedLedger) async throws -> TicketRefusal? {
    let error = try await #require(throws: LedgerError.self) { try await log.run(into: target) }
    guard case .refused(let refusal) = error else {
      Issue.record("\(error)")
      return nil
    }
    return refusal
  }

  @Test("is refused where the same was imported meanwhile, and nothing is recorded twice")
  func overtaken() async throws {
    let log = try log("whole", SmallLog.history(tickets: 5, rows: 40, seed: 3))
    let undisturbed = try await open("undisturbed.ledger")
    let summary = try await log.run(into: undisturbed)
    let expected = try events(of: undisturbed)
    await undisturbed.close()
    for call in 1...12 {
      let ledger = try await open("\(call).ledger")
      let target = DisturbedLedger(ledger, atCall: call) { _ = try await log.run(into: ledger) }
      let refusal = try await refusal(log, target)
      #expect(refusal?.rule == .staleRevision, "\(call): \(String(describing: refusal))")
      #expect(refusal?.description.contains("run the import again") == true)
      #expect(try events(of: ledger) == expected, "\(call)")
      let again = try await log.run(into: ledger)
      #expect(again.events == 0)
      #expect(again.alreadyImported == summary.rows)
      #expect(try events(of: ledger) == expected)
      await ledger.close()
    }
  }

  @Test("leaves the same where it was cut off after any of its commits, and run again")
  func cutOff() async throws {
    let log = try log("whole", SmallLog.history(tickets: 5, rows: 40, seed: 3))
    let undisturbed = try await open("undisturbed.ledger")
    _ = try await log.run(into: undisturbed)
    let expected = try events(of: undisturbed)
    await undisturbed.close()
    #expect(expected.last?.event.kind == .importAdvanced)
    for call in 1...12 {
      let ledger = try await open("\(call).ledger")
      let target = DisturbedLedger(ledger, atCall: call, after: true) { throw Death() }
      await #expect(throws: Death.self) { try await log.run(into: target) }
      _ = try await log.run(into: ledger)
      #expect(try events(of: ledger) == expected, "\(call)")
      await ledger.close()
    }
  }

  @Test("goes on when it is run again, where a part was imported meanwhile", arguments: [1, 3, 6])
  func overtakenByAPart(call: Int) async throws {
    let rows = SmallLog.history(tickets: 5, rows: 40, seed: 3)
    let (part, whole) = (try log("part", rows.prefix(30)), try log("whole", rows))
    let undisturbed = try await open("undisturbed.ledger")
    _ = try await whole.run(into: undisturbed)
    let ledger = try await open("overtaken.ledger")
    let target = DisturbedLedger(ledger, atCall: call) { _ = try await part.run(into: ledger) }
    #expect(try await refusal(whole, target)?.rule == .staleRevision)
    let again = try await whole.run(into: ledger)
    #expect(again.alreadyImported == 30)
    for number in 0..<5 {
      let ticket = TicketReference.reference("T\(number)")
      let found = try ledger.history(of: ticket)?.map { "\($0.event) \($0.occurredAt)" }
      let expected = try undisturbed.history(of: ticket)?.map { "\($0.event) \($0.occurredAt)" }
      #expect(found == expected)
    }
    #expect(try ledger.marks(of: "small") == undisturbed.marks(of: "small"))
    await undisturbed.close()
    await ledger.close()
  }

  @Test("counts the times that the ledger sets right beside those that the log does")
  func clamping() async throws {
    let ledger = try await open("worked-on.ledger")
    let first = SmallLog.row("T", 0, "new", "A")
    #expect(try await log("first", [first]).run(into: ledger).clamped == 0)
    let worked = Instant(rfc3339: "2024-05-01T00:30:00Z")
    try await ledger.submit(.note("T", "called"), by: "a", at: worked)
    let rows = [
      first, SmallLog.row("U", 5, "new", "A"), SmallLog.row("U", 4, "active", "A"),
      // Two events of one row, then one of a row that is later.
      SmallLog.row("T", 10, "active", "B"), SmallLog.row("T", 40, "resolved", "B"),
    ]
    let summary = try await log("longer", rows).run(into: ledger)
    #expect(summary.clamped == 1 + 2)
    let history = try #require(try ledger.history(of: "T"))
    #expect(history.map(\.event.kind) == [.opened, .routed, .noted, .routed, .started, .resolved])
    #expect(history[3...].map(\.occurredAt) == [worked, worked, history[5].occurredAt])
    #expect(try await log("longer", rows).run(into: ledger).clamped == 0)
    await ledger.close()
  }
}
