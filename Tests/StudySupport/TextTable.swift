/// Figures in columns, right-aligned under their titles.
package enum TextTable {
  /// The figures of one thing, by its name.
  package struct Row {
    let name: String
    let figures: [String]

    package init(name: String, figures: [String]) {
      self.name = name
      self.figures = figures
    }
  }

  /// The lines, the titles first.
  package static func text(_ titles: [String], _ rows: [Row]) -> String {
    let line = { (name: String, figures: [String]) in
      let columns = zip(figures, titles).map { figure, title in
        String(repeating: " ", count: max(max(title.count, 7) + 2 - figure.count, 1)) + figure
      }
      return name + String(repeating: " ", count: max(24 - name.count, 0)) + columns.joined()
    }
    return ([line("", titles)] + rows.map { line($0.name, $0.figures) }).joined(separator: "\n")
  }
}
