import Foundation
import Testing

@Suite("A person's words, by the command") struct PrivacyTests {
  /// A desk whose ledger keeps words in clear.
  private func plainDesk() async throws -> Sandbox {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--plain", "--ledger", Sandbox.ledger)
    #expect(made.status == 0, "\(made.errors)")
    try await sandbox.submit(Desk.commands.joined(separator: "\n"))
    return sandbox
  }

  private func words(_ ticket: String, of sandbox: Sandbox, ledger: String = Sandbox.ledger)
    async throws -> [Answer]
  {
    try await sandbox.ask("ticket", ticket, ledger: ledger)["events"].list.map { $0["words"] }
  }

  @Test(
    "is erased by identity or number, once, on a basis; every figure stays",
    arguments: [true, false]
  )
  func erase(isSealed: Bool) async throws {
    let sandbox = try await isSealed ? Desk.sandbox() : plainDesk()
    #expect(try await sandbox.ask("stat")["privacy"] == .text(isSealed ? "sealed" : "plain"))
    let asOf = "2024-01-05T00:00:00Z"
    let questions = [
      ["queues"], ["flow"], ["breaches"], ["kpis"], ["recurrence", "--by", "service"],
    ]
    var before: [Answer] = []
    for question in questions {
      let run = try await sandbox.run(
        question + ["--as-of", asOf, "--ledger", Sandbox.ledger, "--format", "json"]
      )
      before.append(try run.answer().without("position"))
    }
    #expect(try await words("K1", of: sandbox).first == .text("no tunnel"))
    let number = try await sandbox.ask("export", "person", "r-1")["person"].integer
    let dry = try await sandbox.ask("erase", "--person", "r-1", "--dry-run")
    #expect(dry["dryRun"] == .bool(true))
    #expect(try await words("K1", of: sandbox).first == .text("no tunnel"))
    let erased = try await sandbox.ask("erase", "--person", "r-1", "--basis", "GDPR 17(1)(b)")
    #expect(erased["persons"][0]["person"] == .whole(number))
    #expect(erased["persons"][0]["wasErasedBefore"] == .bool(false))
    #expect(erased["compacted"] == .bool(!isSealed))
    #expect(try await words("K1", of: sandbox).first == .text("erased"))
    let count = try await sandbox.eventCount()
    let again = try await sandbox.ask("erase", "--number", "\(number)", "--basis", "twice")
    #expect(again["persons"][0]["wasErasedBefore"] == .bool(true))
    #expect(again["persons"][0]["position"] == erased["persons"][0]["position"])
    #expect(try await sandbox.eventCount() == count)
    let stat = try await sandbox.ask("stat")
    #expect(stat["erased"] == .whole(1) && stat["needsCompaction"] == .bool(false))
    for (question, answer) in zip(questions, before) {
      let run = try await sandbox.run(
        question + ["--as-of", asOf, "--ledger", Sandbox.ledger, "--format", "json"]
      )
      #expect(try run.answer().without("position") == answer, "\(question)")
    }
    let verified = try await sandbox.ask("verify")
    #expect(verified["ok"] == .bool(true) && verified["missing"] == .whole(0))
    #expect(verified["erased"].integer > 0)
    let refused = try await sandbox.run(
      "submit",
      "--ledger",
      Sandbox.ledger,
      input: #"{"command":"note","ticket":"K1","text":"new words"}"# + "\n"
    )
    #expect(refused.status == 2 && refused.output.contains(#""rule":"person""#))
    for file in try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/desk.ledger") {
      let bytes = try sandbox.contents(of: "desk.ledger/" + file)
      #expect(bytes.range(of: Data("no tunnel".utf8)) == nil, "\(file)")
    }
  }

  @Test("is never that of somebody whose number is written like the identity")
  func numericIdentity() async throws {
    let sandbox = try await Desk.sandbox()
    let alice = try await sandbox.ask("export", "person", "r-1")["person"].integer
    let line =
      #"{"command":"open","reference":"N1","requester":"\#(alice)","summary":"their words"}"#
    try await sandbox.submit(line)
    for isRepeated in [false, true] {
      let erased = try await sandbox.ask("erase", "--person", "\(alice)", "--basis", "asked")
      #expect(erased["persons"][0]["wasErasedBefore"] == .bool(isRepeated))
      #expect(erased["persons"][0]["person"] != .whole(alice))
    }
    let gone = try await sandbox.run("export", "person", "\(alice)", "--ledger", Sandbox.ledger)
    gone.expectError(2, "--number")
    #expect(try await words("N1", of: sandbox) == [.text("erased")])
    #expect(try await words("K1", of: sandbox).first == .text("no tunnel"))
    // Nobody's identity, and nobody's number without its option.
    let unknown = ["erase", "--person", "3", "--ledger", Sandbox.ledger]
    for arguments in [["--dry-run"], ["--basis", "asked"]] {
      try await sandbox.run(unknown + arguments).expectError(2)
    }
    let blind = ["--keys", "nowhere", "--basis", "asked"]
    #expect(try await sandbox.run(unknown + blind).status != 0)
    #expect(try await sandbox.ask("stat")["erased"] == .whole(1))
  }

  @Test("is not erased without a basis, nor where nobody or two ways of naming are given")
  func wrongErasures() async throws {
    let sandbox = try await Desk.sandbox()
    for arguments in [
      ["--person", "r-1"], ["--basis", "x"], ["--person", "nobody", "--basis", "x"],
      ["--person", "99", "--basis", "x"], ["--number", "99", "--basis", "x"],
      ["--no-ticket-since", "2999-01-01T00:00:00Z", "--basis", "x"],
      ["--person", "r-1", "--by", "r-1", "--basis", "x"],
      ["--person", "r-1", "--no-ticket-since", "2024-01-01T00:00:00Z", "--basis", "x"],
    ] {
      let run = try await sandbox.run(["erase", "--ledger", Sandbox.ledger] + arguments)
      run.expectError(2)
    }
    #expect(try await sandbox.ask("stat")["erased"] == .whole(0))
  }

  @Test("is erased after a time without a ticket, where it is said since when")
  func retention() async throws {
    let sandbox = try await Desk.sandbox()
    try await sandbox.submit(#"{"command":"close","ticket":"K2","at":"2024-01-05T08:00:00Z"}"#)
    let since = ["erase", "--no-ticket-since", "2024-02-01T00:00:00Z", "--ledger", Sandbox.ledger]
    let dry = try await sandbox.run(since + ["--dry-run", "--format", "json"])
    // r-1 has open tickets, a-1 has one in hand.
    let answer = try dry.answer()
    let persons = answer["persons"].list.map { $0["person"].integer }
    #expect(persons == [try await sandbox.ask("export", "person", "r-2")["person"].integer])
    // What identifies them, and the text of the resolution.
    #expect(answer["persons"][0]["contents"] == .whole(2) && answer["contents"] == .whole(2))
    #expect(answer["persons"][0]["tickets"] == .whole(1) && answer["tickets"] == .whole(1))
    #expect(answer["persons"][0]["identity"] == .text("r-2"))
    #expect(answer["persons"][0]["lastHeardOf"] == .text("2024-01-05T08:00:00Z"))
    let told = try await sandbox.run(since + ["--dry-run"])
    #expect(
      told.output == """
        person \(persons[0]) (r-2) would be erased: 2 texts, 1 ticket asked for, last heard of \
        2024-01-05T08:00:00Z
        in all: 1 person, 2 texts, 1 ticket asked for

        """
    )
    let done = try await sandbox.run(since + ["--basis", "retention"])
    #expect(done.status == 0 && done.output.contains("erased person"))
    #expect(try await words("K2", of: sandbox).contains(.text("erased")))
    let again = try await sandbox.run(since + ["--basis", "retention"])
    #expect(again.status == 0 && again.output.contains("nobody"))
  }

  @Test("is told to them with everything held, readable and as JSON")
  func exportPerson() async throws {
    let sandbox = try await Desk.sandbox()
    let answer = try await sandbox.ask("export", "person", "r-1")
    #expect(answer["identity"] == .text("r-1") && answer["erased"] == .bool(false))
    #expect(answer["erasure"] == .null)
    #expect(answer["tickets"].list.map { $0["ticket"] } == [.text("K1"), .text("3")])
    #expect(answer["tickets"][0]["events"][0]["words"] == .text("no tunnel"))
    #expect(answer["tickets"][0]["events"][0]["actor"]["person"] == .text("a-1"))
    let agent = try await sandbox.ask("export", "person", "a-1")
    #expect(agent["tickets"].list.isEmpty)
    #expect(agent["mentions"].list.map { $0["ticket"] } == [.text("K1"), .text("K2"), .text("K1")])
    #expect(agent["mentions"].list.allSatisfy { $0["words"] == .null })
    let text = try await sandbox.run("export", "person", "r-1", "--ledger", Sandbox.ledger)
    #expect(text.status == 0 && text.output.contains("no tunnel") && text.output.contains("K1"))
    let unknown = try await sandbox.run("export", "person", "nobody", "--ledger", Sandbox.ledger)
    unknown.expectError(2, "nobody")
    _ = try await sandbox.ask("erase", "--person", "r-1", "--basis", "GDPR 17")
    let number = answer["person"].integer
    let erased = try await sandbox.ask("export", "person", "--number", "\(number)")
    #expect(erased["identity"] == .null && erased["erased"] == .bool(true))
    #expect(erased["erasure"]["basis"] == .text("GDPR 17"))
    let readable = try await sandbox.run(
      "export",
      "person",
      "--number",
      "\(number)",
      "--ledger",
      Sandbox.ledger
    )
    let head = "Everything held about [erased], person \(number)\n"
    #expect(readable.output.hasPrefix(head), "\(readable.output)")
    #expect(readable.output.contains("      [erased]\n"), "\(readable.output)")
    #expect(readable.output.contains("requester: number \(number)"), "\(readable.output)")
    let ticket = try await sandbox.run("ticket", "K1", "--ledger", Sandbox.ledger)
    #expect(ticket.output.contains(", [erased]"), "\(ticket.output)")
    for text in [readable.output, ticket.output] {
      #expect(!text.contains("{") && !text.contains("“erased”"), "\(text)")
    }
  }

  @Test("stays readable after the key-encryption key was rotated, and an old copy's does not")
  func rotate() async throws {
    let sandbox = try await Desk.sandbox()
    let backup = try await sandbox.run(
      "backup",
      "old.ledger",
      "--with-keys",
      "--ledger",
      Sandbox.ledger
    )
    #expect(backup.status == 0, "\(backup.errors)")
    #expect(sandbox.exists("old.ledger/keys"))
    let bare = try await sandbox.run("backup", "bare.ledger", "--ledger", Sandbox.ledger)
    #expect(bare.status == 0 && !sandbox.exists("bare.ledger/keys"))
    _ = try await sandbox.ask("erase", "--person", "r-1", "--basis", "asked")
    #expect(try await sandbox.ask("keys")["epoch"] == .whole(1))
    #expect(try await sandbox.ask("keys", "rotate")["epoch"] == .whole(2))
    let status = try await sandbox.ask("keys", "status")
    #expect(status["epoch"] == .whole(2) && status["isRotating"] == .bool(false))
    #expect(try await words("K2", of: sandbox).contains(.text("restarted")))
    let keys = String(
      decoding: try sandbox.contents(of: "desk.keys/encryption.keys"),
      as: UTF8.self
    )
    #expect(keys.split(separator: "\n").filter { !$0.hasPrefix("ticket") }.count == 1)
    // The old copy with its keys, and the key-encryption keys as they are now.
    let old = try await sandbox.run(
      "ticket",
      "K1",
      "--ledger",
      "old.ledger",
      "--keys",
      "desk.keys"
    )
    let lines = old.errors.split(separator: "\n")
    #expect(old.status == 0 && lines.count == 1, "\(old.errors)")
    for words in ["words are left out", "old.ledger/keys", "epoch 1", "--keys", "data.mdb"] {
      #expect(old.errors.contains(words), "\(old.errors)")
    }
    #expect(old.output.contains("words sealed") && !old.output.contains("no tunnel"))
    for question in [["stat"], ["queues"], ["kpis"]] {
      let run = try await sandbox.run(
        question + ["--ledger", "old.ledger", "--keys", "desk.keys"]
      )
      // Beside it may stand that the desk promised nothing.
      let told = run.errors.split(separator: "\n").filter { !$0.contains("no policy is adopted") }
      #expect(run.status == 0 && told == lines, "\(run.errors)")
    }
    // Without any keys all but words is shown.
    let events = try await sandbox.ask("ticket", "K1", ledger: "bare.ledger")["events"].list
    #expect(events[0]["words"] == .null && events[0]["unreadable"] == .text("sealed"))
    let warned = try await sandbox.run(
      "ticket",
      "K1",
      "--ledger",
      "bare.ledger",
      "--keys",
      "desk.keys"
    )
    #expect(warned.status == 0 && warned.errors.contains("file of keys is missing"))
  }

  @Test("goes into another ledger with an export, as far as it is there")
  func exportAndImport() async throws {
    let sandbox = try await Desk.sandbox()
    _ = try await sandbox.ask("erase", "--person", "r-1", "--basis", "asked")
    let export = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger)
    try sandbox.write(export.output, to: "log.jsonl")
    let imported = try await sandbox.run("import", "jsonl", "log.jsonl", "--ledger", "new.ledger")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(try await words("K2", of: sandbox, ledger: "new.ledger").contains(.text("restarted")))
    #expect(try await words("K1", of: sandbox, ledger: "new.ledger").first == .text("erased"))
  }
}
