import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Ledgers that a later version wrote to") struct NewerEventTests {
  @Test("An event of a newer kind is refused with its position, and verified all the same")
  func newerKind() async throws {
    let sandbox = try await Desk.sandbox()
    let path = sandbox.path + "/" + Sandbox.ledger
    var end: UInt64 = 0
    let store = try LogStore.open(at: path, options: .init(durability: .none))
    try store.append { writer in
      end = writer.end
      var tree = try EvidenceTree(of: writer)
      var bytes = try #require(try writer.value(in: .events, at: end - 1)?.copied)
      bytes[0] = 61
      _ = try writer.append(bytes)
      tree.append(bytes)
      try tree.writeEdge(into: &writer)
    }
    store.close()
    let before = try sandbox.contents(of: Sandbox.ledger + "/data.mdb")
    for command in WrongLedgerTests.readers + WrongLedgerTests.writers {
      let run = try await sandbox.run(command + ["--ledger", Sandbox.ledger])
      run.expectError(3, "position \(end)", "kind 61", "32 to 60", "use a newer version")
    }
    #expect(try sandbox.contents(of: Sandbox.ledger + "/data.mdb") == before)
    #expect(!sandbox.exists("copy.ledger"))
    let run = try await sandbox.run("verify", "--ledger", Sandbox.ledger)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("the first at position \(end), of kinds"), "\(run.output)")
  }
}
