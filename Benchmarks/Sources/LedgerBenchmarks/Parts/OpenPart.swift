import Foundation

extension Part {
  private static let ready = FigureKind(
    "open.ready",
    in: "ms",
    .baselineToOurs,
    target: .atLeast(20),
    ofEvents: 10_000_000
  )
  private static let readyTime = FigureKind(
    "open.ready.ms",
    in: "ms",
    target: .atMost(150),
    ofEvents: 10_000_000
  )

  /// Starts a program that opens a ledger and tells its queues, until it does: with a checkpoint of the
  /// projections, against a copy of the ledger without one, which is replayed in full.
  static let open = Part(figures: [ready, readyTime]) { bench in
    let log = try await bench.simulatedLedger()
    let bare = try bench.makeFolder() + "/bare.ledger"
    try FileManager.default.copyItem(atPath: log.path, toPath: bare)
    try RawLMDB.dropCheckpoints(ofLedgerAt: bare)
    func milliseconds(_ path: String) throws -> Double {
      let outcome = try ChildProcess.run(ChildProcess.program, [OpenProbe.name, path])
      return outcome.secondsToOutput * 1_000
    }
    var (ours, baseline): ([Double], [Double]) = ([], [])
    try await bench.inTurns(["open.ready", "open.ready by full replay"]) { side in
      if side == 0 {
        ours.append(try milliseconds(log.path))
      } else {
        baseline.append(try milliseconds(bare))
      }
    }
    return [Figure(ready, ours: ours, baseline: baseline), Figure(readyTime, ours: ours)]
  }
}
