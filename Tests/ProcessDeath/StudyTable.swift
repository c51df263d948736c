import StudySupport

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
    let rows = results.map { TextTable.Row(name: $0.scenario.name, figures: figures(of: [$0])) }
    let sum = TextTable.Row(name: "in all", figures: figures(of: results))
    return TextTable.text(titles, rows + [sum]) + "\n\n" + others
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
}
