extension MappingNode {
  /// The most bytes of a name that becomes an envelope's label.
  static let longestLabel = 255

  /// A member that has to be there.
  func required(
    _ key: String,
    in members: [String: MappingNode]
  ) throws(ImportError) -> MappingNode {
    guard let member = members[key] else {
      throw error("\"\(key)\" is missing", "add it; Importing.md says what it holds")
    }
    return member
  }

  /// A short name.
  func label() throws(ImportError) -> String {
    let name = try name()
    guard name.utf8.count <= MappingNode.longestLabel else {
      throw error("the name is too long", "use at most \(MappingNode.longestLabel) bytes")
    }
    return name
  }

  /// One text, or a list of texts; texts may be empty.
  func texts() throws(ImportError) -> [String] {
    guard case .list = value else { return [try string()] }
    var texts: [String] = []
    for element in try elements() { texts.append(try element.string()) }
    return texts
  }

  /// A word of a closed list.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ type: Word.Type
  ) throws(ImportError) -> Word {
    let text = try string()
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("\"\(text)\" is unknown", "use one of \(words)")
    }
    return word
  }

  /// One ASCII character that can separate or quote fields.
  func byte() throws(ImportError) -> UInt8 {
    let bytes = Array(try string().utf8)
    guard bytes.count == 1, 1..<128 ~= bytes[0], bytes[0] != CSVDialect.lineFeed,
      bytes[0] != CSVDialect.carriageReturn
    else {
      throw error("not one ASCII character", "use for example \",\", \";\", \"|\" or \"\\t\"")
    }
    return bytes[0]
  }
}
