import Foundation
import LedgerStore
import Testing
import TicketLedger
import Transparency

@Suite("verify, as it answers") struct VerifyTests {
  private func verify(_ sandbox: Sandbox, _ arguments: String...) async throws -> Run {
    try await sandbox.run(["verify", "--ledger", Sandbox.ledger] + arguments)
  }

  @Test("The text counts in words, and says which key was believed and from where")
  func text() async throws {
    let sandbox = try await Desk.sandbox()
    let answer = try await sandbox.ask("verify")
    let key = try #require(answer["keys"].list.first)
    let vkey = try #require(key["vkey"].string)
    #expect(key["from"] == .text("log") && key["position"] == .whole(1))
    let text = try await verify(sandbox)
    #expect(text.status == 0 && text.output.contains("1 checkpoint,"), "\(text.output)")
    #expect(text.output.contains("contents erased, 0 missing\n"))
    #expect(text.output.contains("believed \(vkey), adopted by the log at position 1\n"))
    #expect(text.output.hasSuffix("nothing is wrong\n"))
    let given = try await verify(sandbox, "--key", vkey)
    #expect(given.output.contains("believed \(vkey), given\n"), "\(given.output)")
  }

  @Test("Events at the end that no signed checkpoint has are noted, and are no problem")
  func unsignedTail() async throws {
    let sandbox = try await Desk.sandbox()
    let signed = try await sandbox.ask("verify")
    let size = signed["size"].integer
    #expect(signed["signedUpTo"] == .whole(size) && signed["notes"] == .list([]))
    let (keys, away) = (sandbox.path + "/desk.keys", sandbox.path + "/away.keys")
    try FileManager.default.moveItem(atPath: keys, toPath: away)
    try await sandbox.submit(
      #"{"command":"start","ticket":"K4"}"#,
      #"{"command":"start","ticket":"3"}"#
    )
    let unsigned = try await sandbox.ask("verify")
    #expect(unsigned["ok"] == .bool(true) && unsigned["size"] == .whole(size + 2))
    #expect(unsigned["signedUpTo"] == .whole(size) && unsigned["checkpoints"] == .whole(1))
    let note =
      "2 events from position \(size) on: in no signed checkpoint; "
      + "`ticket-ledger checkpoint` signs one"
    #expect(unsigned["notes"] == .list([.text(note)]))
    let text = try await verify(sandbox)
    #expect(text.status == 0 && text.output.contains("note: \(note)\n"), "\(text.output)")
    try FileManager.default.moveItem(atPath: away, toPath: keys)
    _ = try await sandbox.ask("checkpoint")
    let again = try await sandbox.ask("verify")
    #expect(again["signedUpTo"] == .whole(size + 2) && again["notes"] == .list([]))
  }

  @Test("A log without a signing key has no signed checkpoint, and misses none")
  func withoutSigningKey() async throws {
    let sandbox = try Sandbox()
    let ledger = try await Ledger.open(at: "\(sandbox.path)/\(Sandbox.ledger)")
    await ledger.close()
    let answer = try await sandbox.ask("verify")
    #expect(answer["ok"] == .bool(true) && answer["keys"] == .list([]))
    #expect(answer.keys.contains("signedUpTo") && answer["signedUpTo"] == .null)
    #expect(answer["notes"] == .list([]))
  }

  @Test("A file that is not there, or holds no key, is told as such")
  func keyFiles() async throws {
    let sandbox = try await Desk.sandbox()
    let key = try await sandbox.ask("verify")["keys"].list.first?["vkey"].string ?? ""
    try sandbox.write(key + "\n", to: "log.vkey")
    try sandbox.write("nothing of the kind", to: "other")
    #expect(try await verify(sandbox, "--key", "log.vkey").status == 0)
    try await verify(sandbox, "--key", "no.vkey").expectError(2, "no.vkey", "No such file")
    try await verify(sandbox, "--key", "other").expectError(2, "other", "no public key")
    try await verify(sandbox, "--key", "desk+00000000+AQ==").expectError(2, "desk+00000000")
    try await verify(sandbox, "--witness", "log.vkey").expectError(2, "log.vkey", "--key")
    try await verify(sandbox, "--against", "no.note").expectError(2, "no.note", "No such file")
  }

  @Test("A witness's key is not taken for a log's")
  func witnessAsLog() async throws {
    let sandbox = try await Desk.sandbox()
    let name = try #require(KeyName("witness.example/w"))
    let witness = try #require(NoteSigner.random(name: name, type: .cosignature)).verifier.vkey
    try sandbox.write(witness + "\n", to: "witness.vkey")
    for key in [witness, "witness.vkey"] {
      try await verify(sandbox, "--key", key).expectError(2, key, "witness's key", "log.vkey")
      let check = try await sandbox.run(["check-proof", "none.proof", "--key", key], input: "")
      #expect(check.status == 2 && check.output.isEmpty, "\(check.output)")
    }
    let proof = try await sandbox.run("prove", "2", "--ledger", Sandbox.ledger)
    try sandbox.write(proof.output, to: "event.proof")
    let check = try await sandbox.run("check-proof", "event.proof", "--key", "witness.vkey")
    check.expectError(2, "witness.vkey", "witness's key")
  }

  @Test("What is no folder with a ledger's file is told as what it is")
  func otherPlaces() async throws {
    let sandbox = try await Desk.sandbox()
    try sandbox.write("text", to: "letter")
    for place in ["letter", "letter/below", "letter/below/more"] {
      let run = try await sandbox.run("verify", "--ledger", place)
      run.expectError(3, place, "not a ledger", "no folder", "choose the folder of a ledger")
    }
    let data = "\(sandbox.path)/\(Sandbox.ledger)/data.mdb"
    let manager = FileManager.default
    try manager.moveItem(atPath: data, toPath: sandbox.path + "/kept")
    try manager.createSymbolicLink(atPath: data, withDestinationPath: sandbox.path + "/kept")
    for command in ["verify", "stat", "replay"] {
      let run = try await sandbox.run(command, "--ledger", Sandbox.ledger)
      run.expectError(3, "data.mdb is a symbolic link", "put the ledger's own file there")
    }
    try manager.removeItem(atPath: data)
    let isMade = unsafe mkfifo(data, 0o600) == 0
    try #require(isMade)
    for command in ["verify", "stat", "replay"] {
      let run = try await sandbox.run(command, "--ledger", Sandbox.ledger)
      run.expectError(3, "data.mdb is no regular file", "put the ledger's own file there")
    }
  }

  @Test("A file of keys that is gone is one problem, unless a backup was made without it")
  func keys() async throws {
    let sandbox = try await Desk.sandbox()
    let backup = try await sandbox.run("backup", "copy.ledger", "--ledger", Sandbox.ledger)
    #expect(backup.status == 0, "\(backup.errors)")
    let path = "\(sandbox.path)/\(Sandbox.ledger)/keys"
    try FileManager.default.moveItem(atPath: path, toPath: "\(sandbox.path)/kept")
    let gone = try await verify(sandbox)
    #expect(gone.status == 1 && gone.output.hasSuffix("\n1 problem\n"), "\(gone.output)")
    #expect(gone.output.contains("the file of keys is missing"))
    #expect(
      gone.output.contains("a backup that was made without it, verify it with --without-keys")
    )
    #expect(try await verify(sandbox, "--without-keys").status == 0)
    let copy = try await sandbox.run("verify", "--ledger", "copy.ledger", "--without-keys")
    #expect(copy.status == 0, "\(copy.output)")
  }

  @Test("With the folder of keys named, what identifies persons is compared with the lookup")
  func openedWithKeys() async throws {
    let sandbox = try await Desk.sandbox()
    #expect(try await verify(sandbox, "--keys", "desk.keys").status == 0)
    try await verify(sandbox, "--keys", "no.keys").expectError(2, "no.keys", "no such folder")
    try sandbox.makeFolder("empty.keys")
    try await verify(sandbox, "--keys", "empty.keys").expectError(2, "encryption.keys")
    let other = try await sandbox.run("init", "--ledger", "other.ledger")
    #expect(other.status == 0, "\(other.errors)")
    let wrong = try await verify(sandbox, "--keys", "other.keys")
    #expect(wrong.status == 3 && wrong.output.isEmpty, "\(wrong.status) \(wrong.errors)")
    // An entry under the hash of nobody's identity.
    try RawLog.change("\(sandbox.path)/\(Sandbox.ledger)") { log in
      let key = try #require(try log.keys("references").first { $0[0] == UInt8(ascii: "i") })
      let value = try #require(try log.value("references", key))
      try log.remove("references", key)
      try log.put("references", key.dropLast() + [key[32] ^ 1], value)
    }
    #expect(try await verify(sandbox).status == 0)
    let found = try await verify(sandbox, "--keys", "desk.keys", "--format", "json")
    let kinds = try found.answer()["problems"].list.map { $0["kind"].string }
    #expect(found.status == 1 && kinds == ["reference"], "\(found.output)")
  }

  @Test("A file cut behind its header is one problem")
  func cut() async throws {
    let sandbox = try await Desk.sandbox()
    let path = "\(sandbox.path)/\(Sandbox.ledger)/data.mdb"
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 8_192)
    try file.close()
    let run = try await verify(sandbox, "--format", "json")
    let problems = try run.answer()["problems"].list
    #expect(run.status == 1 && problems.map { $0["kind"].string } == ["structure"], "\(problems)")
    #expect(problems.first?["detail"].string?.contains("2 of its") == true)
  }

  @Test("Positions that no program can take exactly are left to the words")
  func positions() async throws {
    let sandbox = try await Desk.sandbox()
    let store = try LogStore.open(at: "\(sandbox.path)/\(Sandbox.ledger)", options: .init())
    try store.append { writer in try writer.put([1], in: .contents, at: 1 << 60) }
    store.close()
    let run = try await verify(sandbox, "--format", "json")
    let problem = try #require(try run.answer()["problems"].list.first)
    #expect(run.status == 1 && problem["kind"].string == "strayContent")
    #expect(problem["position"] == .null)
    #expect(problem["detail"].string?.contains("1152921504606846976") == true)
  }
}
