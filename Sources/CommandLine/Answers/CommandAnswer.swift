import TicketExchange

/// The answer of a command: one document that text, JSON and CSV are made of.
struct CommandAnswer {
  /// The document.
  let json: JSONValue
  /// The answer for people.
  let text: String
  /// The columns of its lists that are there also where a list is empty, by the list's key; the first
  /// is the one to export where none is named.
  let columns: KeyValuePairs<String, [String]>
  /// What whoever asks should know besides; told after the answer.
  var notes: [String] = []

  /// Tells the notes, on standard error.
  func tellNotes() {
    for note in notes { Terminal.complain(note) }
  }
}

extension CommandAnswer {
  /// What the single figures of an answer are called as a table.
  static let figures = "figures"

  /// The columns of figures that were told apart by keys; none where they were not.
  static func columns(ofGroupsBy names: [String]) -> KeyValuePairs<String, [String]> {
    names.isEmpty ? [:] : ["groups": names.map { "key.\($0)" }]
  }

  /// The names of its tables: its lists of records, and the figures beside them.
  var tables: [String] {
    let lists = members.filter { $0.value.array != nil }.map(\.key)
    let known = columns.map(\.key)
    return known + lists.filter { !known.contains($0) && isTable($0) } + [CommandAnswer.figures]
  }

  private func isTable(_ list: String) -> Bool {
    json.object?[list]?.array?.first?.object != nil
  }

  private var members: [JSONObject.Member] { json.object?.members ?? [] }

  /// A table as CSV, headed by the names of its columns; nil where there is none of that name.
  ///
  /// A column is a member of the list's records, one inside another by a dotted path. Lists of records
  /// inside records are left out.
  func csv(_ table: String?) -> [UInt8]? {
    let name = table ?? columns.first?.key ?? CommandAnswer.figures
    guard tables.contains(name) else { return nil }
    if name == CommandAnswer.figures { return figuresAsCSV }
    var names = columns.first { $0.key == name }?.value ?? []
    var known = Set(names)
    var rows: [[String: JSONValue]] = []
    for record in json.object?[name]?.array ?? [] {
      var row: [String: JSONValue] = [:]
      for (path, value) in CommandAnswer.leaves(of: record) {
        // Null where a record would be is in none of the record's columns.
        if value == .null, names.contains(where: { $0.hasPrefix("\(path).") }) { continue }
        if known.insert(path).inserted { names.append(path) }
        row[path] = value
      }
      rows.append(row)
    }
    var writer = CSVWriter()
    writer.write(names.map { .string($0) })
    for row in rows { writer.write(names.map { row[$0] ?? .null }) }
    return writer.bytes
  }

  private var figuresAsCSV: [UInt8] {
    var writer = CSVWriter()
    writer.write(["figure", "value"])
    for member in members where !tables.dropLast().contains(member.key) {
      for (path, value) in CommandAnswer.leaves(of: member.value, at: member.key) {
        writer.write([.string(path), value])
      }
    }
    return writer.bytes
  }

  /// The values inside a value, each with its dotted path.
  private static func leaves(
    of value: JSONValue,
    at path: String = ""
  ) -> [(path: String, value: JSONValue)] {
    switch value {
    case .object(let object):
      return object.members.flatMap { member in
        leaves(of: member.value, at: path.isEmpty ? member.key : "\(path).\(member.key)")
      }
    case .array(let elements) where elements.contains(where: { $0.object != nil }): return []
    case .null, .bool, .integer, .number, .string, .array: return [(path, value)]
    }
  }
}

extension FormatArguments {
  /// Prints an answer in the format asked for.
  func show(_ answer: CommandAnswer) {
    self.answer(json: answer.json, text: answer.text)
  }
}
