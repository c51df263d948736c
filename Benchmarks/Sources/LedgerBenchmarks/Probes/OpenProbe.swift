import ArgumentParser
import Foundation
import TicketLedger

/// What a child process does whose start is measured: open a ledger, and tell its queues.
struct OpenProbe: AsyncParsableCommand {
  static let name = "open-probe"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Argument var path: String

  func run() async throws {
    let ledger = try await Ledger.open(
      at: path,
      options: Ledger.Options(access: .readOnly, projections: [Queues.self])
    )
    let queues = ledger.read { $0[Queues.self].summaries() }
    let answer = queues.map { "\($0.open) \($0.waiting)" }.joined(separator: ", ") + "\n"
    // At once: what is printed waits for the end of the process where nobody sees it.
    try FileHandle.standardOutput.write(contentsOf: Data(answer.utf8))
    await ledger.close()
  }
}
