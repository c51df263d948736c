import Foundation
import Testing

@Suite("Rotations at once", .timeLimit(.minutes(15)))
struct RotationRaceTests {
  private func keys(_ sandbox: Sandbox) throws -> [Substring] {
    let text = String(
      decoding: try sandbox.contents(of: "desk.keys/encryption.keys"),
      as: UTF8.self
    )
    return text.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: " ").first
    }
  }

  @Test("all succeed, one after the other; one key is left, and everybody's words")
  func rotations() async throws {
    let sandbox = try await Desk.sandbox()
    var epoch = 1
    for round in 1...6 {
      let runs = try await withThrowingTaskGroup(of: Run.self) { group in
        for _ in 1...3 {
          group.addTask {
            try await sandbox.run(
              ["keys", "rotate", "--ledger", Sandbox.ledger, "--format", "json"]
            )
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for run in runs { #expect(run.status == 0, "round \(round): \(run.errors)") }
      let epochs = try runs.filter { $0.status == 0 }.map { try $0.answer()["epoch"].integer }
      #expect(epochs.sorted() == [epoch + 1, epoch + 2, epoch + 3])
      epoch += 3
      #expect(try keys(sandbox) == ["\(epoch)"])
      let first = try await sandbox.ask("ticket", "K1")["events"].list[0]
      #expect(first["words"] == .text("no tunnel"), "round \(round)")
      let last = try await sandbox.ask("ticket", "K2")["events"].list
      #expect(last.map { $0["words"] }.contains(.text("restarted")), "round \(round)")
      for person in ["r-1", "r-2", "a-1"] {
        let record = try await sandbox.ask("export", "person", person)
        #expect(record["identity"] == .text(person), "round \(round)")
      }
    }
    #expect(try await sandbox.ask("verify")["ok"] == .bool(true))
  }
}
