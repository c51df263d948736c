import Foundation
import Testing

@Suite("The embedded example")
struct ExampleTests {
  @Test("runs, shows its queue, a refusal and a history, and goes on with the same ledger")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "embedded-helpdesk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = folder.appending(path: "helpdesk.ledger").path
    let first = try BuiltProgram(name: "EmbeddedHelpdesk").run([ledger])
    #expect(first.status == 0)
    #expect(first.output.contains("refused: refused by rule state: ticket A-1, resolved"))
    #expect(first.output.contains("routed"))
    #expect(first.output.contains("2 open, 1 of them in no team's queue"))
  }
}
