import Foundation
import Testing

@Suite("A file that nobody vouches for") struct DamagedFileTests {
  /// What an auditor asks of a file that came from elsewhere.
  private static let commands = [
    ["replay"], ["export", "jsonl"], ["export", "csv", "tickets"], ["export", "tlog", "bundle"],
    ["export", "person", "r-2"], ["backup", "copy.ledger"],
    ["checkpoint", "--list"], ["checkpoint"], ["prove", "3"], ["ticket", "K1", "--proof"],
    ["erase", "--person", "r-2", "--basis", "asked", "--dry-run"],
    ["erase", "--person", "r-2", "--basis", "asked"],
  ]

  private static let pageSize = 4_096

  /// Changes a few bytes of what LMDB keeps of its pages: headers, the offsets after them, and entries'
  /// heads.
  private func damage(_ sound: Data, _ generator: inout TamperGenerator) -> Data {
    var bytes = sound
    let pages = bytes.count / Self.pageSize
    for _ in 0..<4 {
      let page = Int.random(in: 2..<pages, using: &generator)
      let isInside = Int.random(in: 0..<3, using: &generator) == 0
      let place = Int.random(in: isInside ? 0..<Self.pageSize : 8..<32, using: &generator)
      bytes[page * Self.pageSize + place] = UInt8.random(in: 0...255, using: &generator)
    }
    return bytes
  }

  @Test("No command of an auditor is ended by its damage: each names it, with the remedy")
  func pageDamages() async throws {
    let sandbox = try await Desk.sandbox()
    let folder = sandbox.path + "/" + Sandbox.ledger
    let sound = try sandbox.contents(of: Sandbox.ledger + "/data.mdb")
    let keys = try sandbox.contents(of: Sandbox.ledger + "/keys")
    var generator = TamperGenerator(seed: 19)
    var refused = 0
    for round in 0..<24 {
      let damaged = damage(sound, &generator)
      func restore() throws {
        for name in ["bundle", "copy.ledger"] {
          try? FileManager.default.removeItem(atPath: sandbox.path + "/" + name)
        }
        try damaged.write(to: URL(fileURLWithPath: folder + "/data.mdb"))
        try keys.write(to: URL(fileURLWithPath: folder + "/keys"))
      }
      try restore()
      let verify = try await sandbox.run("verify", "--ledger", Sandbox.ledger, "--format", "json")
      #expect([0, 1].contains(verify.status), "round \(round): \(verify.errors)")
      let kinds = try verify.answer()["problems"].list.map { $0["kind"].string }
      for command in Self.commands {
        try restore()
        let run = try await sandbox.run(command + ["--ledger", Sandbox.ledger])
        #expect((0...3).contains(run.status), "round \(round), \(command): \(run.status)")
        guard kinds.first == "structure" else { continue }
        refused += 1
        run.expectError(3, "desk.ledger: the ledger's file is damaged", "restore a copy")
      }
    }
    #expect(refused > 10 * Self.commands.count, "\(refused)")
  }
}
