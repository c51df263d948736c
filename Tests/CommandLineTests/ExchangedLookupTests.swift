import Foundation
import Testing

@Suite("Entries of the lookup that were exchanged, by the command") struct ExchangedLookupTests {
  @Test("lead nobody to another's record, and no erasure to the wrong person")
  func exchanged() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--plain", "--ledger", Sandbox.ledger)
    #expect(made.status == 0, "\(made.errors)")
    try await sandbox.submit(Desk.commands.joined(separator: "\n"))
    let count = try await sandbox.eventCount()
    // Each identity leads to the person of the next.
    try RawLog.change(sandbox.path + "/" + Sandbox.ledger) { log in
      let keys = try log.keys("references").filter { $0.first == UInt8(ascii: "p") }
      #expect(keys.count == 3)
      let values = try keys.map { try #require(try log.value("references", $0)) }
      for (key, value) in zip(keys, values.dropFirst() + values.prefix(1)) {
        try log.put("references", key, value)
      }
    }
    for person in ["r-1", "r-2", "a-1"] {
      let export = ["export", "person", person]
      let erase = ["erase", "--person", person, "--basis", "asked"]
      for arguments in [export, erase] {
        let run = try await sandbox.run(arguments + ["--ledger", Sandbox.ledger])
        run.expectError(3, "registered")
      }
    }
    #expect(try await sandbox.eventCount() == count)
    #expect(try await sandbox.ask("stat")["erased"] == .whole(0))
  }
}
