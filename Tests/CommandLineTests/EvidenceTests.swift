import Foundation
import Testing

@Suite("checkpoint, prove, check-proof and ticket --proof") struct EvidenceTests {
  /// A desk whose log key is in `log.vkey`.
  private func desk() async throws -> Sandbox {
    let sandbox = try await Desk.sandbox()
    let run = try await sandbox.run("export", "tlog", "bundle", "--ledger", Sandbox.ledger)
    #expect(run.status == 0, "\(run.errors)")
    try sandbox.write(sandbox.contents(of: "bundle/log.vkey"), to: "log.vkey")
    return sandbox
  }

  @Test("A command that writes leaves a signed checkpoint, and another only where it appended")
  func checkpoints() async throws {
    let sandbox = try await desk()
    let first = try await sandbox.ask("checkpoint", "--list").list
    #expect(first.last?["size"].integer == (try await sandbox.eventCount()))
    let again = try await sandbox.ask("checkpoint")
    #expect(again["root"] == first.last?["root"])
    #expect(try await sandbox.ask("checkpoint", "--list").list.count == first.count)
    try await sandbox.submit(#"{"command":"note","ticket":"K1","text":"more"}"#)
    let later = try await sandbox.ask("checkpoint", "--list").list
    #expect(later.count == first.count + 1)
    #expect(Array(later.prefix(first.count)) == first)
  }

  @Test("The proof of every event is accepted without the ledger, and says what the event was")
  func events() async throws {
    let sandbox = try await desk()
    let count = try await sandbox.eventCount()
    for position in 0..<count {
      let proof = try await sandbox.run("prove", "\(position)", "--ledger", Sandbox.ledger)
      try sandbox.write(proof.output, to: "event.proof")
      let check = try await sandbox.run(
        "check-proof",
        "event.proof",
        "--key",
        "log.vkey",
        "--format",
        "json"
      )
      #expect(check.status == 0, "\(check.output)")
      let answer = try check.answer()
      #expect(answer["position"].integer == position && answer["accepted"] == .bool(true))
      #expect(answer["event"]["position"].integer == position)
    }
    let beyond = try await sandbox.run("prove", "\(count)", "--ledger", Sandbox.ledger)
    beyond.expectError(2, "\(count)", "checkpoint")
  }

  @Test("A byte changed anywhere in a proof has it rejected or refused, never accepted as another")
  func changedProofs() async throws {
    let sandbox = try await desk()
    let proof = try await sandbox.run("prove", "3", "--ledger", Sandbox.ledger).output
    let bytes = Array(proof.utf8)
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[place] ^= 1
      try sandbox.write(Data(changed), to: "changed.proof")
      let check = try await sandbox.run("check-proof", "changed.proof", "--key", "log.vkey")
      #expect(check.status == 1, "byte \(place): \(check.output)")
    }
  }

  @Test("An event that was changed, or the last one, is not proven")
  func changedEvents() async throws {
    let sandbox = try await desk()
    let count = UInt64(try await sandbox.eventCount())
    for position in [3, 20, count - 1] {
      let path = sandbox.path + "/" + Sandbox.ledger
      var sound: [UInt8] = []
      try RawLog.change(path) { log in
        sound = try #require(try log.value("events", position))
        var bytes = sound
        bytes[bytes.count - 1] ^= 1
        try log.put("events", position, bytes)
      }
      let run = try await sandbox.run("prove", "\(position)", "--ledger", Sandbox.ledger)
      #expect(run.status == 3 && run.output.isEmpty, "\(position): \(run.status) \(run.errors)")
      try RawLog.change(path) { log in try log.put("events", position, sound) }
    }
  }

  @Test("A ticket's history is proven with its names, and not where it is changed")
  func history() async throws {
    let sandbox = try await desk()
    let history = try await sandbox.ask("ticket", "K1")
    let proof = try await sandbox.run("ticket", "K1", "--proof", "--ledger", Sandbox.ledger)
    try sandbox.write(proof.output, to: "history.json")
    let check = try await sandbox.run(
      "check-proof",
      "history.json",
      "--key",
      "log.vkey",
      "--format",
      "json"
    )
    let answer = try check.answer()
    #expect(check.status == 0 && answer["accepted"] == .bool(true))
    #expect(answer["upToRevision"] == history["events"].list.last?["revision"])
    #expect(answer["ticket"].string == "K1")
    let proven = answer["events"].list
    let shown = history["events"].list
    #expect(proven.map { $0["position"] } == shown.map { $0["position"] })
    #expect(proven.map { $0["kind"] } == shown.map { $0["kind"] })
    #expect(proven.map { $0["fields"]["team"] } == shown.map { $0["fields"]["team"] })
    #expect(proven.map { $0["fields"]["service"] } == shown.map { $0["fields"]["service"] })

    let untrusted = try await sandbox.run("check-proof", "history.json", "--format", "json")
    untrusted.expectError(2, "--key")
    let second = try #require(shown.dropFirst().first?["position"].integer)
    for (from, to) in [
      ("\"ticket\": \"K1\"", "\"ticket\": \"K2\""),
      ("\"position\": \(second)", "\"position\": \(second + 1)"),
      ("\"number\": 1", "\"number\": 2"),
    ] {
      try sandbox.write(proof.output.replacing(from, with: to), to: "changed.json")
      let check = try await sandbox.run("check-proof", "changed.json", "--key", "log.vkey")
      #expect(check.status == 1, "\(to): \(check.output)")
    }
  }

  @Test("The log is proven to have grown from a checkpoint that was kept")
  func growth() async throws {
    let sandbox = try await desk()
    let kept = try await sandbox.run("checkpoint", "--ledger", Sandbox.ledger).output
    try sandbox.write(kept, to: "kept.checkpoint")
    let size = try await sandbox.eventCount()
    try await sandbox.submit(#"{"command":"note","ticket":"K1","text":"more"}"#)
    let proof = try await sandbox.run("prove", "--since", "\(size)", "--ledger", Sandbox.ledger)
    try sandbox.write(proof.output, to: "growth.proof")
    let arguments = ["check-proof", "growth.proof", "--from", "kept.checkpoint"]
    let check = try await sandbox.run(arguments + ["--key", "log.vkey"])
    #expect(check.status == 0, "\(check.errors)\(check.output)")
    let keyless = try await sandbox.run(arguments)
    keyless.expectError(2, "--key")
    // Another ledger of the same origin is another log.
    let other = try await Desk.sandbox()
    let foreign = try await other.run("checkpoint", "--ledger", Sandbox.ledger).output
    try sandbox.write(foreign, to: "kept.checkpoint")
    let rejected = try await sandbox.run(arguments + ["--key", "log.vkey"])
    #expect(rejected.status == 1 || rejected.status == 2)
  }

  @Test("What is no proof, key or checkpoint is refused by name")
  func wrongFiles() async throws {
    let sandbox = try await desk()
    try sandbox.write("nonsense", to: "nonsense")
    try sandbox.write("{}", to: "empty.json")
    for file in ["nonsense", "empty.json"] {
      let rejected = try await sandbox.run("check-proof", file, "--key", "log.vkey")
      #expect(rejected.status == 1 && rejected.output.contains(file))
    }
    let absent = try await sandbox.run("check-proof", "absent", "--key", "log.vkey")
    absent.expectError(2, "absent")
    let noKey = try await sandbox.run("check-proof", "nonsense", "--key", "nonsense")
    noKey.expectError(2, "nonsense", "key")
    let cosign = ["checkpoint", "--cosignature", "nonsense", "--ledger", Sandbox.ledger]
    try await sandbox.run(cosign).expectError(2, "--witness")
    try await sandbox.run(cosign + ["--witness", "log.vkey"]).expectError(2, "nonsense", "line")
    let keyless = try await sandbox.run(
      "checkpoint",
      "--ledger",
      Sandbox.ledger,
      "--keys",
      "elsewhere"
    )
    keyless.expectError(2, "signing.key", "--keys")
  }
}
