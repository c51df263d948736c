import TicketLedger

extension DocumentReport {
  /// The members of an object, of which only some keys are allowed; null is as good as missing.
  mutating func members(
    _ node: DocumentNode,
    _ allowed: [String]
  ) -> [String: DocumentNode]? {
    guard let entries = entries(node) else { return nil }
    var members: [String: DocumentNode] = [:]
    for (key, member) in entries {
      if allowed.contains(key) {
        if !member.value.isNull { members[key] = member }
      } else {
        unknown(key, allowed, at: member)
      }
    }
    return members
  }

  /// The members of an object of free keys, in their order.
  mutating func entries(_ node: DocumentNode) -> [(key: String, node: DocumentNode)]? {
    guard case .object(let object) = node.value else {
      add("\(node.value.sort) where an object is wanted", "write { … }", at: node)
      return nil
    }
    return object.members.enumerated().map { ($1.key, node.member($1, at: $0)) }
  }

  /// A member that has to be there.
  mutating func required(
    _ key: String,
    in members: [String: DocumentNode],
    of node: DocumentNode,
    example: String
  ) -> DocumentNode? {
    if let member = members[key] { return member }
    add("\"\(key)\" is missing", "add for example \"\(key)\": \(example)", at: node)
    return nil
  }

  /// The elements of a list of at least one; a value that is no list stands for a list of one.
  mutating func elements(_ node: DocumentNode) -> DocumentNode.Elements {
    let elements = node.elements
    if elements.isEmpty {
      add("the list is empty", "name at least one, or leave the key out to allow any", at: node)
    }
    return elements
  }

  /// The text here.
  mutating func text(_ node: DocumentNode, example: String) -> String? {
    if case .string(let text) = node.value { return text }
    add("\(node.value.sort) where a text is wanted", "write for example \(example)", at: node)
    return nil
  }

  /// The truth value here.
  mutating func flag(_ node: DocumentNode) -> Bool? {
    if case .bool(let flag) = node.value { return flag }
    add("\(node.value.sort) where a truth value is wanted", "write true or false", at: node)
    return nil
  }

  /// The whole number from 0 to 255 here.
  mutating func byte(_ node: DocumentNode, _ wanted: String) -> UInt8? {
    if let byte = node.value.integer.flatMap({ UInt8(exactly: $0) }) { return byte }
    add("\(node.value.excerpt) is not \(wanted)", "write a whole number, without quotes", at: node)
    return nil
  }

  /// The word of a closed list here.
  mutating func word<Word: Vocabulary>(_ node: DocumentNode) -> Word? {
    guard case .string(let text) = node.value, let word = Word(name: text) else {
      add("\(node.value.excerpt) is unknown", "use one of \(Word.names)", at: node)
      return nil
    }
    return word
  }

  private mutating func unknown(_ key: String, _ allowed: [String], at node: DocumentNode) {
    // The message is about the object that holds the key.
    add(
      "unknown key \(JSONValue.string(key).excerpt)",
      key.nearest(among: allowed).map { "did you mean \"\($0)\"?" }
        ?? "the keys here are \(allowed.joined(separator: ", "))",
      at: node.atHolder
    )
  }
}

extension String {
  /// The nearest of some words; nil where none is near enough to be meant.
  func nearest(among words: [String]) -> String? {
    // Past the longest key nothing can be near, and comparing would only take time.
    guard utf8.count <= 64 else { return nil }
    let letters = Array(lowercased().unicodeScalars)
    let near = words.map { ($0, String.distance(letters, Array($0.lowercased().unicodeScalars))) }
      .min { $0.1 < $1.1 }
    guard let near, near.1 <= max(2, letters.count / 3), near.1 < letters.count else { return nil }
    return near.0
  }

  /// How many letters to insert, take away, change or exchange with their neighbour.
  ///
  /// The "optimal string alignment" form of F. Damerau, A technique for computer detection and
  /// correction of spelling errors (1964).
  private static func distance(_ from: [Unicode.Scalar], _ to: [Unicode.Scalar]) -> Int {
    var rows = [Array(0...to.count)]
    for (index, letter) in from.enumerated() {
      var row = [index + 1]
      for (place, wanted) in to.enumerated() {
        let above = rows[index]
        var best = Swift.min(above[place + 1], row[place]) + 1
        best = Swift.min(best, above[place] + (letter == wanted ? 0 : 1))
        if index > 0, place > 0, letter == to[place - 1], from[index - 1] == wanted {
          best = Swift.min(best, rows[index - 1][place - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[from.count][to.count]
  }
}
