import Foundation

/// A ledger at several sizes, and how much more an event costs in the largest than in the smallest.
struct ScaleResults: Encodable {
  private static let append = FigureKind(
    "growth.append",
    in: "ns/event",
    target: .atMost(1.3),
    isDurable: true
  )
  private static let replay = FigureKind("growth.replay", in: "ns/event", target: .atMost(1.15))

  let machine: Machine
  let sizes: [ScaleMeasurement]
  let figures: [Figure]

  /// Sums up measurements by rising size.
  init(machine: Machine, sizes: [ScaleMeasurement]) {
    self.machine = machine
    self.sizes = sizes
    guard let first = sizes.first, let last = sizes.last, sizes.count > 1 else {
      figures = []
      return
    }
    // The targets are for a hundred times as many events.
    let isJudged = last.events >= 100 * first.events
    figures = [
      Figure(
        ScaleResults.append,
        ours: [1e9 / last.appendedEventsPerSecond],
        baseline: [1e9 / first.appendedEventsPerSecond],
        fsyncMicroseconds: last.fsyncMicroseconds
      ),
      Figure(
        ScaleResults.replay,
        ours: [1e9 / last.replayedEventsPerSecond],
        baseline: [1e9 / first.replayedEventsPerSecond]
      ),
    ]
    .map { isJudged ? $0 : $0.unjudged }
  }

  /// The figures as tables for people.
  var table: String {
    let title = ScaleMeasurement.title
    let rows = TextTable(title: title, rows: sizes.map(\.row), leading: []).lines
    return (rows + (figures.isEmpty ? [] : [""] + Figure.table(of: figures)))
      .joined(separator: "\n")
  }

  /// Writes a plot of each measure beside the file of results.
  func writePlots(besides path: String) throws {
    let base = URL(filePath: path).deletingPathExtension().path
    for (name, title, value) in ScaleResults.plots {
      let points = sizes.compactMap { size in
        value(size).map { LinePlot.Point(x: Double(size.events), y: $0) }
      }
      guard points.count > 1 else { continue }
      let plot = LinePlot(title: title, horizontal: "events in the ledger", points: points)
      try ResultFile.write(Data(plot.svg.utf8), to: "\(base)-\(name).svg")
    }
  }

  private static let plots:
    [(name: String, title: String, value: @Sendable (ScaleMeasurement) -> Double?)] = [
      ("append", "Appended events per second", { $0.appendedEventsPerSecond }),
      ("replay", "Replayed events per second", { $0.replayedEventsPerSecond }),
      ("open", "Milliseconds to the first answer", { $0.openMilliseconds }),
      ("history", "Microseconds for a ticket's history", { $0.pointReadMicroseconds }),
      (
        "memory", "Peak memory of a replay, MiB",
        { $0.peakMemoryInBytes.map { Double($0) / 1_048_576 } }
      ),
      ("disk", "Bytes on disk per event", { $0.bytesPerEvent }),
    ]
}
