/// Rows of cells, shaded by their values.
struct MatrixChart: Chart {
  /// The rows, from the top.
  let rows: [Row]
  /// What stands under each column.
  let columns: [AxisLabel]
  /// What the columns are.
  let unit: String
  /// How high a row is.
  var step = 26.0

  /// A row.
  struct Row: Sendable {
    /// What it stands for.
    let label: String
    /// Its cells, one for each column; nil where there is nothing to say.
    let cells: [Cell?]
  }

  /// A cell.
  struct Cell: Sendable {
    /// Its shade, 0 to 6.
    let shade: Int
    /// The class of its colours.
    let style: String
    /// Written into it, where all cells have room for theirs.
    let text: String
    /// What it stands for.
    let datum: Canvas.Datum
  }

  var isEmpty: Bool { columns.isEmpty || rows.allSatisfy { $0.cells.allSatisfy { $0 == nil } } }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    let isNarrow = width < 500
    let size = Canvas.textSize
    let widest = rows.map { TextWidth.of($0.label, size: size) }.max() ?? 0
    let left = isNarrow ? 0 : min(widest + 14, width * 0.38)
    let own = isNarrow ? step + 20 : step
    let top = 6.0
    let bottom = top + own * Double(rows.count)
    var canvas = Canvas(width: width, height: bottom + 52, id: id)
    let cell = min((width - left) / Double(max(columns.count, 1)), 76)
    let gap = cell > 8 ? 2.0 : cell > 4 ? 1 : 0
    // Numbers in every cell or in none: the largest would be the first to find no room.
    let isNumbered = rows.allSatisfy { row in
      row.cells.allSatisfy { TextWidth.of($0?.text ?? "", size: size) + 4 <= cell - gap }
    }
    for (place, row) in rows.enumerated() {
      let y = top + own * Double(place) + (isNarrow ? 20 : 0)
      let label = TextWidth.fitted(row.label, to: isNarrow ? width : left - 14, size: size)
      if isNarrow {
        canvas.text(label, 0, y - 6)
      } else {
        canvas.text(label, left - 12, y + step / 2 + 3, .end)
      }
      for (column, content) in row.cells.enumerated() {
        let x = left + Double(column) * cell
        guard let content else {
          canvas.rect(x, y, cell - gap, step - 2, "cell void")
          continue
        }
        canvas.rect(
          x,
          y,
          cell - gap,
          step - 2,
          "cell \(content.style)\(content.shade)",
          content.shade == 0 && content.text.isEmpty ? nil : content.datum
        )
        if isNumbered, !content.text.isEmpty {
          let style = "t on-\(content.style)\(content.shade)"
          canvas.text(content.text, x + (cell - gap) / 2, y + step / 2 + 3, .middle, style)
        }
      }
    }
    let centres = columns.indices.map { left + (Double($0) + 0.5) * cell - gap / 2 }
    canvas.labels(columns, at: centres, under: bottom)
    canvas.text(unit, left, bottom + 47, .start, "t u")
    return canvas
  }
}
