import Foundation
import StudySupport
import Testing

@Suite("The progress line on a terminal", .timeLimit(.minutes(15))) struct ProgressTests {
  private static let erasure = "\r\u{1B}[K"
  /// So many that the first pass over their lines takes longer than a second, in any build.
  #if DEBUG
  private static let tickets = "2000"
  #else
  private static let tickets = "12000"
  #endif

  /// Runs a command with its standard error on a terminal.
  ///
  /// - Returns: What was drawn, one after another.
  private func frames(of arguments: [String], in sandbox: Sandbox) async throws -> [String] {
    let terminal = try PseudoTerminal()
    let program = ThisProgram.products.appending(path: "ticket-ledger").path
    let process = try ChildProcess(
      [program] + arguments,
      in: sandbox.path,
      output: .nowhere,
      errors: .handle(terminal.end)
    )
    #expect(await process.end() == 0)
    let drawn = try await terminal.text(upTo: Self.erasure)
    return drawn.components(separatedBy: Self.erasure).filter { !$0.isEmpty }
  }

  @Test("it is drawn from the first second on, with a pace as soon as there is one")
  func pace() async throws {
    let sandbox = try Sandbox()
    let simulated = try await frames(
      of: ["simulate", "--tickets", Self.tickets, "--ledger", Sandbox.ledger],
      in: sandbox
    )
    expect(simulated, of: "simulating", "tickets")
    let export = ["export", "jsonl", "--output", "log.jsonl", "--ledger", Sandbox.ledger]
    #expect(try await sandbox.run(export).status == 0)
    let imported = try await frames(
      of: ["import", "jsonl", "log.jsonl", "--ledger", "other.ledger"],
      in: sandbox
    )
    expect(imported, of: "importing", "lines")
    // The first pass takes its second in silence: the first line of the second has no pace yet.
    #expect(imported.first?.hasSuffix(" %") == true, "\(imported.first ?? "")")
  }

  /// Expects lines of one phase, with a share that grows, the first perhaps without a pace.
  private func expect(_ frames: [String], of phase: String, _ unit: String) {
    #expect(frames.count > 1)
    var share = 0
    for (place, frame) in frames.enumerated() {
      guard let match = frame.wholeMatch(of: #/(\w+) \[[#.]{24}\] (\d+) %(.*)/#) else {
        Issue.record("\(frame)")
        continue
      }
      #expect(match.1 == phase)
      #expect((share...100).contains(Int(match.2) ?? -1), "\(frame)")
      share = Int(match.2) ?? share
      if place == 0, match.3.isEmpty { continue }
      let pace = match.3.wholeMatch(of: #/  ([1-9]\d*) (\w+)\/s  ([1-9]\d*) s left/#)
      #expect(pace?.2 == unit[...], "\(frame)")
    }
  }
}
