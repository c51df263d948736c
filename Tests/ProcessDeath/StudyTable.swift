/// What came of a study, as a table for people.
struct StudyTable {
  let results: [Study.Result]

  private static let columns = [
    ("kills", "kills"), ("opening", "kills before it was open"), ("midst", "kills in the midst"),
    ("acknowledged", "acknowledged"), ("there", "unanswered, there"),
    ("absent", "unanswered, absent"),
  ]

  var description: String {
    let titles = ["ledgers"] + StudyTable.columns.map(\.0) + ["failures", "seconds"]
    var rows = results.map { ($0.scenario.name, figures(of: [$0])) }
    rows.append(("in all", figures(of: results)))
    let lines = [StudyTable.line("", titles, titles)]
    return (lines + rows.map { StudyTable.line($0.0, $0.1, titles) } + ["", others])
      .joined(separator: "\n")
  }

  private func figures(of results: [Study.Result]) -> [String] {
    func sum(_ number: (Study.Result) -> Int) -> String {
      "\(results.reduce(0) { $0 + number($1) })"
    }
    return [sum(\.lives)]
      + StudyTable.columns.map { column in sum { $0.counts[column.1] ?? 0 } }
      + [sum(\.failures.count), sum { Int($0.seconds.rounded()) }]
  }

  /// What has no column.
  private var others: String {
    var counts: [String: Int] = [:]
    for result in results { counts.merge(result.counts, uniquingKeysWith: +) }
    for column in StudyTable.columns { counts[column.1] = nil }
    return counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      .joined(separator: ", ")
  }

  private static func line(_ name: String, _ figures: [String], _ titles: [String]) -> String {
    let columns = zip(figures, titles).map { figure, title in
      String(repeating: " ", count: max(max(title.count, 7) + 2 - figure.count, 1)) + figure
    }
    return name + String(repeating: " ", count: max(14 - name.count, 0)) + columns.joined()
  }
}
