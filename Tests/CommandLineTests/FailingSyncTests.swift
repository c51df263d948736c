import Foundation
import StudySupport
import Testing

@Suite(
  "Where a sync fails,",
  .enabled(if: ThisProgram.canBeWatched, "a library of LD_PRELOAD watches, on Linux, unsanitized")
)
struct FailingSyncTests {
  private static let line =
    #"{"command":"open","reference":"K1","requester":"r-1","summary":"no tunnel"}"# + "\n"

  /// The command that an error names, without the program.
  private func remedy(in run: Run) throws -> [String] {
    let words = try #require(run.errors.split(separator: "`").dropFirst().first).split(
      separator: " "
    )
    try #require(words.first == "ticket-ledger")
    return words.dropFirst().map(String.init)
  }

  @Test("an init takes nothing away that others may have recorded in, and says how to end it")
  func adoption() async throws {
    var named: [Int] = []
    for number in 1...10 {
      let sandbox = try Sandbox()
      let syncs = try WatchedSyncs(in: sandbox)
      let arguments = ["init", "--policy", "starter", "--ledger", Sandbox.ledger]
      let failed = try await sandbox.run(
        arguments,
        environment: syncs.environment(failing: "desk.ledger/data.mdb", number: number)
      )
      // There are no more until it is closed.
      if failed.status == 0 { break }
      failed.expectError(3, Sandbox.ledger)
      // The first one is of a draft, before there is a log.
      let log = number == 1 ? [] : ["ledger/data.mdb", "ledger/keys"]
      for file in log + ["keys/signing.key", "keys/encryption.keys"] {
        #expect(sandbox.exists("desk." + file), "\(file) after sync \(number)")
      }
      // What another process has recorded meanwhile stays.
      let submitted = try await sandbox.run(
        ["submit", "--ledger", Sandbox.ledger],
        input: Self.line
      )
      #expect(submitted.status == 0, "\(submitted.errors)")
      let again = try await sandbox.run(arguments)
      again.expectError(2, "ledger already")
      if failed.errors.contains("policy adopt") {
        named.append(number)
        #expect(try remedy(in: failed) == remedy(in: again))
      }
      let adopted = try await sandbox.run(try remedy(in: again))
      #expect(adopted.status == 0, "\(adopted.errors)")
      let words = try await sandbox.ask("ticket", "K1")["events"].list.map { $0["words"] }
      #expect(words.contains(.text("no tunnel")))
      #expect(try await sandbox.run("policy", "show", "--ledger", Sandbox.ledger).status == 0)
      #expect(try await sandbox.ask("verify")["ok"] == .bool(true))
    }
    #expect(!named.isEmpty, "no adoption failed")
  }

  @Test(
    "or none was made of the names of the keys, nothing is acknowledged",
    arguments: [false, true]
  )
  func keys(isLink: Bool) async throws {
    let sandbox = try await Desk.sandbox()
    let syncs = try WatchedSyncs(in: sandbox)
    let folder = isLink ? "far/real.keys" : "desk.keys"
    if isLink {
      try sandbox.makeFolder("far")
      let files = FileManager.default
      try files.moveItem(
        atPath: sandbox.path + "/desk.keys",
        toPath: sandbox.path + "/" + folder
      )
      try files.createSymbolicLink(
        atPath: sandbox.path + "/desk.keys",
        withDestinationPath: folder
      )
    }
    let submit = ["submit", "--ledger", Sandbox.ledger]
    let note = #"{"command":"note","ticket":"K1","text":"x"}"# + "\n"
    let run = try await sandbox.run(submit, input: note, environment: syncs.environment())
    #expect(run.status == 0, "\(run.errors)")
    let place = URL(fileURLWithPath: sandbox.path).resolvingSymlinksInPath().path
    let lines = try syncs.lines()
    let first = try #require(lines.firstIndex { $0.hasSuffix("desk.ledger/data.mdb") })
    for synced in [folder] + (isLink ? ["far"] : []) {
      #expect(lines[..<first].contains("fsync \(place)/\(synced)"), "\(lines)")
    }
    #expect(lines[..<first].contains("fsync \(place)"), "\(lines)")

    let failing = syncs.environment(failing: "fsync \(place)/\(folder)", error: EIO)
    try await sandbox.run(submit, input: note, environment: failing).expectError(3, folder)
    // A file system that cannot do it has its own order.
    for error in [EINVAL, ENOTSUP] {
      let unable = syncs.environment(failing: "fsync \(place)/\(folder)", error: error)
      let run = try await sandbox.run(submit, input: note, environment: unable)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("before a first event, what lies there becomes no plain ledger without its keys")
  func unfinishedWithoutKeys() async throws {
    var unfinished = 0
    for number in 1...4 {
      let sandbox = try Sandbox()
      let syncs = try WatchedSyncs(in: sandbox)
      let initialize = ["init", "--keys", "far.keys", "--ledger", Sandbox.ledger]
      let failed = try await sandbox.run(
        initialize,
        environment: syncs.environment(failing: "desk.ledger/data.mdb", number: number)
      )
      guard failed.status != 0, sandbox.exists("desk.ledger/data.mdb"),
        try await sandbox.run("stat", "--ledger", Sandbox.ledger).status != 0
      else { continue }
      unfinished += 1
      let submitted = try await sandbox.run(
        ["submit", "--ledger", Sandbox.ledger],
        input: Self.line
      )
      submitted.expectError(3, Sandbox.ledger)
      #expect(!sandbox.exists("desk.keys"))
      let again = try await sandbox.run(initialize)
      #expect(again.status == 0, "\(again.errors)")
      let sealed = try await sandbox.run(
        ["submit", "--keys", "far.keys", "--ledger", Sandbox.ledger],
        input: Self.line
      )
      #expect(sealed.status == 0, "\(sealed.errors)")
      #expect(sandbox.exists("desk.ledger/keys"))
    }
    #expect(unfinished > 0)
  }

  @Test("of a checkpoint that nobody asked for, what was recorded stands, and it is said")
  func unaskedCheckpoint() async throws {
    let sandbox = try await Desk.sandbox()
    let syncs = try WatchedSyncs(in: sandbox)
    let checkpoint = ["checkpoint", "--ledger", Sandbox.ledger]
    var unsigned = 0
    for number in 1...20 {
      let run = try await sandbox.run(
        ["submit", "--ledger", Sandbox.ledger],
        input: #"{"command":"note","ticket":"K1","text":"n-\#(number)"}"#
          + "\n",
        environment: syncs.environment(failing: "desk.ledger/data.mdb", number: number)
      )
      if run.status == 0, run.errors.isEmpty { break }
      if run.status == 0 {
        unsigned += 1
        #expect(run.errors.contains("no checkpoint covers"), "\(run.errors)")
        #expect(try await sandbox.run(checkpoint).status == 0)
      } else {
        run.expectError(3, Sandbox.ledger)
        #expect(!run.errors.contains("no checkpoint covers"), "\(run.errors)")
      }
    }
    #expect(unsigned > 0)
    #expect(try await sandbox.ask("verify")["ok"] == .bool(true))
  }

  @Test(
    "for a copy has no room, the error asks for room there, and the ledger goes on",
    arguments: ["data.mdb", "keys"]
  )
  func backup(file: String) async throws {
    let sandbox = try await Desk.sandbox()
    let syncs = try WatchedSyncs(in: sandbox)
    let backup = ["backup", "copy.ledger", "--with-keys", "--ledger", Sandbox.ledger]
    for error in [ENOSPC, EIO] {
      let run = try await sandbox.run(
        backup,
        environment: syncs.environment(failing: "copy.ledger/\(file)", error: error)
      )
      run.expectError(3, "copy.ledger", "back up again")
      #expect(!run.errors.contains("open it again"), "\(run.errors)")
      #expect(run.errors.contains("make room where the copy goes") == (error == ENOSPC))
      #expect(!sandbox.exists("copy.ledger"))
    }
    // A folder that was there stays, and nothing in it.
    try sandbox.makeFolder("copy.ledger")
    let failing = syncs.environment(failing: "copy.ledger/\(file)")
    try await sandbox.run(backup, environment: failing).expectError(3, "copy.ledger")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/copy.ledger").isEmpty
    )
    #expect(try await sandbox.run(backup).status == 0)
  }

  @Test("an erasure that could not be made durable is made so when it is asked for again")
  func erasure() async throws {
    let sandbox = try await Desk.sandbox()
    let syncs = try WatchedSyncs(in: sandbox)
    let submit = ["submit", "--ledger", Sandbox.ledger]
    let open = #"{"command":"open","reference":"E1","requester":"r-9","summary":"mine"}"# + "\n"
    #expect(try await sandbox.run(submit, input: open).status == 0)
    let erase = ["erase", "--person", "r-9", "--basis", "asked", "--ledger", Sandbox.ledger]
    let keys = "desk.ledger/keys"
    // Each time the slot reads as overwritten, and may not be so on the disk.
    for _ in 0..<3 {
      let failed = try await sandbox.run(erase, environment: syncs.environment(failing: keys))
      failed.expectError(3, Sandbox.ledger)
    }
    let before = try syncs.lines().count
    #expect(try await sandbox.run(erase, environment: syncs.environment()).status == 0)
    #expect(try syncs.lines()[before...].contains { $0.hasSuffix(keys) })
    let after = try syncs.lines().count
    #expect(try await sandbox.run(erase, environment: syncs.environment()).status == 0)
    #expect(try !syncs.lines()[after...].contains { $0.hasSuffix(keys) }, "it is done")
    let verified = try await sandbox.ask("verify")
    #expect(verified["ok"] == .bool(true))
    #expect(!verified["notes"].list.contains { "\($0)".contains("gone for good") })
  }
}
