import TicketLedger

/// How a value is taken from a row: from which columns, and through which table.
struct ColumnRule<Value: MappedValue>: Sendable {
  /// What a value becomes that the table does not list, or that the pattern does not match.
  enum Otherwise: Sendable {
    /// The row cannot be read.
    case error
    /// As if the cell were unknown.
    case unknown
    /// The cell's own text.
    case keep
    case value(Value)
  }

  /// The columns, joined by ``separator``; none for a constant.
  var columns: [String]
  /// What stands between joined columns.
  var separator: String
  /// A regular expression: its first group, or its whole match, is the value.
  var pattern: String?
  /// Values by what the columns hold.
  var table: [String: Value]?
  /// What an unlisted value becomes.
  var otherwise: Otherwise
  /// The value of every row, where no columns are given.
  var constant: Value?
  /// The place in the mapping, for messages.
  var path: String

  /// Reads a rule: the name of a column, or an object.
  init(_ node: MappingNode) throws(ImportError) {
    path = node.path
    separator = "/"
    if case .string = node.value {
      columns = [try node.name()]
      otherwise = .error
      return
    }
    let members = try node.members([
      "column", "columns", "separator", "pattern", "table", "otherwise", "value",
    ])
    if let value = members["value"] {
      guard members.count == 1 else {
        throw node.error("\"value\" stands alone", "leave the other keys out, or \"value\"")
      }
      columns = []
      constant = try Value(value)
      otherwise = .error
      return
    }
    guard let place = members["column"] ?? members["columns"],
      members["column"] == nil || members["columns"] == nil
    else {
      throw node.error("no column is named", "give one of \"column\", \"columns\" and \"value\"")
    }
    columns = try place.names()
    if let node = members["separator"] { separator = try node.string() }
    pattern = try members["pattern"].map { node throws(ImportError) in try Self.pattern(node) }
    table = try members["table"].map { node throws(ImportError) in
      var table: [String: Value] = [:]
      for (key, node) in try node.members() { table[key] = try Value(node) }
      return table
    }
    otherwise =
      if let node = members["otherwise"] {
        try Self.otherwise(node)
      } else if table != nil {
        Value.keepsUnlisted ? .keep : .error
      } else {
        .unknown
      }
  }

  private static func pattern(_ node: MappingNode) throws(ImportError) -> String {
    let text = try node.name()
    do {
      _ = try Regex(text)
    } catch {
      throw node.error("not a regular expression: \(error)", "double every \\ in JSON, as in \\\\d")
    }
    return text
  }

  private static func otherwise(_ node: MappingNode) throws(ImportError) -> Otherwise {
    switch node.value {
    case .string("error"): return .error
    case .string("unknown"): return .unknown
    case .string("keep"): return .keep
    default:
      do {
        return .value(try Value(node))
      } catch {
        throw node.error(
          "what unlisted values become is not clear",
          "write \"error\", \"unknown\", \"keep\" or \(Value.wanted)"
        )
      }
    }
  }
}

/// A rule bound to one file's columns, with the answers it has given so far.
final class BoundRule<Value: MappedValue> {
  /// What a row's cells give.
  enum Outcome {
    case unknown
    case value(Value)
    /// Nothing: the cell, and what would be right.
    case problem(cell: String)
  }

  let rule: ColumnRule<Value>
  /// Where the rule's columns stand in the file.
  let columns: [Int]
  private let matching: ValueMatching
  private let table: [String: Value]?
  private let regex: Regex<AnyRegexOutput>?
  private var answers: [String: Outcome] = [:]

  init(_ rule: ColumnRule<Value>, columns: [Int], matching: ValueMatching) {
    self.rule = rule
    self.columns = columns
    self.matching = matching
    table = rule.table.map { table in
      // In the order of the keys: where two become one without regard to case, always the same wins.
      Dictionary(
        table.sorted { $0.key < $1.key }.map { (matching.key($0.key), $0.value) }
      ) { first, _ in first }
    }
    // The pattern was compiled once when the mapping was read, so it compiles here.
    regex = rule.pattern.flatMap { try? Regex($0) }
  }

  /// The value of a row.
  ///
  /// - Complexity: One look-up, except for cells not seen before.
  func outcome(_ row: borrowing CSVRow) -> Outcome {
    if let constant = rule.constant { return .value(constant) }
    if columns.count == 1 { return outcome(of: row.text(columns[0])) }
    var cells: [String] = []
    for column in columns { cells.append(row.text(column)) }
    let joined = cells.joined(separator: rule.separator)
    guard cells.contains(where: { !matching.isUnknown($0) }) || isListed(joined) else {
      return .unknown
    }
    return outcome(of: joined)
  }

  private func outcome(of cell: String) -> Outcome {
    // Answers worth remembering are those of tables and patterns; free texts are as many as rows.
    guard table != nil || regex != nil else { return answer(to: cell) }
    if let answer = answers[cell] { return answer }
    let answer = answer(to: cell)
    answers[cell] = answer
    return answer
  }

  private func isListed(_ cell: String) -> Bool {
    table?[matching.key(cell)] != nil
  }

  private func answer(to cell: String) -> Outcome {
    if let value = table?[matching.key(cell)] { return .value(value) }
    if matching.isUnknown(cell) { return .unknown }
    var text = cell
    if let regex {
      guard let match = try? regex.firstMatch(in: cell) else { return otherwise(cell) }
      let groups = match.output.dropFirst().compactMap(\.substring)
      text = String(groups.first ?? cell[match.range])
    }
    guard let table else { return Value(cell: text).map { .value($0) } ?? .problem(cell: text) }
    return table[matching.key(text)].map { .value($0) } ?? otherwise(text)
  }

  private func otherwise(_ cell: String) -> Outcome {
    switch rule.otherwise {
    case .error: .problem(cell: cell)
    case .unknown: .unknown
    case .keep: Value(cell: cell).map { .value($0) } ?? .problem(cell: cell)
    case .value(let value): .value(value)
    }
  }
}

/// When two cells mean the same, and which mean nothing.
struct ValueMatching: Sendable {
  /// Whether case and the number of blanks between words do not matter.
  var ignoresCase = false
  /// What stands for "unknown", besides the empty cell, as keys.
  private var unknown: Set<String> = []

  init(ignoresCase: Bool, unknown: [String]) {
    self.ignoresCase = ignoresCase
    self.unknown = Set(unknown.map { key($0) })
  }

  /// What equal cells have in common.
  func key(_ cell: String) -> String {
    guard ignoresCase else { return cell }
    return cell.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether a cell says nothing.
  func isUnknown(_ cell: String) -> Bool {
    cell.isEmpty || !unknown.isEmpty && unknown.contains(key(cell))
  }
}
