import ArgumentParser
import TicketLedger

/// What a child process does to see what a checkpoint costs: record one event in a ledger that has one,
/// and close it.
struct CheckpointProbe: AsyncParsableCommand {
  static let name = "checkpoint-probe"
  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  @Argument var path: String

  func run() async throws {
    let start = ContinuousClock.now
    let ledger = try await Ledger.open(at: path, options: Ledger.Options(createsIfMissing: false))
    let opened = ContinuousClock.now
    try await ledger.submit(Command(.broadcastNotice(service: nil, text: nil)), by: "probe")
    let recorded = ContinuousClock.now
    await ledger.close()
    print(
      "open \((opened - start) / .milliseconds(1)) ms, "
        + "close \((ContinuousClock.now - recorded) / .milliseconds(1)) ms"
    )
  }
}
