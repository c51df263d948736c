import Testing

@Suite("What an import tells") struct ImportReportTests {
  private func exportDesk(_ sandbox: Sandbox, from ledger: String = Sandbox.ledger) async throws {
    let export = try await sandbox.run("export", "jsonl", "--ledger", ledger)
    #expect(export.status == 0, "\(export.errors)")
    try sandbox.write(export.output, to: "log.jsonl")
  }

  private func importDesk(_ sandbox: Sandbox, into ledger: String) async throws -> Run {
    let run = try await sandbox.run(
      ["import", "jsonl", "log.jsonl", "--ledger", ledger, "--format", "json"]
    )
    #expect(run.status == 0, "\(run.errors)")
    return run
  }

  @Test("Who was erased is erased in the copy too, and what that cannot do is told")
  func erasuresAreTold() async throws {
    let sandbox = try await Desk.sandbox()
    _ = try await sandbox.ask("erase", "--person", "r-1", "--basis", "GDPR 17(1)(b)")
    try await exportDesk(sandbox)
    let run = try await importDesk(sandbox, into: "new.ledger")
    let summary = try run.answer()
    #expect(summary["byKind"]["personErased"] == .whole(1))
    #expect(summary["withoutWords"] == .whole(0))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(run.errors.contains("1 person erased here as in the export"), "\(run.errors)")
    #expect(try await sandbox.ask("stat", ledger: "new.ledger")["erased"] == .whole(1))
    let verified = try await sandbox.ask("verify", ledger: "new.ledger")
    #expect(verified["ok"] == .bool(true) && verified["missing"] == .whole(0))
    let again = try await importDesk(sandbox, into: "new.ledger")
    #expect(try again.answer()["events"] == .whole(0) && again.errors.isEmpty, "\(again.errors)")
  }

  @Test("What is left in a plain ledger is told, with the command that takes it away")
  func plainLedgersAskForCompaction() async throws {
    let sandbox = try await Desk.sandbox()
    _ = try await sandbox.ask("erase", "--person", "r-1", "--basis", "asked")
    try await exportDesk(sandbox)
    let made = try await sandbox.run("init", "--plain", "--ledger", "plain.ledger")
    #expect(made.status == 0)
    let run = try await importDesk(sandbox, into: "plain.ledger")
    let line = try #require(run.errors.split(separator: "\n").last.map(String.init))
    let command = try #require(line.split(separator: ": ticket-ledger ").last.map(String.init))
    #expect(line.contains("unused parts of the plain ledger's file"), "\(line)")
    #expect(try await sandbox.ask("stat", ledger: "plain.ledger")["needsCompaction"] == .bool(true))
    let words = command.replacing("TEXT", with: "asked").split(separator: " ").map(String.init)
    let erased = try await sandbox.run(words + ["--ledger", "plain.ledger"])
    #expect(erased.status == 0, "\(command): \(erased.errors)")
    #expect(
      try await sandbox.ask("stat", ledger: "plain.ledger")["needsCompaction"] == .bool(false)
    )
  }

  @Test("Words that an export made without keys lacks are counted")
  func sealedWordsAreTold() async throws {
    let sandbox = try await Desk.sandbox()
    let backup = try await sandbox.run("backup", "bare.ledger", "--ledger", Sandbox.ledger)
    #expect(backup.status == 0)
    try await exportDesk(sandbox, from: "bare.ledger")
    let run = try await importDesk(sandbox, into: "new.ledger")
    #expect(try run.answer()["withoutWords"] == .whole(2))
    #expect(run.errors.contains("2 events recorded without words"), "\(run.errors)")
    #expect(run.errors.contains("--keys"), "\(run.errors)")
  }

  @Test("Definitions are not counted as skipped")
  func definitionsAreCounted() async throws {
    let sandbox = try await Desk.sandbox()
    try await exportDesk(sandbox)
    let stat = try await sandbox.ask("stat")
    let summary = try await importDesk(sandbox, into: "new.ledger").answer()
    let defined = stat["terms"].integer + stat["persons"].integer
    #expect(summary["definitions"] == .whole(defined + 1))
    #expect(summary["skipped"] == .whole(1), "the signing key")
    let text = try await sandbox.run("import", "jsonl", "log.jsonl", "--ledger", "other.ledger")
    #expect(text.output.contains("needs it: \(defined + 1) rows"), "\(text.output)")
  }

  @Test("An empty file is refused, and no ledger is made", arguments: ["", "\n\n"])
  func emptyFilesAreRefused(_ text: String) async throws {
    let sandbox = try Sandbox()
    try sandbox.write(text, to: "log.jsonl")
    let log = ["import", "jsonl", "log.jsonl", "--ledger"]
    try await sandbox.run(log + ["new.ledger"]).expectError(2, "log.jsonl: ", "empty", "again")
    #expect(!sandbox.exists("new.ledger"))
    try await sandbox.submit(#"{"command":"open","reference":"own"}"#)
    try await sandbox.run(log + [Sandbox.ledger]).expectError(2, "log.jsonl: ", "empty", "again")
  }

  @Test("Tickets with fewer rows than before are counted")
  func fewerRowsAreTold() async throws {
    let sandbox = try Sandbox()
    let mapping = """
      {"source":"desk","shape":"snapshots","ticket":"id",
       "time":{"column":"at","format":"yyyy-MM-dd HH:mm","zone":"UTC"}}
      """
    try sandbox.write(mapping, to: "map.json")
    let rows = ["A,2024-02-01 08:00", "A,2024-02-01 09:00", "B,2024-02-01 10:00"]
    let words = ["import", "csv", "log.csv", "--mapping", "map.json", "--ledger", Sandbox.ledger]
    var runs: [Run] = []
    for count in [3, 1] {
      let text = (["id,at"] + rows.prefix(count)).joined(separator: "\n")
      try sandbox.write(text, to: "log.csv")
      runs.append(try await sandbox.run(words + ["--format", "json"]))
    }
    #expect(runs.map(\.status) == [0, 0])
    #expect(runs[0].errors.isEmpty, "\(runs[0].errors)")
    #expect(
      runs[1].errors
        == "ticket-ledger: 1 ticket has fewer rows than were imported before; they were not compared\n"
    )
    let counts = try runs.map { try $0.answer()["ticketsWithFewerRows"] }
    #expect(counts == [.whole(0), .whole(1)])
  }
}
