/// What came of a study, as a table for people.
struct StudyTable {
  let results: [Study.Result]

  /// Its columns are `title: figure` pairs, right-aligned under their titles.
  private struct Row {
    let name: String
    let figures: [String]
  }

  var description: String {
    let titles = ["operations", "points", "states", "refused", "failures", "seconds"]
    var rows = results.map { result in
      Row(
        name: result.scenario.name,
        figures: [
          "\(result.operations)", "\(result.points)", "\(result.checked)", "\(result.refused)",
          "\(result.failures.count)", "\(Int(result.seconds.rounded()))",
        ]
      )
    }
    rows.append(
      Row(
        name: "in all",
        figures: [
          "\(sum(\.operations))", "\(sum(\.points))", "\(sum(\.checked))", "\(sum(\.refused))",
          "\(results.reduce(0) { $0 + $1.failures.count })",
          "\(Int(results.reduce(0) { $0 + $1.seconds }.rounded()))",
        ]
      )
    )
    return StudyTable.text(titles, rows) + "\n\n" + StudyTable.text(["states"], kinds)
  }

  private var kinds: [Row] {
    CrashChoice.Kind.allCases.map { kind in
      Row(
        name: kind.rawValue,
        figures: ["\(results.reduce(0) { $0 + ($1.kinds[kind.rawValue] ?? 0) })"]
      )
    }
  }

  private func sum(_ figure: KeyPath<Study.Result, Int>) -> Int {
    results.reduce(0) { $0 + $1[keyPath: figure] }
  }

  private static func text(_ titles: [String], _ rows: [Row]) -> String {
    let line = { (name: String, figures: [String]) in
      let columns = zip(figures, titles).map { figure, title in
        String(repeating: " ", count: max(max(title.count, 7) + 2 - figure.count, 1)) + figure
      }
      return name + String(repeating: " ", count: max(24 - name.count, 0)) + columns.joined()
    }
    return ([line("", titles)] + rows.map { line($0.name, $0.figures) }).joined(separator: "\n")
  }
}
