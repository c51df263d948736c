/// Figures in columns, right-aligned under their titles.
enum TextTable {
  struct Row {
    let name: String
    let figures: [String]
  }

  static func text(_ titles: [String], _ rows: [Row]) -> String {
    let line = { (name: String, figures: [String]) in
      let columns = zip(figures, titles).map { figure, title in
        String(repeating: " ", count: max(max(title.count, 7) + 2 - figure.count, 1)) + figure
      }
      return name + String(repeating: " ", count: max(24 - name.count, 0)) + columns.joined()
    }
    return ([line("", titles)] + rows.map { line($0.name, $0.figures) }).joined(separator: "\n")
  }
}
