import Foundation

/// What a run is judged by.
enum Figure: String, CaseIterable, Sendable {
  case memory, file, descriptors, readers, latency, ledger
}

/// Whether what should stay flat did: the first third of a run against its last.
///
/// A figure may grow by what is given to noise, and by what the work is worth that was done between the
/// middles of the two thirds.
struct Verdict: CustomStringConvertible {
  struct Line {
    let figure: Figure
    let name: String
    let first: Double
    let last: Double
    /// How far it may be above the first; nil where it is told and not judged.
    let allowed: Double?
    let digits: Int
    var slope = ""

    var isSound: Bool { allowed.map { last - first <= $0 } ?? true }
  }

  private(set) var lines: [Line] = []
  let problems: [String]
  let plan: Plan
  let results: Results

  /// Memory that comes and goes, in bytes.
  static let memoryNoise = 16.0 * 1_048_576
  /// What a ticket may take in memory: its row in the table and in each of seven projections.
  static let memoryPerTicket = 4_096.0
  /// Pages that are written twice before they are used again, and copies that hold them back.
  static let fileNoise = 2.0 * 1_048_576
  /// How much more of the file than of a compact copy an event may take.
  static let fileOverCopy = 1.6
  static let moreDescriptors = 3.0
  static let moreReaders = 3.0
  /// How much slower than the first third the last may be, in a long run.
  static let (slowerMedian, slowerTail) = (1.5, 2.0)
  /// How much slower the machine may have become where durations are judged.
  static let slowerMachine = 1.25

  init(_ results: Results, of plan: Plan) {
    self.plan = plan
    self.results = results
    problems = results.problems
    guard !samplesAreFew else { return }
    addMemory()
    addFile()
    lines.append(
      Line(
        figure: .descriptors,
        name: "descriptors",
        first: median(first, \.outside.descriptors),
        last: median(last, \.outside.descriptors),
        allowed: Verdict.moreDescriptors,
        digits: 0
      )
    )
    lines.append(
      Line(
        figure: .readers,
        name: "slots of readers",
        first: median(first, \.outside.readers),
        last: median(last, \.outside.readers),
        allowed: Verdict.moreReaders,
        digits: 0
      )
    )
    for call in Latencies.Call.allCases { addLatency(of: call) }
  }

  var isSound: Bool { failures.isEmpty && problems.isEmpty && !samplesAreFew }
  var samplesAreFew: Bool { samples.count < 9 }
  var failures: [Line] { lines.filter { !$0.isSound } }

  // MARK: Figures

  /// Those after the first tenth, in which everything is new.
  private var samples: ArraySlice<Sample> { results.samples.dropFirst(results.samples.count / 10) }
  private var first: ArraySlice<Sample> { samples.prefix(samples.count / 3) }
  private var last: ArraySlice<Sample> { samples.suffix(samples.count / 3) }

  private mutating func addMemory() {
    let work = mean(last) { $0.tickets } - mean(first) { $0.tickets }
    let slope = Verdict.slope(samples.map { ($0.tickets, Double($0.outside.memory)) })
    lines.append(
      Line(
        figure: .memory,
        name: "memory, MiB",
        first: mean(first) { Double($0.outside.memory) } / 1_048_576,
        last: mean(last) { Double($0.outside.memory) } / 1_048_576,
        allowed: (Verdict.memoryNoise + Verdict.memoryPerTicket * work) / 1_048_576,
        digits: 1,
        slope: String(format: "%.0f bytes a ticket", slope)
      )
    )
  }

  private mutating func addFile() {
    let work = mean(last) { $0.events } - mean(first) { $0.events }
    let slope = Verdict.slope(samples.map { ($0.events, Double($0.outside.fileSize)) })
    let worth = results.copiedBytesPerEvent * Verdict.fileOverCopy
    lines.append(
      Line(
        figure: .file,
        name: "file, MiB",
        first: mean(first) { Double($0.outside.fileSize) } / 1_048_576,
        last: mean(last) { Double($0.outside.fileSize) } / 1_048_576,
        allowed: (Verdict.fileNoise + worth * work) / 1_048_576,
        digits: 1,
        slope: String(
          format: "%.0f bytes an event, %.0f in a compact copy",
          slope,
          results.copiedBytesPerEvent
        )
      )
    )
  }

  /// Adds the medians of stretches of a call; only a long run is judged by them.
  private mutating func addLatency(of call: Latencies.Call) {
    let isJudged = plan.isLong && call.isFlat && machineIsSteady
    for (share, name, factor) in [
      (0.5, "p50", Verdict.slowerMedian), (0.99, "p99", Verdict.slowerTail),
      (1, "greatest", Double.infinity),
    ] {
      guard let thirds = thirds(of: call, share) else { continue }
      lines.append(
        Line(
          figure: .latency,
          name: "\(call.rawValue) \(name), \(call.unit)",
          first: thirds.first,
          last: thirds.last,
          allowed: isJudged && factor.isFinite ? thirds.first * (factor - 1) + 20 : nil,
          digits: thirds.first < 10 ? 2 : 0
        )
      )
    }
  }

  /// How many times slower the machine itself was in the last third, by the probe.
  var slowdown: Double { thirds(of: .probe, 0.5).map { $0.last / $0.first } ?? 1 }
  /// Whether durations tell of the ledger, and not of what else the machine had to do.
  var machineIsSteady: Bool { slowdown <= Verdict.slowerMachine }

  /// The medians of a call's percentiles over the whole stretches of the first third and of the last.
  private func thirds(
    of call: Latencies.Call,
    _ share: Double
  ) -> (first: Double, last: Double)? {
    let whole = Int(plan.seconds / results.stretch)
    let stretches = (results.latencies[call] ?? []).prefix(whole).filter { $0.count > 0 }
    guard stretches.count >= 3 else { return nil }
    let figures = stretches.map { $0.percentile(share) ?? 0 }
    return (
      Verdict.median(figures.prefix(figures.count / 3)),
      Verdict.median(figures.suffix(figures.count / 3))
    )
  }

  private func mean(_ samples: ArraySlice<Sample>, _ value: (Sample) -> Double) -> Double {
    samples.reduce(0) { $0 + value($1) } / Double(max(samples.count, 1))
  }

  private func median(_ samples: ArraySlice<Sample>, _ value: KeyPath<Sample, Int>) -> Double {
    Verdict.median(samples.map { Double($0[keyPath: value]) }[...])
  }

  private static func median(_ values: ArraySlice<Double>) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// The slope of the line that fits best.
  private static func slope(_ points: [(x: Double, y: Double)]) -> Double {
    let count = Double(max(points.count, 1))
    let (x, y) = (
      points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count
    )
    let spread = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    return spread > 0 ? points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread : 0
  }
}

extension Latencies.Call {
  /// Whether its time does not grow with what was ever recorded; opening and erasing do, and what is
  /// rare is not judged by its percentiles.
  fileprivate var isFlat: Bool {
    switch self {
    case .submit, .batch, .queues, .history, .words: true
    case .breaches, .past, .signature, .erasure, .backup, .opening, .closing, .probe: false
    }
  }
}
