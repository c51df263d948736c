/// What became of one attempt to damage a ledger unseen.
enum TamperOutcome {
  /// It was found, and its place was named.
  case found
  /// It changed nothing that any reader reads.
  case harmless
  /// It changed what the log says nothing of, and what the documentation says is not found.
  case untold
  /// It changed what is read, and was not found.
  case missed(String)
  /// It was found, and a wrong place was named, or something else was blamed with it.
  case misplaced(String)
  /// The program ended as it never should, or not at all.
  case crashed(String)
}

/// What became of all attempts, by what was damaged.
struct TamperTable {
  struct Tally {
    var found = 0
    var harmless = 0
    var untold = 0
    var missed: [String] = []
    var misplaced: [String] = []
    var crashed: [String] = []

    var count: Int { found + harmless + untold + failures.count }
    var failures: [String] { missed + misplaced + crashed }
    fileprivate var figures: [Int] {
      [count, found, harmless, untold, missed.count, misplaced.count, crashed.count]
    }
  }

  /// In the order in which they came first.
  private(set) var names: [String] = []
  private var tallies: [String: Tally] = [:]

  subscript(name: String) -> Tally { tallies[name] ?? Tally() }

  mutating func add(_ outcome: TamperOutcome, of name: String) {
    if tallies[name] == nil { names.append(name) }
    var tally = self[name]
    switch outcome {
    case .found: tally.found += 1
    case .harmless: tally.harmless += 1
    case .untold: tally.untold += 1
    case .missed(let text): tally.missed.append("missed: " + text)
    case .misplaced(let text): tally.misplaced.append(text)
    case .crashed(let text): tally.crashed.append("crashed: " + text)
    }
    tallies[name] = tally
  }

  /// The table, for people.
  var description: String {
    let titles = ["changes", "found", "harmless", "untold", "missed", "wrong place", "crashes"]
    var lines = [pad("", to: 18) + titles.map { "  " + $0 }.joined()]
    var sums = titles.map { _ in 0 }
    for name in names {
      let figures = self[name].figures
      sums = zip(sums, figures).map(+)
      lines.append(TamperTable.line(name, figures, titles))
    }
    lines.append(TamperTable.line("in all", sums, titles))
    return lines.joined(separator: "\n")
  }

  private static func line(_ name: String, _ figures: [Int], _ titles: [String]) -> String {
    let columns = zip(figures, titles).map { figure, title in
      let text = "\(figure)"
      return String(repeating: " ", count: max(title.count + 2 - text.count, 1)) + text
    }
    return pad(name, to: 18) + columns.joined()
  }
}

private func pad(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(width - text.count, 0))
}
