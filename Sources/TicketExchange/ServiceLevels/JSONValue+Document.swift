extension JSONValue {
  /// The value as a document that people edit: what fits stays on one line, the rest is indented.
  ///
  /// Equal values give equal texts, which end in a line feed.
  ///
  /// - Complexity: O(n · d) for n bytes and nesting d.
  var documentText: String {
    var text = ""
    write(into: &text, indent: 0, column: 0)
    return text + "\n"
  }

  private static let width = 100

  private func write(into text: inout String, indent: Int, column: Int) {
    // Room for a comma behind it.
    let line = oneLine
    guard column + line.count >= JSONValue.width else {
      text += line
      return
    }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .array(let elements) where !elements.isEmpty:
      text += "["
      for (index, element) in elements.enumerated() {
        text += (index > 0 ? ",\n" : "\n") + inner
        element.write(into: &text, indent: indent + 2, column: indent + 2)
      }
      text += "\n\(outer)]"
    case .object(let object) where !object.isEmpty:
      text += "{"
      for (index, member) in object.members.enumerated() {
        let key = JSONValue.string(member.key).compact + ": "
        text += (index > 0 ? ",\n" : "\n") + inner + key
        member.value.write(into: &text, indent: indent + 2, column: indent + 2 + key.count)
      }
      text += "\n\(outer)}"
    default: text += line
    }
  }

  private var oneLine: String {
    switch self {
    case .array(let elements): "[\(elements.map(\.oneLine).joined(separator: ", "))]"
    case .object(let object):
      "{"
        + object.members.map { "\(JSONValue.string($0.key).compact): \($0.value.oneLine)" }
        .joined(separator: ", ") + "}"
    default: compact
    }
  }
}
