import Foundation

extension Verdict {
  /// The figures as a table for people, and what is wrong.
  var description: String {
    let titles = ["", "first third", "last third", "may grow by", ""]
    let rows = lines.map { line in
      [
        line.name, line.text(line.first), line.text(line.last), line.allowed.map(line.text) ?? "–",
        (line.isSound ? "" : "GREW  ") + line.slope,
      ]
    }
    let widths = titles.indices.map { column in
      ([titles] + rows).map { $0[column].count }.max() ?? 0
    }
    let table = ([titles] + rows).map { row in
      row.enumerated().map { column, text in
        let room = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == 4 ? text + room : room + text
      }.joined(separator: "  ")
    }
    return ([summary] + table + conclusion).joined(separator: "\n")
  }

  private var summary: String {
    let counts = results.counts
    let last = results.samples.last
    return """
      soak, seed \(plan.seed), \(Int(plan.seconds)) s: \(Int(last?.events ?? 0)) events, \
      \(Int(last?.tickets ?? 0)) tickets of which \(Int(last?.open ?? 0)) are open; \
      \(counts.submitted) commands accepted and \(counts.refused) refused, \(counts.reads) reads, \
      \(counts.pastQuestions) of the past, \(counts.consumed) events consumed, \(counts.signed) \
      checkpoints signed, \(counts.erased) persons erased, \(counts.backups) copies, \
      \(counts.rotated) rotations, closed and opened \(counts.opened) times
      """
  }

  private var conclusion: [String] {
    if samplesAreFew { return ["too few samples to judge by"] }
    let failed = failures.map { line in
      "\(line.name): grew from \(line.text(line.first)) to \(line.text(line.last))"
    }
    var said = problems + failed
    if said.isEmpty {
      said = ["the ledger verifies, a replay gives the live view, and nothing grew"]
    }
    if plan.isLong, !machineIsSteady {
      let times = String(format: "%.1f", slowdown)
      said.append(
        "durations were not judged: the probe took \(times) times as long in the last third"
      )
    }
    return said
  }
}

extension Verdict.Line {
  /// A value in as many digits as the figure has.
  fileprivate func text(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
}
