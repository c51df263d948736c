import ArgumentParser
import Foundation

/// Measures the ledger and its baselines by turns, and tells the ratios.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure the ledger and its baselines by turns.",
    discussion: "The figures: " + Part.all.flatMap(\.figures).map(\.name).joined(separator: ", ")
  )

  @Option(help: "Only the figures whose names begin so; may be given more than once.")
  var only: [String] = []

  @Option(help: "How many events the histories have.")
  var events = 500_000

  @Option(help: "How many rounds are measured; the median counts.")
  var runs = 5

  @Option(
    help: "Where ledgers and databases are made and removed: a folder on the disk to measure."
  )
  var folder = Places.ledgers

  @Option(
    help: ArgumentHelp(
      "The file of results.",
      discussion: "Without it Results/compare.json, which a run of some figures leaves as it is."
    )
  )
  var output: String?

  func validate() throws {
    guard 1_000...100_000_000 ~= events else {
      throw ValidationError("the histories have from 1,000 to 100,000,000 events")
    }
    guard 1...1_000 ~= runs else { throw ValidationError("there are from 1 to 1,000 runs") }
    for prefix in only where !Part.all.contains(where: { $0.isMeant(by: [prefix]) }) {
      throw ValidationError("no figure is called \(prefix)…")
    }
  }

  func run() async throws {
    let bench = try Workbench(folder: folder, events: events, runs: runs, only: only)
    defer { bench.clear() }
    let machine = try Machine.current(syncingIn: bench.folder)
    var figures: [Figure] = []
    for part in Part.all where part.isMeant(by: only) {
      do {
        let large = part.figures.filter { $0.targetEvents > events }.map(\.name)
        figures += try await part.measure(bench).map { figure in
          large.contains(figure.name) ? figure.unjudged : figure
        }
      } catch {
        // What was measured before, and will be, is worth keeping.
        for kind in part.figures where bench.wants(kind) { bench.fail(kind, error) }
      }
    }
    let results = Comparison(
      machine: machine,
      events: events,
      figures: figures,
      skipped: bench.skipped,
      failed: bench.failed
    )
    print(results.table)
    let output = output ?? (only.isEmpty ? Places.results : Places.build) + "/compare.json"
    try results.write(to: output)
    Progress.note("wrote \(output)")
    guard bench.failed.isEmpty else { throw ExitCode.failure }
  }
}
