import StudySupport

/// What came of a study, as a table for people.
struct FailingTable {
  let results: [FailingStudy.Result]

  private static let ways = ["told", "harmless", "unreached", "failed"]

  var description: String {
    let titles = ["calls", "cases"] + FailingTable.ways + ["seconds"]
    let kinds = Failure.allCases.map(\.rawValue) + [FailingCase.fullMedium]
    let workloads = results.map { result in
      row(result.work.rawValue, [result], kinds, calls: result.calls, seconds: result.seconds)
    }
    let seconds = results.reduce(0) { $0 + $1.seconds }
    let calls = results.reduce(0) { $0 + $1.calls }
    let sum = row("in all", results, kinds, calls: calls, seconds: seconds)
    let failures = kinds.map { row($0, results, [$0], calls: nil, seconds: nil) }
    let harmless = results.flatMap(\.harmless)
    return TextTable.text(titles, workloads + [sum]) + "\n\n"
      + TextTable.text(["cases"] + FailingTable.ways, failures)
      + "\n\nnobody was told of, and nobody was harmed by:\n"
      + Set(harmless).sorted().map { "  " + $0 }.joined(separator: "\n")
  }

  private func row(
    _ name: String,
    _ results: [FailingStudy.Result],
    _ kinds: [String],
    calls: Int?,
    seconds: Double?
  ) -> TextTable.Row {
    let figures = FailingTable.ways.map { way in
      results.reduce(0) { sum, result in
        kinds.reduce(sum) { $0 + (result.counts[$1]?[way] ?? 0) }
      }
    }
    let all = figures.reduce(0, +)
    return TextTable.Row(
      name: name,
      figures: (calls.map { ["\($0)"] } ?? []) + ["\(all)"] + figures.map { "\($0)" }
        + (seconds.map { ["\(Int($0.rounded()))"] } ?? [])
    )
  }
}
