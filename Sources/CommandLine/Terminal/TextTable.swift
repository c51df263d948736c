/// Rows of text in aligned columns; numbers to the right.
struct TextTable {
  private var rows: [[String]] = []
  private let headers: [String]
  private let alignedRight: Set<Int>

  init(_ headers: [String], alignedRight: Set<Int> = []) {
    self.headers = headers
    self.alignedRight = alignedRight
  }

  /// Adds a row; cells that are missing are empty, and there is no room for more than the columns.
  mutating func add(_ row: [String]) {
    let cells = row.prefix(headers.count).map { Terminal.harmless($0) }
    rows.append(cells + Array(repeating: "", count: headers.count - cells.count))
  }

  /// The table, a line each, without a line end at the end.
  var text: String {
    let widths = headers.indices.map { column in
      ([headers[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    let lines = [Terminal.bold(line(headers, widths))] + rows.map { line($0, widths) }
    return lines.joined(separator: "\n")
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    var cells: [String] = []
    for column in row.indices {
      let padding = String(repeating: " ", count: widths[column] - row[column].count)
      cells.append(alignedRight.contains(column) ? padding + row[column] : row[column] + padding)
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
