import Foundation

/// What a run came to.
struct Results: Sendable {
  let samples: [Sample]
  let latencies: [Latencies.Call: [Latencies.Histogram]]
  /// Seconds of one histogram.
  let stretch: Double
  let counts: Counters.Counts
  /// Bytes of a copy without unused pages at the end: what the log itself takes.
  let copySize: Int
  /// What is wrong with the ledger, or ended a task.
  let problems: [String]

  /// The bytes of an event with all that belongs to it.
  var copiedBytesPerEvent: Double {
    Double(copySize) / max(samples.last?.events ?? 1, 1)
  }

  /// Writes the samples, the latencies and a plot of each figure.
  func write(to folder: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let lines = [Sample.title] + samples.map(\.csv)
    try write(lines.joined(separator: "\n") + "\n", "\(folder)/samples.csv")
    try write(latencyLines.joined(separator: "\n") + "\n", "\(folder)/latencies.csv")
    for (name, plot) in plots where plot.series.contains(where: { $0.points.count > 1 }) {
      try write(plot.svg, "\(folder)/\(name).svg")
    }
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private var latencyLines: [String] {
    var lines = ["call,from second,calls,p50 µs,p99 µs,greatest µs"]
    for call in Latencies.Call.allCases {
      for (place, histogram) in (latencies[call] ?? []).enumerated() where histogram.count > 0 {
        let figures = [histogram.percentile(0.5), histogram.percentile(0.99), histogram.greatest]
          .map { String(format: "%.2f", $0 ?? 0) }
        let second = Int(Double(place) * stretch)
        lines.append(
          "\(call.rawValue),\(second),\(histogram.count),\(figures.joined(separator: ","))"
        )
      }
    }
    return lines
  }

  // MARK: Plots

  private var plots: [(name: String, plot: TimePlot)] {
    let mebibyte = 1_048_576.0
    let outside = { (name: String, title: String, value: @escaping (Sample) -> Double) in
      (name, TimePlot(title, [series(title, value)]))
    }
    let log = TimePlot.Series(
      name: "what the log takes",
      points: samples.map { .init($0.second / 60, $0.events * copiedBytesPerEvent / mebibyte) }
    )
    return [
      outside("memory", "Memory of its own, MiB") { Double($0.outside.memory) / mebibyte },
      (
        "file",
        TimePlot(
          "File, MiB",
          [series("the file") { Double($0.outside.fileSize) / mebibyte }, log]
        )
      ),
      outside("free-pages", "Free pages") { Double($0.outside.freePages) },
      outside("descriptors", "Descriptors") { Double($0.outside.descriptors) },
      (
        "readers",
        TimePlot(
          "Slots of readers",
          [
            series("taken") { Double($0.outside.readers) },
            series("ever taken at once") { Double($0.outside.readerSlots) },
          ]
        )
      ),
      outside("open-tickets", "Open tickets") { $0.open },
    ]
      + Latencies.Call.allCases.map { ("latency-\($0.rawValue)", latencyPlot($0)) }
  }

  private func series(_ name: String, _ value: (Sample) -> Double) -> TimePlot.Series {
    TimePlot.Series(name: name, points: samples.map { .init($0.second / 60, value($0)) })
  }

  private func latencyPlot(_ call: Latencies.Call) -> TimePlot {
    let stretches = (latencies[call] ?? []).enumerated().filter { $0.element.count > 0 }
    let line = { (name: String, value: (Latencies.Histogram) -> Double?) in
      TimePlot.Series(
        name: name,
        points: stretches.map { place, histogram in
          .init((Double(place) + 0.5) * stretch / 60, value(histogram) ?? 0)
        }
      )
    }
    return TimePlot(
      "\(call.rawValue): \(call.unit)",
      [
        line("p50") { $0.percentile(0.5) }, line("p99") { $0.percentile(0.99) },
        line("greatest") { $0.greatest },
      ],
      isLogarithmic: true
    )
  }
}

extension Latencies.Call {
  /// What a duration is of.
  var unit: String {
    switch self {
    case .past: "µs per event of the log"
    case .breaches: "µs per ticket ever opened"
    default: "µs"
    }
  }
}
