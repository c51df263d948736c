import Foundation
import StudySupport
import Testing

@Suite("import csv") struct ImportTests {
  private static let mapping = """
    {"source":"desk","shape":"snapshots","ticket":"id",
     "time":{"column":"at","format":"yyyy-MM-dd HH:mm","zone":"UTC"},
     "fields":{"team":"team"},
     "state":{"column":"state","table":{"New":"new","Work":"inProgress","Done":"resolved"}}}
    """
  private static let header = "id,at,state,team\n"
  private static let first = "A1,2024-02-01 08:00,New,Desk\n"
  private static let words = ["import", "csv", "log.csv", "--mapping", "map.json"]

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.mapping, to: "map.json")
    return sandbox
  }

  @Test("Times that were set right are counted, in the log and in the ledger")
  func clampedTimesAreCounted() async throws {
    let sandbox = try sandbox()
    try sandbox.write(Self.header + Self.first, to: "log.csv")
    let begun = try await sandbox.run(Self.words + ["--ledger", Sandbox.ledger])
    #expect(begun.output.contains("0 with a time set right"), "\(begun.output) \(begun.errors)")
    try await sandbox.submit(
      #"{"command":"note","ticket":"A1","text":"called","at":"2024-02-03T08:00:00Z"}"#
    )
    let rest = """
      A1,2024-02-02 08:00,Work,Network
      B1,2024-02-02 09:00,New,Desk
      B1,2024-02-02 08:59,Work,Desk
      A1,2024-02-04 08:00,Done,Network

      """
    try sandbox.write(Self.header + Self.first + rest, to: "log.csv")
    let copy = try await sandbox.run("backup", "copy.ledger", "--ledger", Sandbox.ledger)
    #expect(copy.status == 0)
    let text = try await sandbox.run(Self.words + ["--ledger", "copy.ledger"])
    #expect(text.output.contains("3 with a time set right"), "\(text.output)")
    let summary = try await sandbox.run(
      Self.words + ["--ledger", Sandbox.ledger, "--format", "json"]
    )
    let answer = try summary.answer()
    expect(answer, is: .imported)
    // The row that goes back in the log; the two events of the row that the note came before.
    #expect(answer["clamped"] == .whole(3))
    let events = try await sandbox.ask("ticket", "A1")["events"].list
    #expect(
      events.map { $0["kind"].string }
        == ["opened", "routed", "noted", "routed", "started", "resolved"]
    )
    #expect(
      events[2...4].allSatisfy { $0["occurredAt"] == .text("2024-02-03T08:00:00Z") }
    )
    let again = try await sandbox.run(
      Self.words + ["--ledger", Sandbox.ledger, "--format", "json"]
    )
    #expect(try again.answer()["clamped"] == .whole(0))
  }

  @Test(
    "What cannot be read twice is refused at once, with the remedy",
    .timeLimit(.minutes(15))
  )
  func pipesAreRefused() async throws {
    let sandbox = try sandbox()
    let made = unsafe mkfifo(sandbox.path + "/pipe", 0o600)
    #expect(made == 0)
    for kind in [["csv", "--mapping", "map.json"], ["jsonl"]] {
      for place in ["pipe", "/dev/stdin", "/dev/null"] {
        let run = try await sandbox.run(
          ["import"] + kind + [place, "--ledger", "new.ledger"],
          input: Self.header + Self.first
        )
        run.expectError(2, place, "not a regular file", "reads twice", "to a file first")
      }
    }
    let folder = try await sandbox.run(
      ["import", "csv", ".", "--mapping", "map.json", "--ledger", "new.ledger"]
    )
    folder.expectError(2, "not a regular file", "check the path")
    #expect(!sandbox.exists("new.ledger"))
  }

  @Test("A key that stands twice in a mapping is named with its line")
  func keysStandOnce() async throws {
    let sandbox = try sandbox()
    try sandbox.write(Self.header + Self.first, to: "log.csv")
    let mapping = Self.mapping.replacing(#""New":"new","#, with: #""New":"new","New":"resolved","#)
    try sandbox.write(mapping, to: "map.json")
    let run = try await sandbox.run(Self.words + ["--ledger", "new.ledger"])
    run.expectError(2, "map.json:4: ", "\"New\" stands twice", "no key twice")
    #expect(!sandbox.exists("new.ledger"))
  }

  /// Makes a log, and waits until an import of it has recorded some tickets.
  private func wait(forTicketsIn sandbox: Sandbox) async throws {
    while true {
      let stat = try await sandbox.run("stat", "--ledger", Sandbox.ledger, "--format", "json")
      if stat.status == 0, try stat.answer()["tickets"].integer > 0 { return }
    }
  }

  private func writeLog(of rows: Int, in sandbox: Sandbox) throws {
    let rows = (1...rows).map { "T\($0),2024-02-01 08:00,New,Desk\n" }
    try sandbox.write(Self.header + rows.joined(), to: "log.csv")
  }

  @Test("An import that is interrupted says how far it came, and goes on when it is run again")
  func interrupted() async throws {
    let words = Self.words + ["--ledger", Sandbox.ledger]
    var sandbox = try sandbox()
    var rows = 10_000
    var run: Run
    // An import that had ended before the interruption came is made again, of a log twice as long.
    repeat {
      rows *= 2
      sandbox = try self.sandbox()
      try writeLog(of: rows, in: sandbox)
      let command = try RunningCommand(words, in: sandbox.path)
      try await wait(forTicketsIn: sandbox)
      command.interrupt()
      run = try await command.end()
    } while run.status == 0 && rows < 2_000_000
    #expect(run.status == -SIGINT && run.output.isEmpty, "\(run.status) \(run.errors)")
    let said =
      #/ticket-ledger: stopped after \d+ openings and rows; run the same command again to go on\n/#
    #expect(run.withoutProgress.errors.wholeMatch(of: said) != nil, "\(run.errors)")
    let held = try await sandbox.ask("stat")["tickets"].integer
    #expect(1..<rows ~= held)
    let rest = try await sandbox.run(words + ["--format", "json"]).answer()
    #expect(rest["rows"] == .whole(rows) && rest["duplicates"] == .whole(0))
    #expect(rest["alreadyImported"].integer <= held)
    #expect(try await sandbox.ask("stat")["tickets"] == .whole(rows))
    #expect(try await sandbox.ask("verify")["ok"] == .bool(true))
  }

  @Test("An import that was started to ignore interruptions goes on")
  func uninterruptible() async throws {
    let sandbox = try sandbox()
    try writeLog(of: 20_000, in: sandbox)
    let program = ThisProgram.products.appending(path: "ticket-ledger").path
    let process = try ChildProcess(
      ["/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\"", program] + Self.words
        + ["--ledger", Sandbox.ledger],
      in: sandbox.path,
      output: .nowhere,
      errors: .nowhere
    )
    try await wait(forTicketsIn: sandbox)
    process.signal(SIGINT)
    #expect(process.wait() == 0)
    #expect(try await sandbox.ask("stat")["tickets"] == .whole(20_000))
  }
}
