import Foundation
import StudySupport
import Testing

@Suite("What the command writes") struct OutputTests {
  static let sinks = RunningCommand.Sink.allCases.filter {
    $0 != .full || FileManager.default.fileExists(atPath: "/dev/full")
  }

  /// Every way to an answer on standard output, in a folder with a desk and an export of it.
  static let commands = [
    ["stat"], ["queues"], ["tickets"], ["ticket", "K1"], ["flow"], ["kpis"], ["replay"],
    ["export", "jsonl"], ["recurrence", "--by", "service"], ["export", "csv", "queues"],
    ["backup", "copy.ledger"], ["stat", "--format", "json"],
    ["--version"], ["submit", "--help"],
  ]

  @Test(
    "An answer that cannot be written is told, with exit code 3",
    arguments: sinks.filter { $0 != .brokenPipe }
  )
  func unwritableAnswersAreTold(_ sink: RunningCommand.Sink) async throws {
    let words = "standard output cannot be written"
    for run in try await Self.runs(to: sink) { run.expectError(3, words, "closed") }
  }

  @Test("Who closes the pipe had enough of an answer, and no error is told")
  func enoughIsNoError() async throws {
    for run in try await Self.runs(to: .brokenPipe) {
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }
  }

  /// Runs every command with its answer written to a sink.
  private static func runs(to sink: RunningCommand.Sink) async throws -> [Run] {
    let sandbox = try await PromisedDesk.sandbox()
    let export = ["export", "jsonl", "--ledger", Sandbox.ledger, "--output", "log.jsonl"]
    #expect(try await sandbox.run(export).status == 0)
    let environment = ["TICKET_LEDGER": Sandbox.ledger]
    var runs: [Run] = []
    for command in commands {
      runs.append(try await sandbox.run(command, environment: environment, output: sink))
    }
    for command in [["init"], ["simulate", "--tickets", "3"], ["import", "jsonl", "log.jsonl"]] {
      let new = ["TICKET_LEDGER": "\(command[0]).ledger"]
      runs.append(try await sandbox.run(command, environment: new, output: sink))
    }
    return runs.map(\.withoutProgress)
  }

  @Test("Who closes the pipe after the first line of a long answer had enough")
  func firstLineIsEnough() async throws {
    let sandbox = try Sandbox()
    let made = ["simulate", "--tickets", "200", "--ledger", Sandbox.ledger]
    #expect(try await sandbox.run(made).status == 0)
    let export = ["export", "jsonl", "--ledger", Sandbox.ledger]
    let pipe = try StreamPipe()
    let program = ThisProgram.products.appending(path: "ticket-ledger").path
    let process = try ChildProcess(
      [program] + export,
      in: sandbox.path,
      output: .handle(pipe.writing),
      errors: .file(sandbox.path + "/errors")
    )
    try pipe.writing.close()
    let beginning = try pipe.reading.readSome(upTo: 13)
    #expect(String(decoding: beginning, as: UTF8.self) == #"{"position":0"#)
    try pipe.reading.close()
    #expect(process.wait() == 0)
    #expect(try sandbox.contents(of: "errors").isEmpty)
  }

  @Test("Bad news have their exit code, whether they are read or not")
  func badNewsStayBad() async throws {
    let sandbox = try await Desk.sandbox()
    try sandbox.write("no proof", to: "event.proof")
    let check = ["check-proof", "event.proof", "--key", "desk.keys/log.vkey"]
    #expect(try await sandbox.run(check).status == 1)
    let run = try await sandbox.run(check, output: .brokenPipe)
    #expect(run.status == 1 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test("A command whose answer cannot be written is recorded all the same", arguments: sinks)
  func unansweredCommandsAreRecorded(_ sink: RunningCommand.Sink) async throws {
    let sandbox = try await Desk.sandbox()
    let events = try await sandbox.eventCount()
    let run = try await sandbox.run(
      ["submit", "--ledger", Sandbox.ledger],
      input: #"{"command":"note","ticket":"K1","text":"unheard"}"# + "\n",
      output: sink
    )
    run.expectError(3, "standard output cannot be written")
    #expect(try await sandbox.eventCount() == events + 1)
    let last = try await sandbox.ask("ticket", "K1")["events"].list.last
    #expect(last?["words"] == .text("unheard"))
    let replay = try await sandbox.ask("replay")
    #expect(replay["projections"].list.allSatisfy { $0["matchesStored"] != .bool(false) })
  }

  @Test(
    "A stream that was closed is none of the files that the command opens",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")),
    .timeLimit(.minutes(15))
  )
  func closedStreamsLeadNowhere() async throws {
    let sandbox = try Sandbox()
    let command = try RunningCommand(
      ["submit", "--ledger", Sandbox.ledger],
      in: sandbox.path,
      output: .closed
    )
    while !sandbox.exists(Sandbox.ledger + "/data.mdb") {
      try await Task.sleep(for: .milliseconds(2))
    }
    let stream = "/proc/\(command.identifier)/fd/1"
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: stream) == "/dev/null")
    command.closeInput()
    #expect(try await command.end().status == 0)
  }

  @Test(
    "A file that an answer is written to is its owner's alone",
    arguments: [
      ["export", "jsonl"], ["export", "csv", "tickets"], ["export", "csv", "queues"],
      ["export", "person", "r-1"], ["report"], ["prove", "3"],
    ]
  )
  func outputsAreTheirOwnersAlone(_ command: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    let words = command + ["--output", "answer", "--ledger", Sandbox.ledger]
    let run = try await sandbox.run(words)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let file = try FileManager.default.attributesOfItem(atPath: sandbox.path + "/answer")
    #expect(file[.posixPermissions] as? Int == 0o600)
    let bytes = try sandbox.contents(of: "answer")
    #expect(!bytes.isEmpty)
    // A link is not followed to a file that others may read.
    let link = sandbox.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "elsewhere")
    let linked = command + ["--output", "link", "--ledger", Sandbox.ledger]
    try await sandbox.run(linked).expectError(2, "link", "there already")
    #expect(!sandbox.exists("elsewhere"))
  }

  @Test(
    "A file that cannot be made is an answer that cannot be written",
    arguments: [
      ["export", "csv", "tickets"], ["export", "person", "r-1"], ["report"], ["prove", "3"],
    ]
  )
  func unmakeableFilesAreTold(_ command: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    for place in ["no/such/folder/answer", "desk.keys/log.vkey/answer", ""] {
      let run = try await sandbox.run(
        command + ["--output", place, "--ledger", Sandbox.ledger]
      )
      run.expectError(3, "\(place) cannot be written; check the folder")
    }
  }

  @Test("An export is not written over what is there")
  func exportOverwritesNothing() async throws {
    let sandbox = try await Desk.sandbox()
    try sandbox.write("mine", to: "notes.txt")
    try sandbox.write("", to: "empty.txt")
    try sandbox.makeFolder("folder")
    for place in ["notes.txt", "empty.txt", "folder", Sandbox.ledger] {
      let run = try await sandbox.run(
        "export",
        "jsonl",
        "--ledger",
        Sandbox.ledger,
        "--output",
        place
      )
      run.expectError(2, place, "there already", "another file")
    }
    #expect(try sandbox.contents(of: "notes.txt") == Data("mine".utf8))
    #expect(try sandbox.contents(of: "empty.txt").isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/folder").isEmpty)
    #expect(try await sandbox.ask("stat")["tickets"] == .whole(4))
    let nowhere = try await sandbox.run(
      "export",
      "jsonl",
      "--ledger",
      Sandbox.ledger,
      "--output",
      "no/such/folder/log.jsonl"
    )
    nowhere.expectError(3, "no/such/folder/log.jsonl", "folder")
  }
}
