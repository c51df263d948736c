/// A table of words, as it is read behind a chart or beside it.
struct DataTable: Hashable, Sendable {
  /// What it shows.
  let caption: String
  /// The columns; the first names the rows.
  let columns: [Column]
  /// The rows, one text for each column.
  let rows: [[String]]

  /// A column.
  struct Column: Hashable, Sendable {
    /// Its title.
    let title: String
    /// Whether it holds numbers, aligned to the right.
    let isNumber: Bool

    /// A column of words.
    static func words(_ title: String) -> Column { Column(title: title, isNumber: false) }
    /// A column of numbers.
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }
}

extension Markup {
  /// Writes a table in a box of its own that scrolls where the page is too narrow.
  mutating func table(_ table: DataTable) {
    let box: Attributes = [
      "class": "scroll", "role": "region", "tabindex": "0", "aria-label": table.caption,
    ]
    element("div", box) { box in
      box.element("table") { markup in
        markup.element("caption", words: table.caption)
        markup.element("thead") { head in
          head.element("tr") { row in
            for column in table.columns {
              let style: Attributes =
                column.isNumber ? ["scope": "col", "class": "n"] : ["scope": "col"]
              row.element("th", style, words: column.title)
            }
          }
        }
        markup.element("tbody") { body in
          for cells in table.rows { body.row(cells, table.columns) }
        }
      }
    }
    breakLine()
  }

  private mutating func row(_ cells: [String], _ columns: [DataTable.Column]) {
    breakLine()
    element("tr") { row in
      for (place, cell) in cells.enumerated() {
        if place == 0 {
          row.element("th", ["scope": "row"], words: cell)
        } else {
          let isNumber = place < columns.count && columns[place].isNumber
          row.element("td", isNumber ? ["class": "n"] : [:], words: cell)
        }
      }
    }
  }
}
