import Foundation
import Testing

@Suite("export and import jsonl") struct ExchangeTests {
  /// Expects two ledgers to answer alike, except for what a new recording gives anew.
  private func expectSameAnswers(_ sandbox: Sandbox, _ first: String, _ second: String) async throws
  {
    for instant in ["2016-03-02T12:00:00Z", "2024-01-03T09:30:00Z", "2025-03-01", "2030-01-01"] {
      for question in ["queues", "flow", "kpis"] {
        let ours = try await sandbox.ask(question, "--as-of", instant, ledger: first)
        let theirs = try await sandbox.ask(question, "--as-of", instant, ledger: second)
        #expect(ours.without("position") == theirs.without("position"), "\(question) \(instant)")
      }
    }
    let ours = try await sandbox.ask("tickets", "--limit", "40", ledger: first)
    let theirs = try await sandbox.ask("tickets", "--limit", "40", ledger: second)
    #expect(ours["tickets"] == theirs["tickets"])
    for ticket in ours["tickets"].list.prefix(8) {
      let reference = try #require(ticket["ticket"].string)
      let ours = try await sandbox.ask("ticket", reference, ledger: first)
      let theirs = try await sandbox.ask("ticket", reference, ledger: second)
      #expect(ours.without("events") == theirs.without("events"))
      // A cause is a position, and the ledger's own acts are an automation's in an import.
      let kept = { (event: Answer) in event.without("position", "recordedAt", "cause", "actor") }
      #expect(ours["events"].list.map(kept) == theirs["events"].list.map(kept))
    }
  }

  private func exportAndImport(_ sandbox: Sandbox) async throws {
    let export = try await sandbox.run(
      "export",
      "jsonl",
      "--ledger",
      Sandbox.ledger,
      "--output",
      "log.jsonl"
    )
    #expect(export.status == 0 && export.output.isEmpty)
    let printed = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger)
    #expect(try Data(printed.output.utf8) == sandbox.contents(of: "log.jsonl"))
    let lines = try printed.answers()
    #expect(try await lines.count == sandbox.eventCount())
    #expect(lines.map { $0["position"].integer } == Array(0..<lines.count))

    let summary = try await sandbox.ask("import", "jsonl", "log.jsonl", ledger: "new.ledger")
    expect(summary, is: .imported)
    #expect(summary["rows"] == .whole(lines.count))
    let tickets = try await sandbox.ask("stat")["tickets"]
    #expect(summary["tickets"] == tickets)
    try await expectSameAnswers(sandbox, Sandbox.ledger, "new.ledger")

    let events = try await sandbox.eventCount("new.ledger")
    let again = try await sandbox.ask("import", "jsonl", "log.jsonl", ledger: "new.ledger")
    #expect(again["events"] == .whole(0))
    #expect(try await sandbox.eventCount("new.ledger") == events)
  }

  @Test("A small desk goes from ledger to ledger")
  func deskGoesOver() async throws {
    try await exportAndImport(try await Desk.sandbox())
  }

  @Test("A simulated history goes from ledger to ledger")
  func simulatedHistoryGoesOver() async throws {
    let sandbox = try Sandbox()
    _ = try await sandbox.ask("simulate", "--tickets", "150", "--seed", "7")
    try await exportAndImport(sandbox)
  }

  @Test(
    "Imported incidents go from ledger to ledger",
    .enabled(if: RealIncidents.isPresent, "the data is not here")
  )
  func realIncidentsGoOver() async throws {
    let sandbox = try Sandbox()
    let log = RealIncidents.log("incidents_tiny")
    _ = try await sandbox.ask("import", "csv", log, "--mapping", "servicenow")
    try await exportAndImport(sandbox)
  }

  @Test("An export goes into a ledger that has tickets of its own")
  func exportJoinsOtherTickets() async throws {
    let sandbox = try await Desk.sandbox()
    let export = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger)
    try sandbox.write(export.output, to: "log.jsonl")
    try await sandbox.submit(#"{"command":"open","reference":"own"}"#, ledger: "new.ledger")
    let import1 = ["import", "jsonl", "log.jsonl", "--source", "old desk"]
    let run = try await sandbox.run(import1 + ["--ledger", "new.ledger"])
    #expect(run.status == 0, "\(run.errors)")
    let tickets = try await sandbox.ask("tickets", ledger: "new.ledger")["tickets"].list
    #expect(tickets.map { $0["ticket"].string } == ["own", "K1", "K2", "old desk#3", "K4"])
    let events = try await sandbox.eventCount("new.ledger")
    let again = try await sandbox.run(import1 + ["--ledger", "new.ledger"])
    #expect(again.status == 0)
    #expect(try await sandbox.eventCount("new.ledger") == events)
  }

  @Test("An export that was cut in the middle of a line leaves nothing behind")
  func cutExportIsRefused() async throws {
    let sandbox = try await Desk.sandbox()
    let export = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger).output
    let lines = export.split(separator: "\n")
    let cut = lines.prefix(12).joined(separator: "\n") + "\n" + lines[12].prefix(60)
    try sandbox.write(cut, to: "cut.jsonl")
    let intoNew = try await sandbox.run("import", "jsonl", "cut.jsonl", "--ledger", "new.ledger")
    intoNew.expectError(2, "cut.jsonl", "13", "export the ledger again")
    #expect(!sandbox.exists("new.ledger"))
    try await sandbox.submit(#"{"command":"open","reference":"own"}"#, ledger: "own.ledger")
    let events = try await sandbox.eventCount("own.ledger")
    let intoOwn = try await sandbox.run("import", "jsonl", "cut.jsonl", "--ledger", "own.ledger")
    intoOwn.expectError(2, "cut.jsonl", "13")
    #expect(try await sandbox.eventCount("own.ledger") == events)
  }

  @Test("An export whose events cannot follow each other is refused by line before it begins")
  func disorderedExportIsRefused() async throws {
    let sandbox = try await Desk.sandbox()
    let export = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger).output
    let lines = export.split(separator: "\n").map(String.init)
    let opening = try #require(lines.firstIndex { $0.contains(#""reference":"K2""#) })
    let routing = try #require(lines.lastIndex { $0.contains(#""ticket":"K2""#) })
    var headless = lines
    headless.remove(at: opening)
    let routed = try #require(headless.firstIndex { $0.contains(#""ticket":"K2""#) })
    var doubled = lines
    doubled.append(lines[opening])
    var early = lines
    early[routing] = early[routing].replacing("2024-01-04T08:00:00Z", with: "2024-01-01T00:00:00Z")
    let cases = [
      (headless, routed + 1, "not opened"), (doubled, lines.count + 1, "second time"),
      (early, routing + 1, "later event"),
    ]
    for (lines, number, words) in cases {
      try sandbox.write(lines.joined(separator: "\n"), to: "wrong.jsonl")
      let run = try await sandbox.run("import", "jsonl", "wrong.jsonl", "--ledger", "new.ledger")
      run.expectError(2, "wrong.jsonl:\(number): ", "K2", words)
      #expect(!sandbox.exists("new.ledger"))
    }
  }
}
