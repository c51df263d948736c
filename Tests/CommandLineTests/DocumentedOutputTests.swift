import Foundation
import Testing

/// An article, and the blocks of it that show commands and what they answer.
private struct Article {
  let text: String

  init(_ name: String) throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Documentation/TicketLedger.docc/\(name).md")
    text = try String(contentsOf: file, encoding: .utf8)
  }

  /// The lines of each block that is in no language, in their order.
  var blocks: [[String]] {
    var blocks: [[String]] = []
    var language: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        language = language == nil ? line.dropFirst(3) : nil
        if language == "" { blocks.append([]) }
      } else if language == "" {
        blocks[blocks.count - 1].append(String(line))
      }
    }
    return blocks
  }
}

@Suite("What ReplayAndAudit.md shows")
struct DocumentedOutputTests {
  @Test("Its commands, one after the other, answer what it shows")
  func replayAndAudit() async throws {
    let sandbox = try Sandbox()
    var (run, shown, exported) = (0, 0, 0)
    for block in try Article("ReplayAndAudit").blocks {
      let first = try #require(block.first)
      if first.hasPrefix("$ ") {
        let said = try await answer(to: String(first.dropFirst(2)), in: sandbox)
        compare(Array(block.dropFirst()), with: said)
        shown += 1
      } else if first.hasPrefix("{") {
        let log = String(decoding: try sandbox.contents(of: "demo.jsonl"), as: UTF8.self)
        let lines = Set(log.split(separator: "\n").map(String.init))
        let missing = block.filter { !lines.contains($0) }
        #expect(missing == [])
        exported += block.count
      } else {
        for line in block { _ = try await answer(to: line, in: sandbox) }
        run += block.count
      }
    }
    // Nothing was passed over for a change of the article's form.
    #expect(run == 7 && shown == 2 && exported == 1)
  }

  /// What a command of the article says; it has to be fine.
  private func answer(to line: String, in sandbox: Sandbox) async throws -> String {
    let words = line.split(separator: " ").map(String.init)
    #expect(words.first == "ticket-ledger", "\(line)")
    let run = try await sandbox.run(Array(words.dropFirst()))
    #expect(run.status == 0, "\(line): \(run.errors)")
    return run.output
  }

  /// Compares line by line: one that ends in "…" is shown in part, and a rate is the machine's.
  private func compare(_ shown: [String], with said: String) {
    let rate = #/[0-9]+ events/s/#
    let lines = said.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count == shown.count + 1 && lines.last == "")
    for (shown, line) in zip(shown, lines) {
      if shown.hasSuffix("…") {
        #expect(line.hasPrefix(shown.dropLast()))
      } else {
        #expect(line.replacing(rate, with: "") == shown.replacing(rate, with: ""))
      }
    }
  }
}
