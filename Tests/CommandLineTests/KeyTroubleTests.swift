import Foundation
import Testing

@Suite("Keys that are lost, elsewhere, or behind") struct KeyTroubleTests {
  /// Where the copy of a person's slot lies that counts in the first epoch, by the documented layout.
  private func slot(of person: Int) -> Range<Int> {
    let slot = 15 + person
    let start = (3 + 2 * (slot / 64)) * 4096 + slot % 64 * 64
    return start..<start + 64
  }

  private func person(_ identity: String, of sandbox: Sandbox) async throws -> Int {
    try await sandbox.ask("export", "person", identity)["person"].integer
  }

  /// A desk in whose file of keys a person's slot is empty, or damaged.
  private func desk(losing identity: String, isEmpty: Bool) async throws -> (Sandbox, Int) {
    let sandbox = try await Desk.sandbox()
    let person = try await person(identity, of: sandbox)
    var keys = try sandbox.contents(of: "desk.ledger/keys")
    if isEmpty {
      keys.replaceSubrange(slot(of: person), with: Data(count: 64))
    } else {
      keys[slot(of: person).lowerBound + 20] ^= 1
    }
    try sandbox.write(keys, to: "desk.ledger/keys")
    return (sandbox, person)
  }

  private func epochs(_ sandbox: Sandbox) throws -> [String] {
    let text = String(
      decoding: try sandbox.contents(of: "desk.keys/encryption.keys"),
      as: UTF8.self
    )
    return text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first }
      .map(String.init)
  }

  @Test(
    "A rotation stops before a lost key, keeps the former one, and goes on where it is given up",
    arguments: [true, false]
  )
  func rotation(isEmpty: Bool) async throws {
    let (broken, person) = try await desk(losing: "r-1", isEmpty: isEmpty)
    let before = try broken.contents(of: "desk.ledger/keys")
    for _ in 1...2 {
      let stopped = try await broken.run("keys", "rotate", "--ledger", Sandbox.ledger)
      stopped.expectError(3, "person \(person)", "desk.ledger/keys", "--lost")
      #expect(try broken.contents(of: "desk.ledger/keys") == before)
      #expect(try epochs(broken) == ["1", "2"])
    }
    let rotated = try await broken.run(
      "keys",
      "rotate",
      "--lost",
      "\(person)",
      "--ledger",
      Sandbox.ledger
    )
    #expect(rotated.status == 0 && rotated.output.contains("that are left"), "\(rotated.errors)")
    #expect(try epochs(broken) == ["2"])
  }

  @Test(
    "One person's lost key keeps nobody else's words back, and no other line of a batch",
    arguments: [true, false]
  )
  func lostKey(isEmpty: Bool) async throws {
    let (sandbox, person) = try await desk(losing: "r-1", isEmpty: isEmpty)
    let events = try await sandbox.ask("ticket", "K1")["events"].list
    #expect(events[0]["words"] == .null && events[0]["unreadable"] == .text("missing"))
    #expect(events[0]["fields"]["requester"]["number"] == .whole(person))
    let others = try await sandbox.ask("ticket", "K2")["events"].list
    #expect(others.map { $0["words"] }.contains(.text("restarted")))
    #expect(try await sandbox.ask("tickets")["tickets"].list.isEmpty == false)
    let export = try await sandbox.run("export", "jsonl", "--ledger", Sandbox.ledger)
    #expect(export.status == 0 && export.output.contains("restarted"))
    let record = try await sandbox.ask("export", "person", "--number", "\(person)")
    #expect(record["identity"] == .null && record["erased"] == .bool(false))
    let lines = [
      #"{"command":"note","ticket":"K2","text":"first"}"#,
      #"{"command":"note","ticket":"K1","text":"about them"}"#,
      #"{"command":"route","ticket":"K1","team":"Desk"}"#,
      #"{"command":"open","reference":"K9","requester":"r-1","summary":"theirs"}"#,
      #"{"command":"note","ticket":"K2","text":"last"}"#,
    ]
    let run = try await sandbox.run(
      "submit",
      "--ledger",
      Sandbox.ledger,
      input: lines.joined(separator: "\n") + "\n"
    )
    #expect(run.status == 2 && run.errors.isEmpty, "\(run.errors)")
    let answers = try run.answers()
    #expect(answers.map { $0["refused"] == .null } == [true, false, true, false, true])
    #expect(answers[1]["refused"]["rule"] == .text("keys"))
    #expect(run.output.contains("person \(person)") && run.output.contains("desk.ledger/keys"))
  }

  @Test("A pipe in place of the file of keys is named, and nobody waits for it")
  func pipe() async throws {
    let sandbox = try await Desk.sandbox()
    let keys = sandbox.path + "/desk.ledger/keys"
    try FileManager.default.removeItem(atPath: keys)
    let isMade = unsafe mkfifo(keys, 0o600) == 0
    try #require(isMade)
    let verify = try await sandbox.run("verify", "--ledger", Sandbox.ledger, "--format", "json")
    let problems = try verify.answer()["problems"].list
    #expect(verify.status == 1 && problems.map { $0["kind"] } == [.text("key")], "\(problems)")
    #expect(problems.first?["detail"].string?.contains("keys is no regular file; put") == true)
    for question in [["stat"], ["ticket", "K1"]] {
      let run = try await sandbox.run(question + ["--ledger", Sandbox.ledger])
      #expect(run.status == 0 && run.errors.contains("desk.ledger/keys is no regular file; put"))
      #expect(run.errors.contains("words are left out"), "\(run.errors)")
    }
    let note = #"{"command":"note","ticket":"K1","text":"x"}"# + "\n"
    let submit = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: note)
    submit.expectError(3, "desk.ledger/keys is no regular file; put")
    let status = try await sandbox.run("keys", "--ledger", Sandbox.ledger)
    #expect(status.status >= 0 && status.errors.contains("no regular file"), "\(status.errors)")
  }

  @Test("A running submit goes on after a rotation by another process")
  func rotationMeanwhile() async throws {
    let sandbox = try await Desk.sandbox()
    let writer = try RunningCommand(["submit", "--ledger", Sandbox.ledger], in: sandbox.path)
    for round in 1...3 {
      let line =
        #"{"command":"open","reference":"N\#(round)","requester":"n-\#(round)","summary":"s\#(round)"}"#
      writer.write(line + "\n" + #"{"command":"note","ticket":"K1","text":"n\#(round)"}"# + "\n")
      for _ in 1...2 {
        let answer = try #require(await writer.line())
        #expect(!answer.contains("refused"), "\(answer)")
      }
      #expect(try await sandbox.ask("keys", "rotate")["epoch"] == .whole(round + 1))
    }
    writer.write(#"{"command":"note","ticket":"K2","text":"after"}"# + "\n")
    #expect(try #require(await writer.line()).contains("position"))
    writer.closeInput()
    #expect(try await writer.end().status == 0)
    for round in 1...3 {
      let events = try await sandbox.ask("ticket", "N\(round)")["events"].list
      #expect(events[0]["words"] == .text("s\(round)"))
    }
  }

  @Test("A plain ledger that others have open is erased from by the same command, run again")
  func erasureHeldUp() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--plain", "--ledger", Sandbox.ledger)
    #expect(made.status == 0, "\(made.errors)")
    try await sandbox.submit(Desk.commands.joined(separator: "\n"))
    let person = try await person("r-1", of: sandbox)
    let writer = try RunningCommand(["submit", "--ledger", Sandbox.ledger], in: sandbox.path)
    writer.write(#"{"command":"note","ticket":"K2","text":"open"}"# + "\n")
    _ = try #require(await writer.line())
    let erase = ["erase", "--person", "r-1", "--basis", "asked", "--ledger", Sandbox.ledger]
    let first = try await sandbox.run(erase)
    #expect(
      first.status == 3 && first.output.contains("erased person \(person)"),
      "\(first.output)"
    )
    #expect(first.errors.contains("another process has the ledger open"), "\(first.errors)")
    #expect(first.errors.contains("run the same command again"))
    #expect(!first.errors.contains("this process"), "\(first.errors)")
    #expect(
      try sandbox.contents(of: "desk.ledger/data.mdb").range(of: Data("no tunnel".utf8)) != nil
    )
    writer.closeInput()
    #expect(try await writer.end().status == 0)
    let second = try await sandbox.run(erase)
    #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
    #expect(second.output.contains("erased before") && second.output.contains("written anew"))
    #expect(
      try sandbox.contents(of: "desk.ledger/data.mdb").range(of: Data("no tunnel".utf8)) == nil
    )
    let count = try await sandbox.eventCount()
    let third = try await sandbox.run(erase)
    #expect(third.status == 0 && third.output.contains("erased before"), "\(third.errors)")
    #expect(!third.output.contains("anew"))
    let dry = try await sandbox.run(erase + ["--dry-run"])
    #expect(dry.status == 0 && dry.output.contains("erased before"))
    for line in [
      #"{"command":"open","requester":"r-1","summary":"new"}"#,
      #"{"command":"note","ticket":"K2","text":"x","by":{"person":"r-1"}}"#,
    ] {
      let refused = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: line + "\n")
      #expect(refused.status == 2 && refused.output.contains(#""rule":"person""#))
    }
    #expect(try await sandbox.eventCount() == count)
  }

  @Test("A folder of keys that was named and is not right stops who writes words, and warns others")
  func namedFolder() async throws {
    let sandbox = try await Desk.sandbox()
    try sandbox.makeFolder("empty.keys")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700],
      ofItemAtPath: sandbox.path + "/empty.keys"
    )
    let note = #"{"command":"note","ticket":"K1","text":"x"}"# + "\n"
    for (folder, words) in [("nowhere.keys", "no such folder"), ("empty.keys", "encryption.keys")] {
      let named = ["--ledger", Sandbox.ledger, "--keys", folder]
      try await sandbox.run(["submit"] + named, input: note).expectError(2, folder, words)
      let environment = ["TICKET_LEDGER_KEYS": folder]
      let run = try await sandbox.run(
        ["submit", "--ledger", Sandbox.ledger],
        input: note,
        environment: environment
      )
      run.expectError(2, folder, words)
      for question in [["stat"], ["ticket", "K1"]] {
        let run = try await sandbox.run(question + named)
        #expect(run.status == 0 && run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      }
    }
    #expect(!sandbox.exists("nowhere.keys"))
  }

  @Test("Who writes without the ledger's signing key is told that nothing will be signed")
  func unsigned() async throws {
    let sandbox = try await Desk.sandbox()
    try FileManager.default.removeItem(atPath: sandbox.path + "/desk.keys/signing.key")
    let note = #"{"command":"note","ticket":"K1","text":"x"}"# + "\n"
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: note)
    #expect(run.status == 0 && run.errors.contains("desk.keys/signing.key"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    let checkpoint = try await sandbox.run("checkpoint", "--ledger", Sandbox.ledger)
    checkpoint.expectError(2, "signing")
  }

  @Test("A folder of keys that others may look into is told")
  func openFolder() async throws {
    let sandbox = try await Desk.sandbox()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: sandbox.path + "/desk.keys"
    )
    for command in ["stat", "submit"] {
      let run = try await sandbox.run(command, "--ledger", Sandbox.ledger)
      #expect(run.status == 0 && run.errors.contains("chmod 700"), "\(run.errors)")
    }
  }

  @Test("A link as folder of keys is judged by the folder that it leads to")
  func linkedFolder() async throws {
    let sandbox = try await Desk.sandbox()
    let (link, folder) = (sandbox.path + "/desk.keys", sandbox.path + "/far.keys")
    try FileManager.default.moveItem(atPath: link, toPath: folder)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "far.keys")
    for command in ["stat", "submit"] {
      let run = try await sandbox.run(command, "--ledger", Sandbox.ledger)
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
    let open = try await sandbox.run("stat", "--ledger", Sandbox.ledger)
    #expect(open.errors.contains("mode 750; make it chmod 700"), "\(open.errors)")
  }

  @Test("A wrong basis, place or kind of ledger is an error of the command, and leaves nothing")
  func refusals() async throws {
    let sandbox = try await Desk.sandbox()
    for basis in ["two\nlines", "\u{1B}[2J"] {
      let run = try await sandbox.run(
        "erase",
        "--person",
        "r-1",
        "--basis",
        basis,
        "--ledger",
        Sandbox.ledger
      )
      run.expectError(2, "one line")
    }
    for place in [
      "desk.ledger/copy", "./desk.ledger/a/b", "desk.ledger/../desk.ledger/c",
    ] {
      let run = try await sandbox.run("backup", place, "--ledger", Sandbox.ledger)
      run.expectError(2, "own folder")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/desk.ledger")
    #expect(files.sorted() == ["data.mdb", "keys", "lock.mdb"])
    _ = try await sandbox.run("init", "--plain", "--ledger", "plain.ledger")
    let plain = try await sandbox.run(
      "backup",
      "copy.ledger",
      "--with-keys",
      "--ledger",
      "plain.ledger"
    )
    plain.expectError(2, "plain")
    #expect(!sandbox.exists("copy.ledger"))
  }

  @Test("A log that was emptied is not begun anew over the keys of persons")
  func emptiedLog() async throws {
    let sandbox = try await Desk.sandbox()
    let keys = try sandbox.contents(of: "desk.ledger/keys")
    let log = try sandbox.contents(of: "desk.ledger/data.mdb")
    let line = #"{"command":"open","reference":"X1","summary":"more words"}"# + "\n"
    for arguments in [["submit"], ["init"], ["init", "--plain"], ["simulate", "--tickets", "1"]] {
      try sandbox.write(Data(), to: "desk.ledger/data.mdb")
      for _ in 1...2 {
        let run = try await sandbox.run(arguments + ["--ledger", Sandbox.ledger], input: line)
        run.expectError(3, "data.mdb is empty", "restore a copy")
        #expect(!run.errors.contains("again"), "\(run.errors)")
        #expect(try sandbox.contents(of: "desk.ledger/keys") == keys, "\(arguments)")
      }
    }
    try sandbox.write(log, to: "desk.ledger/data.mdb")
    let words = try await sandbox.ask("ticket", "K1")["events"].list.map { $0["words"] }
    #expect(words.first == .text("no tunnel"))
  }

  @Test("What a rotation that was cut off left of the former key is let go of by the next command")
  func formerKeys() async throws {
    let sandbox = try await Desk.sandbox()
    let former = try String(
      decoding: sandbox.contents(of: "desk.keys/encryption.keys"),
      as: UTF8.self
    )
    let rotated = try await sandbox.run("keys", "rotate", "--ledger", Sandbox.ledger)
    #expect(rotated.status == 0, "\(rotated.errors)")
    // As a process leaves it that dies before it lets go of the former key.
    let line = try #require(former.split(separator: "\n").last)
    let text = try String(
      decoding: sandbox.contents(of: "desk.keys/encryption.keys"),
      as: UTF8.self
    )
    let both = text.replacingOccurrences(of: "\n2 ", with: "\n\(line)\n2 ")
    try sandbox.write(both, to: "desk.keys/encryption.keys")
    _ = unsafe chmod(sandbox.path + "/desk.keys/encryption.keys", 0o600)
    #expect(try epochs(sandbox) == ["1", "2"])
    let status = try await sandbox.ask("keys")
    #expect(status["formerEpochs"].list.map(\.integer) == [1])
    let told = try await sandbox.run("keys", "--ledger", Sandbox.ledger)
    #expect(told.output.contains("former"), "\(told.output)")
    #expect(try epochs(sandbox) == ["1", "2"])
    try await sandbox.submit(#"{"command":"note","ticket":"K1","text":"more"}"#)
    #expect(try epochs(sandbox) == ["2"])
    #expect(try await sandbox.ask("keys")["formerEpochs"].list.isEmpty)
  }

  @Test("A checkpoint that is signed while the key changes is signed with the one in force")
  func renewalMeanwhile() async throws {
    let sandbox = try await Desk.sandbox()
    for _ in 0..<5 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for text in ["one", "two"] {
          group.addTask {
            let line = #"{"command":"note","ticket":"K1","text":"\#(text)"}"# + "\n"
            _ = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: line)
          }
        }
        group.addTask {
          _ = try await sandbox.run(
            "keys",
            "renew-signing",
            "--by",
            "a-1",
            "--ledger",
            Sandbox.ledger
          )
        }
        try await group.waitForAll()
      }
    }
    let verified = try await sandbox.ask("verify")
    #expect(verified["ok"] == .bool(true), "\(verified)")
    #expect(verified["checkpoints"].integer > 5)
  }

  @Test("A key that is not lost is not given up", arguments: [1, 99])
  func soundKey(number: Int) async throws {
    let sandbox = try await Desk.sandbox()
    let before = try sandbox.contents(of: "desk.ledger/keys")
    let run = try await sandbox.run(
      "keys",
      "rotate",
      "--lost",
      "\(number)",
      "--ledger",
      Sandbox.ledger
    )
    run.expectError(3, "person \(number)", "nothing was changed")
    #expect(try sandbox.contents(of: "desk.ledger/keys") == before)
  }
}
