import Foundation
import Testing

@Suite("A new ledger, by the command") struct InitTests {
  @Test("Of several inits at once one makes the ledger, and the others take nothing of it away")
  func together() async throws {
    let sandbox = try Sandbox()
    let runs = try await withThrowingTaskGroup(of: Run.self) { group in
      for _ in 0..<6 {
        group.addTask { try await sandbox.run("init", "--ledger", Sandbox.ledger) }
      }
      return try await group.reduce(into: [Run]()) { $0.append($1) }
    }
    #expect(runs.count { $0.status == 0 } == 1, "\(runs.map(\.errors))")
    for run in runs where run.status != 0 { run.expectError(2) }
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/desk.keys")) == [
        "signing.key", "encryption.keys", "log.vkey",
      ]
    )
    try await sandbox.submit(
      #"{"command":"open","reference":"K1","requester":"r-1","summary":"no tunnel"}"#
    )
    let words = try await sandbox.ask("ticket", "K1")["events"].list.map { $0["words"] }
    #expect(words.contains(.text("no tunnel")))
    #expect(try await sandbox.ask("verify")["ok"] == .bool(true))
  }

  @Test("A plain ledger stays plain where keys for words lie in its folder of keys")
  func plain() async throws {
    let sandbox = try Sandbox()
    for arguments in [["--ledger", Sandbox.ledger], ["--plain", "--ledger", "other.ledger"]] {
      let made = try await sandbox.run(
        ["init", "--keys", "desk.keys", "--origin", "desk"] + arguments
      )
      #expect(made.status == 0, "\(made.errors)")
    }
    let line = #"{"command":"open","reference":"K1","summary":"no tunnel"}"# + "\n"
    let submitted = try await sandbox.run(
      "submit",
      "--ledger",
      "other.ledger",
      "--keys",
      "desk.keys",
      input: line
    )
    #expect(submitted.status == 0, "\(submitted.errors)")
    let stat = try await sandbox.run(
      "stat",
      "--ledger",
      "other.ledger",
      "--keys",
      "desk.keys",
      "--format",
      "json"
    )
    #expect(try stat.answer()["privacy"] == .text("plain") && stat.errors.isEmpty, "\(stat.errors)")
  }

  @Test("An origin that no checkpoint could have is refused; of a folder's name it is made one")
  func origins() async throws {
    let sandbox = try Sandbox()
    for origin in ["a\tb", "a\nb", "", "a\u{1b}[31m"] {
      let run = try await sandbox.run("init", "--origin", origin, "--ledger", Sandbox.ledger)
      run.expectError(2, "--origin")
      #expect(!sandbox.exists(Sandbox.ledger) && !sandbox.exists("desk.keys"))
    }
    let ledger = "des\tk.ledger"
    let made = try await sandbox.run("init", "--ledger", ledger)
    #expect(made.status == 0, "\(made.errors)")
    let signed = try await sandbox.run("checkpoint", "--ledger", ledger)
    #expect(signed.status == 0 && signed.output.hasPrefix("des-k\n"), "\(signed.errors)")
  }

  @Test(
    "A ledger that is named by a dot has its folder's name, and its keys beside it",
    arguments: [".", "./", "./.", "../desk.ledger//", "../other/..//desk.ledger/."]
  )
  func dots(path: String) async throws {
    let sandbox = try Sandbox()
    try sandbox.makeFolder("other")
    try sandbox.makeFolder("desk.ledger")
    let folder = sandbox.path + "/desk.ledger"
    for command in ["init", "checkpoint"] {
      let running = try RunningCommand([command, "--ledger", path], in: folder)
      running.closeInput()
      let run = try await running.end()
      #expect(run.status == 0, "\(run.errors)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted()
    #expect(left == ["desk.keys", "desk.ledger", "other"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "data.mdb", "keys", "lock.mdb",
      ]
    )
    #expect(try await sandbox.ask("stat")["origin"] == .text("desk"))
    for nowhere in ["missing/..", "missing/../"] {
      try await sandbox.run("init", "--ledger", nowhere).expectError(3, nowhere, "no such folder")
    }
  }

  @Test("An init that fails names the place that is at fault, and leaves neither ledger nor keys")
  func failedInit() async throws {
    let sandbox = try Sandbox()
    let run = try await sandbox.run("init", "--ledger", "missing/desk.ledger")
    run.expectError(3, "missing/desk.ledger: ", "--ledger")
    try sandbox.write("something", to: "file")
    // The ledger cannot be where a file is.
    let blocked = try await sandbox.run("init", "--ledger", "file", "--keys", "made.keys")
    #expect(blocked.status == 3, "\(blocked.errors)")
    // The signing key is of another log.
    _ = try await sandbox.run("init", "--ledger", "other.ledger")
    let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/other.keys")
    let other = try await sandbox.run("init", "--ledger", "new.ledger", "--keys", "other.keys")
    #expect(other.status != 0, "\(other.output)")
    let left = try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted()
    #expect(left == ["file", "other.keys", "other.ledger"])
    let keys = try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/other.keys")
    #expect(keys.sorted() == files.sorted())
    // Keys in the ledger's own folder would keep it from being made.
    try sandbox.makeFolder("empty.ledger")
    let inside = ["init", "--ledger", "empty.ledger", "--keys", "empty.ledger/keys"]
    try await sandbox.run(inside).expectError(3, "empty.ledger/keys", "--keys")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/empty.ledger").isEmpty
    )
  }
}
