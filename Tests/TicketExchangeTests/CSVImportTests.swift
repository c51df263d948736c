import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// A small log of two columns and more, and its mapping.
enum SmallLog {
  static let header = "id,at,state,team,note\n"

  static func mapping(_ changes: [String: String] = [:]) throws -> CSVMapping {
    var members = [
      "source": "\"small\"", "shape": "\"snapshots\"", "ticket": "\"id\"", "unknown": "\"?\"",
      "time": #"{"column": "at", "format": "yyyy-MM-dd HH:mm", "zone": "UTC"}"#,
      "fields": #"{"team": "team"}"#,
      "state": """
      {"column": "state", "table": {"new": "new", "active": "inProgress",
      "waiting": "waiting:vendor", "asked": "waiting:requester", "resolved": "resolved",
      "closed": "closed", "cancelled": "cancelled"}}
      """,
    ]
    members.merge(changes) { $1 }
    let json = "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}"
    return try CSVMapping(json: Data(json.utf8), file: "small.json")
  }

  /// A row of a ticket so many minutes into a day.
  static func row(_ ticket: String, _ minute: Int, _ state: String, _ team: String) -> String {
    let time = String(format: "2024-05-01 %02d:%02d", minute / 60, minute % 60)
    return "\(ticket),\(time),\(state),\(team),\n"
  }

  /// A made-up history of some tickets, in the order in which it happened.
  static func history(tickets: Int, rows: Int, seed: UInt64) -> [String] {
    var numbers = SeededNumbers(state: seed)
    let states = ["new", "active", "waiting", "asked", "resolved", "closed", "cancelled", "?"]
    return (0..<rows).map { index in
      row(
        "T\(Int.random(in: 0..<tickets, using: &numbers))",
        index,
        states.randomElement(using: &numbers) ?? "new",
        ["A", "B", "C", "?"].randomElement(using: &numbers) ?? "A"
      )
    }
  }
}

@Suite("Importing a CSV log")
struct CSVImportTests {
  private func run(
    _ text: String,
    _ changes: [String: String] = [:],
    into target: RecordingTarget = RecordingTarget(),
    onError: CSVImport.ErrorPolicy = .stop,
    groupSize: Int = 1000
  ) async throws -> ImportSummary {
    let folder = try TestFolder()
    let file = try folder.file("small.csv", text)
    let log = CSVImport(
      file: file,
      mapping: try SmallLog.mapping(changes),
      onError: onError,
      groupSize: groupSize
    )
    return try await log.run(into: target)
  }

  @Test(
    "goes from state to state by the table",
    arguments: [
      (["new", "active"], ["started"]), (["active", "new"], ["started", "touched"]),
      (["waiting", "new"], ["paused vendor", "resumed"]),
      (["waiting", "active"], ["paused vendor", "resumed"]),
      (["waiting", "asked"], ["paused vendor", "paused requester"]),
      (["waiting", "waiting"], ["paused vendor", "touched"]),
      (["resolved", "new", "active"], ["resolved -", "reopened", "touched"]),
      (["closed", "asked"], ["closed", "reopened", "paused requester"]),
      (["closed", "resolved"], ["closed", "resolved -"]),
      (["resolved", "closed", "active"], ["resolved -", "closed", "reopened"]),
      (["cancelled", "active"], ["cancelled", "reopened"]),
      (["new", "?", "active"], ["touched", "started"]),
    ]
  )
  func states(_ states: [String], _ events: [String]) async throws {
    let target = RecordingTarget()
    let rows = states.enumerated().map { SmallLog.row("T", $0, $1, "?") }
    _ = try await run(SmallLog.header + rows.joined(), into: target)
    #expect(await target.history(of: "T") == ["opened"] + events)
  }

  @Test("reopens before it routes, and routes before it resolves")
  func orderInsideARow() async throws {
    let target = RecordingTarget()
    let rows = [("closed", "A"), ("active", "B"), ("resolved", "C")].enumerated()
    let text = SmallLog.header + rows.map { SmallLog.row("T", $0, $1.0, $1.1) }.joined()
    _ = try await run(text, into: target)
    #expect(
      await target.history(of: "T") == [
        "opened", "routed A 1", "closed", "reopened", "routed B 1", "routed C 1", "resolved -",
      ]
    )
  }

  @Test("clamps a row that goes back in time, and counts it")
  func clamping() async throws {
    let target = RecordingTarget()
    let rows = [("new", 10), ("active", 5), ("resolved", 12)]
    let text = SmallLog.header + rows.map { SmallLog.row("T", $1, $0, "A") }.joined()
    let summary = try await run(text, into: target)
    #expect(summary.clamped == 1)
    let times = await target.facts.compactMap { $0.occurredAt?.description.suffix(9) }
    #expect(times == ["00:10:00Z", "00:10:00Z", "00:10:00Z", "00:12:00Z"])
  }

  @Test("orders rows by the columns named, whatever the order of the file", arguments: 0..<5)
  func orderIndependence(_ seed: Int) async throws {
    let rows = SmallLog.history(tickets: 4, rows: 60, seed: UInt64(seed))
    var numbers = SeededNumbers(state: UInt64(seed))
    let first = RecordingTarget()
    let second = RecordingTarget()
    let order = ["order": "[\"at\"]"]
    _ = try await run(SmallLog.header + rows.joined(), order, into: first)
    let shuffled = rows.shuffled(using: &numbers).joined()
    _ = try await run(SmallLog.header + shuffled, order, into: second)
    #expect(await first.facts == second.facts)
    #expect(await first.marks == second.marks)
    let reversed = RecordingTarget()
    let newestFirst = rows.reversed().joined()
    _ = try await run(SmallLog.header + newestFirst, ["order": "\"reverse\""], into: reversed)
    #expect(await first.facts == reversed.facts)
  }

  @Test("resumes after a cut at any group boundary, and a second run records nothing")
  func resuming() async throws {
    let rows = SmallLog.history(tickets: 5, rows: 40, seed: 3)
    let text = SmallLog.header + rows.joined()
    let whole = RecordingTarget()
    let all = try await run(text, into: whole, groupSize: 4)
    let calls = await whole.calls
    #expect(calls == 12)
    for call in 1...calls {
      let cut = RecordingTarget(failingAtCall: call)
      await #expect(throws: RecordingTarget.Cut.self) {
        try await run(text, into: cut, groupSize: 4)
      }
      let rest = await RecordingTarget(after: cut)
      let summary = try await run(text, into: rest, groupSize: 7)
      #expect(await rest.facts == whole.facts)
      #expect(await rest.marks == whole.marks)
      #expect(await rest.finished == [40])
      let recorded = await cut.facts.count
      #expect(summary.events + recorded == all.events)
      let again = try await run(text, into: rest)
      #expect(again.events == 0)
      #expect(again.alreadyImported == 40)
    }
  }

  @Test("records only what is new in a longer file", arguments: [1, 7, 20, 39])
  func longerFile(_ count: Int) async throws {
    let rows = SmallLog.history(tickets: 5, rows: 40, seed: 4)
    let whole = RecordingTarget()
    _ = try await run(SmallLog.header + rows.joined(), into: whole)
    let target = RecordingTarget()
    _ = try await run(SmallLog.header + rows.prefix(count).joined(), into: target)
    let summary = try await run(SmallLog.header + rows.joined(), into: target)
    #expect(summary.alreadyImported == count)
    #expect(await target.facts == whole.facts)
    #expect(await target.finished == [UInt64(count), 40])
    let shorter = try await run(SmallLog.header + rows.prefix(count).joined(), into: target)
    #expect(shorter.events == 0)
  }

  @Test("refuses a file whose imported rows were changed, and records nothing")
  func rewrittenHistory() async throws {
    let target = RecordingTarget()
    let rows = ["new", "active", "resolved"].enumerated().map { SmallLog.row("T", $0, $1, "A") }
    _ = try await run(SmallLog.header + rows.joined(), into: target)
    let before = await target.facts.count
    let changed =
      rows[0] + SmallLog.row("T", 1, "active", "B") + rows[2]
      + SmallLog.row("T", 9, "closed", "A")
    let error = try await #require(throws: ImportError.self) {
      try await run(SmallLog.header + changed, into: target, onError: .skip)
    }
    #expect(error.ticket == "T")
    #expect(error.line == 4)
    #expect(await target.facts.count == before)
    // A column that the mapping does not read may change.
    let noted = rows.map { $0.replacing(",\n", with: ",note\n") }.joined()
    #expect(try await run(SmallLog.header + noted, into: target).events == 0)
  }

  @Test("counts tickets with fewer rows than were imported before, which it cannot compare")
  func fewerRows() async throws {
    let target = RecordingTarget()
    let rows = ["new", "active", "resolved"].enumerated().map { SmallLog.row("T", $0, $1, "A") }
    let other = SmallLog.row("U", 3, "new", "A")
    let whole = SmallLog.header + rows.joined() + other
    #expect(try await run(whole, into: target).ticketsWithFewerRows == 0)
    let before = await target.facts.count
    let changed = rows[0] + SmallLog.row("T", 1, "active", "B") + other
    let summary = try await run(SmallLog.header + changed, into: target)
    #expect(summary.ticketsWithFewerRows == 1)
    #expect(summary.events == 0)
    #expect(await target.facts.count == before)
    // A ticket that the file leaves out is none of them, and neither is one with all its rows.
    #expect(try await run(SmallLog.header + other, into: target).ticketsWithFewerRows == 0)
    #expect(try await run(whole, into: target).ticketsWithFewerRows == 0)
  }

  @Test("drops a row equal to its ticket's previous row, also in later files")
  func duplicates() async throws {
    let target = RecordingTarget()
    let (a, b) = (SmallLog.row("T", 0, "new", "A"), SmallLog.row("U", 1, "new", "A"))
    let summary = try await run(SmallLog.header + a + b + a + b + b, into: target)
    #expect(summary.duplicates == 3)
    #expect(summary.touches == 0)
    #expect(try await run(SmallLog.header + a + a + b, into: target).events == 0)
  }

  @Test("keeps what an unknown cell does not say, where the mapping asks for it")
  func unknownMeansUnchanged() async throws {
    let target = RecordingTarget()
    let rows = [("new", "A"), ("active", "?"), ("active", "B")].enumerated()
    let text = SmallLog.header + rows.map { SmallLog.row("T", $0, $1.0, $1.1) }.joined()
    _ = try await run(text, ["unknownMeans": "\"unchanged\""], into: target)
    #expect(await target.history(of: "T") == ["opened", "routed A 1", "started", "routed B 1"])
  }

  @Test("reads files without quoting, and with another quote")
  func quoting() async throws {
    let target = RecordingTarget()
    let plain = SmallLog.header + "T,2024-05-01 00:00,new,\"A,\n"
    _ = try await run(plain, ["quote": "\"\""], into: target)
    #expect(await target.history(of: "T") == ["opened", "routed \"A 1"])
    let other = SmallLog.header + "U,2024-05-01 00:00,new,'A, B''s',\n"
    _ = try await run(other, ["quote": "\"'\""], into: target)
    #expect(await target.history(of: "U") == ["opened", "routed A, B's 1"])
  }

  @Test("refuses a reference that the ledger holds from elsewhere")
  func heldReference() async throws {
    let target = RecordingTarget(holding: ["T"])
    let text = SmallLog.header + SmallLog.row("T", 0, "new", "A")
    let error = try await #require(throws: ImportError.self) { try await run(text, into: target) }
    #expect(error.remedy.contains("prefix"))
    #expect(error.line == 2)
  }

  @Test("stops between groups when it is cancelled")
  func cancellation() async throws {
    let target = RecordingTarget()
    let task = Task {
      // Waits for the cancellation below, so that it is there before the first group.
      while !Task.isCancelled { await Task.yield() }
      let rows = SmallLog.history(tickets: 5, rows: 40, seed: 5).joined()
      return try await run(SmallLog.header + rows, into: target)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await target.facts.isEmpty)
  }
}
