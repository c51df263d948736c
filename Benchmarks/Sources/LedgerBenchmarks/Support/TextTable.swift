/// Lines of columns that stand under one another.
struct TextTable {
  let title: [String]
  let rows: [[String]]
  /// The columns that begin at their left; the others end at their right.
  let leading: Set<Int>

  var lines: [String] {
    let widths = title.indices.map { column in
      ([title] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([title] + rows).map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return leading.contains(column) ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
  }
}
