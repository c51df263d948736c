import StudySupport

/// What came of a study, as a table for people.
struct StudyTable {
  let results: [Study.Result]

  var description: String {
    let titles = ["operations", "points", "states", "failures", "seconds"]
    var rows = results.map { result in
      TextTable.Row(
        name: result.scenario.name,
        figures: [
          "\(result.operations)", "\(result.points)", "\(result.checked)",
          "\(result.failures.count)", "\(Int(result.seconds.rounded()))",
        ]
      )
    }
    rows.append(
      TextTable.Row(
        name: "in all",
        figures: [
          "\(sum(\.operations))", "\(sum(\.points))", "\(sum(\.checked))",
          "\(results.reduce(0) { $0 + $1.failures.count })",
          "\(Int(results.reduce(0) { $0 + $1.seconds }.rounded()))",
        ]
      )
    )
    return TextTable.text(titles, rows) + "\n\n" + TextTable.text(["states"], kinds)
  }

  private var kinds: [TextTable.Row] {
    CrashChoice.Kind.allCases.map { kind in
      TextTable.Row(
        name: kind.rawValue,
        figures: ["\(results.reduce(0) { $0 + ($1.kinds[kind.rawValue] ?? 0) })"]
      )
    }
  }

  private func sum(_ figure: KeyPath<Study.Result, Int>) -> Int {
    results.reduce(0) { $0 + $1[keyPath: figure] }
  }
}
