import Testing

@Suite("import jsonl, of exports that are not whole or not the same") struct SpoiltExportTests {
  private func export(_ sandbox: Sandbox) async throws -> [String] {
    let run = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger)
    return run.output.split(separator: "\n").map(String.init)
  }

  private func importing(
    _ lines: [String],
    _ sandbox: Sandbox,
    into ledger: String,
    source: String = "desk"
  ) async throws -> Run {
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
    return try await sandbox.run(
      "import",
      "jsonl",
      "log.jsonl",
      "--source",
      source,
      "--ledger",
      ledger
    )
  }

  @Test("A line that is missing or moved is told, and nothing is recorded")
  func gapsAreRefused() async throws {
    let sandbox = try await Desk.sandbox()
    try await sandbox.submit(#"{"command":"open","reference":"own"}"#, ledger: "own.ledger")
    let events = try await sandbox.eventCount("own.ledger")
    let lines = try await export(sandbox)
    var spoilt: [(lines: [String], number: Int)] = []
    // Without an opening, another error goes first; the last line may always be missing.
    for place in 1..<lines.count - 1 where !lines[place].contains(#""kind":"opened""#) {
      var cut = lines
      cut.remove(at: place)
      spoilt.append((cut, place + 1))
    }
    #expect(spoilt.count > 10)
    var doubled = lines
    doubled.insert(lines[1], at: 1)
    spoilt.append((doubled, 3))
    var swapped = lines
    swapped.swapAt(1, 2)
    spoilt.append((swapped, 2))
    for (lines, number) in spoilt {
      let intoNew = try await importing(lines, sandbox, into: "new.ledger")
      intoNew.expectError(2, "log.jsonl:\(number): ", "missing or moved", "export the ledger again")
      #expect(!sandbox.exists("new.ledger"))
    }
    let intoOwn = try await importing(spoilt[4].lines, sandbox, into: "own.ledger")
    intoOwn.expectError(2, "log.jsonl:\(spoilt[4].number): ", "missing or moved")
    #expect(try await sandbox.eventCount("own.ledger") == events)
  }

  /// An imported export, and another one: what is replaced in it, and where that is found.
  private static let replacements = [
    (#""K4""#, #""K9""#, #""reference":"K4""#),
    ("2024-01-04T09:00:00Z", "2024-01-04T08:30:00Z", "2024-01-04T09:00:00Z"),
    (
      #""kind":"resolved","occurredAt":"2024-01-04T08:00:00Z""#,
      #""kind":"noted","occurredAt":"2024-01-04T08:00:00Z""#, #""kind":"resolved""#
    ),
  ]

  @Test("Another export under the same name is refused by line, and nothing is recorded")
  func otherExportsAreRefused() async throws {
    let sandbox = try await Desk.sandbox()
    let lines = try await export(sandbox)
    #expect(try await importing(lines, sandbox, into: "new.ledger").status == 0)
    let events = try await sandbox.eventCount("new.ledger")
    for (old, new, mark) in Self.replacements {
      let place = try #require(lines.firstIndex { $0.contains(mark) })
      let other = lines.map { $0.replacing(old, with: new) }
      #expect(other != lines)
      let run = try await importing(other, sandbox, into: "new.ledger")
      run.expectError(2, "log.jsonl:\(place + 1): ", "another export", "\"desk\"", "--source")
      #expect(try await sandbox.eventCount("new.ledger") == events)
    }
  }

  @Test("The export of another ledger goes in under a name of its own")
  func otherLedgersGoInByName() async throws {
    let sandbox = try await Desk.sandbox()
    let lines = try await export(sandbox)
    #expect(try await importing(lines, sandbox, into: "new.ledger").status == 0)
    let events = try await sandbox.eventCount("new.ledger")
    let commands = Desk.commands.map { $0.replacing(#":"K"#, with: #":"L"#) }.joined(
      separator: "\n"
    )
    let desk = ["--ledger", "other.ledger"]
    #expect(try await sandbox.run(["submit"] + desk, input: commands).status == 0)
    let other = try await sandbox.run(["export", "jsonl"] + desk).output
      .split(separator: "\n").map(String.init)
    let same = try await importing(other, sandbox, into: "new.ledger")
    same.expectError(2, "log.jsonl:", "another export", "--source")
    #expect(try await sandbox.eventCount("new.ledger") == events)
    let named = try await importing(other, sandbox, into: "new.ledger", source: "other")
    #expect(named.status == 0, "\(named.errors)")
    let tickets = try await sandbox.ask("tickets", ledger: "new.ledger")["tickets"].list
    let references = tickets.map { $0["ticket"].string }
    #expect(references == ["K1", "K2", "3", "K4", "L1", "L2", "other#3", "L4"])
  }

  @Test("A later export of the same ledger adds what is new")
  func laterExportsGoOn() async throws {
    let sandbox = try await Desk.sandbox()
    let first = try await importing(export(sandbox), sandbox, into: "new.ledger")
    #expect(first.status == 0)
    let events = try await sandbox.eventCount("new.ledger")
    try await sandbox.submit(
      #"{"command":"note","ticket":"K1","text":"later","at":"2024-01-05T08:00:00Z"}"#
    )
    let later = try await importing(export(sandbox), sandbox, into: "new.ledger")
    #expect(later.status == 0, "\(later.errors)")
    #expect(try await sandbox.eventCount("new.ledger") == events + 1)
  }
}
