import ArgumentParser

/// Measures the ledger beside what else could keep a helpdesk's events, and as it grows.
@main
struct LedgerBenchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-benchmarks",
    abstract: "The ledger beside raw LMDB, SQLite and Python, and as it grows.",
    discussion:
      "Figures of one run can be compared with each other, not with those of another machine.",
    subcommands: [
      CompareCommand.self, ScaleCommand.self, OpenProbe.self, CheckpointProbe.self,
      ReplayProbe.self,
    ]
  )
}
