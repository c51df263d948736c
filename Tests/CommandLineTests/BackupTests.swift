import Foundation
import Testing

@Suite("backup") struct BackupTests {
  @Test("A copy taken while commands are submitted is a prefix of the ledger")
  func copyOfABusyLedgerIsAPrefix() async throws {
    let sandbox = try Sandbox()
    let writer = try RunningCommand(["submit", "--ledger", "desk.ledger"], in: sandbox.path)
    var copies: [String] = []
    for round in 0..<6 {
      for number in 0..<40 {
        writer.write(#"{"command":"open","reference":"K\#(round)-\#(number)"}"# + "\n")
      }
      _ = try #require(await writer.line())
      let copy = "copy\(round).ledger"
      let run = try await sandbox.run("backup", copy, "--ledger", "desk.ledger")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(copy))
      copies.append(copy)
    }
    writer.closeInput()
    #expect(try await writer.end().status == 0)

    let whole = try await sandbox.run("export", "jsonl", "--ledger", "desk.ledger").output
    #expect(try await sandbox.ask("stat")["tickets"] == .whole(240))
    var sizes: [Int] = []
    for (round, copy) in copies.enumerated() {
      let replay = try await sandbox.ask("replay", ledger: copy)
      sizes.append(replay["events"].integer)
      #expect(replay["projections"].list.allSatisfy { $0["matchesStored"] != .bool(false) })
      let until = try await sandbox.ask("replay", "--until", "\(replay["position"].integer)")
      #expect(
        until["projections"].list.map { $0["digest"] }
          == replay["projections"].list.map { $0["digest"] }
      )
      let prefix = try await sandbox.run("export", "jsonl", "--ledger", copy).output
      #expect(whole.hasPrefix(prefix))
      // Every answered line was durable, so it is in the next copy.
      #expect(replay["events"].integer > round + 1)
    }
    #expect(sizes == sizes.sorted())
  }

  @Test("A copy is a ledger of its own that goes on, with the keys of the first")
  func copyGoesOn() async throws {
    let sandbox = try await Desk.sandbox()
    let run = try await sandbox.run(
      "backup",
      "copy.ledger",
      "--with-keys",
      "--ledger",
      Sandbox.ledger
    )
    #expect(run.status == 0)
    let note = #"{"command":"note","ticket":"K1","text":"in the copy"}"# + "\n"
    let arguments = ["submit", "--ledger", "copy.ledger"]
    let noted = try await sandbox.run(arguments + ["--keys", "desk.keys"], input: note)
    #expect(noted.status == 0, "\(noted.output) \(noted.errors)")
    let events = try await sandbox.eventCount()
    #expect(try await sandbox.eventCount("copy.ledger") == events + 1)
    // Without its keys a copy takes no words.
    let refused = try await sandbox.run(arguments, input: note)
    #expect(refused.status == 2 && refused.output.contains(#""rule":"keys""#))
  }

  @Test("The end of a backup names the command that verifies the copy")
  func copyIsVerified() async throws {
    let sandbox = try await Desk.sandbox()
    let plain = try await sandbox.run("init", "--plain", "--ledger", "plain.ledger")
    #expect(plain.status == 0, "\(plain.errors)")
    for (ledger, destination, options, end) in [
      (Sandbox.ledger, "sealed copy", [], "'sealed copy' --without-keys"),
      (Sandbox.ledger, "whole.ledger", ["--with-keys"], "whole.ledger"),
      ("plain.ledger", "copy.ledger", [], "copy.ledger"),
    ] as [(String, String, [String], String)] {
      let backup = try await sandbox.run(["backup", destination, "--ledger", ledger] + options)
      let command = "ticket-ledger verify --ledger \(end)"
      #expect(backup.output.hasSuffix("\nto verify the copy: \(command)\n"), "\(backup.output)")
      let flags = end.hasSuffix("--without-keys") ? ["--without-keys"] : []
      let verified = try await sandbox.run(["verify", "--ledger", destination] + flags)
      #expect(verified.status == 0, "\(verified.output)")
    }
  }

  @Test("Where words are sealed, a line says how they are read")
  func sealedWords() async throws {
    let sandbox = try await Desk.sandbox()
    let backup = ["backup", "copy.ledger", "--with-keys", "--ledger", Sandbox.ledger]
    #expect(try await sandbox.run(backup).status == 0)
    let hint =
      "ticket-ledger: words are sealed: name the folder of the ledger's keys with --keys; "
      + "looked for in copy.keys\n"
    for (ticket, errors) in [("K1", hint), ("K4", "")] {
      let run = try await sandbox.run("ticket", ticket, "--ledger", "copy.ledger")
      #expect(run.status == 0 && run.errors == errors, "\(run.errors)")
      #expect(run.output.contains("words sealed") == !errors.isEmpty)
    }
    let opened = try await sandbox.run(
      "ticket",
      "K1",
      "--ledger",
      "copy.ledger",
      "--keys",
      "desk.keys"
    )
    #expect(opened.errors.isEmpty && opened.output.contains("“no tunnel”"), "\(opened.errors)")
  }

  @Test("A copy is never put where something is")
  func copyOverwritesNothing() async throws {
    let sandbox = try await Desk.sandbox()
    try sandbox.makeFolder("full")
    try sandbox.write("mine", to: "full/notes.txt")
    try sandbox.write("mine", to: "file.txt")
    for place in ["full", "file.txt", Sandbox.ledger] {
      let run = try await sandbox.run("backup", place, "--ledger", Sandbox.ledger)
      run.expectError(2, place, "new folder")
    }
    #expect(try sandbox.contents(of: "full/notes.txt") == Data("mine".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/full").count == 1)
    let stream = try await sandbox.run("backup", "-", "--ledger", Sandbox.ledger)
    stream.expectError(2, "a copy is a folder")
    #expect(!sandbox.exists("-"))
    if FileManager.default.fileExists(atPath: "/proc/self") {
      let unmakeable = try await sandbox.run("backup", "/proc/copy", "--ledger", Sandbox.ledger)
      unmakeable.expectError(3, "/proc/copy: the copy cannot be made there")
    }
    let nowhere = try await sandbox.run("backup", "a/b/c", "--ledger", Sandbox.ledger)
    nowhere.expectError(3, "a/b/c")
  }
}
