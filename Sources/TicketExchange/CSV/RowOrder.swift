import Foundation

/// Puts a file's rows in the order a mapping names, by reading the file once beforehand.
enum RowOrder {
  /// Where a row begins.
  struct Place {
    var offset: Int
    var line: Int
  }

  /// One part of a key: numbers stand before texts, texts in the order of their bytes.
  enum Part: Comparable {
    case number(Int64)
    case text(String)

    /// Creates the part of a cell: a number where the cell is a whole number.
    init(_ cell: String) {
      self = Int64(cell).map { .number($0) } ?? .text(cell)
    }

    static func < (lhs: Part, rhs: Part) -> Bool {
      switch (lhs, rhs) {
      case (.number(let lhs), .number(let rhs)): lhs < rhs
      case (.number, .text): true
      case (.text, .number): false
      case (.text(let lhs), .text(let rhs)): lhs.utf8.lexicographicallyPrecedes(rhs.utf8)
      }
    }
  }

  /// The places of all rows in the mapping's order; equal keys stay in file order.
  ///
  /// - Complexity: O(n log n) in the rows; it keeps the key of each until they are sorted.
  static func places(
    _ planner: inout ImportPlanner,
    _ reader: inout CSVReader,
    _ data: Data
  ) throws -> [Place] {
    var record = CSVRecord()
    var rows: [(key: [Part], place: Place)] = []
    let isReverse = planner.order == .reverse
    while try planner.read(&record, &reader, data, counts: true) {
      let key = isReverse ? [.number(Int64(-rows.count))] : try planner.orderKey(record, data)
      guard let key else { continue }
      rows.append((key, Place(offset: record.offset, line: record.line)))
    }
    rows.sort { lhs, rhs in
      if lhs.key == rhs.key { return lhs.place.offset < rhs.place.offset }
      return lhs.key.lexicographicallyPrecedes(rhs.key)
    }
    return rows.map(\.place)
  }
}
