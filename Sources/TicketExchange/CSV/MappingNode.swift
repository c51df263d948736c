import Foundation

/// Any JSON value, as a mapping file holds it.
enum MappingValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([MappingValue])
  case object([String: MappingValue])

  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(Double(value))
    case .number(let value): self = .number(value)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(elements.map { MappingValue($0) })
    case .object(let object):
      let members = object.members.map { ($0.key, MappingValue($0.value)) }
      self = .object(Dictionary(uniqueKeysWithValues: members))
    }
  }

  /// What it is, for a message.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// A place in a mapping file: its value, and how to name it in an error.
struct MappingNode {
  let value: MappingValue
  /// The keys down to here, `fields.level.table`; empty for the whole file.
  let path: String
  /// The mapping file's name.
  let file: String

  /// Reads a file's bytes, with or without a byte order mark.
  init(json: Data, file: String) throws(ImportError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = Array(json.starts(with: mark) ? json.dropFirst(mark.count) : json)
    do throws(JSONSyntaxError) {
      value = MappingValue(try JSONValue(parsing: bytes))
    } catch {
      throw ImportError(
        file: file,
        line: error.line,
        problem: "column \(error.column): \(error.problem)",
        remedy: "correct it there; a mapping is one JSON object, with no key twice"
      )
    }
    path = ""
    self.file = file
  }

  private init(_ value: MappingValue, path: String, file: String) {
    self.value = value
    self.path = path
    self.file = file
  }

  /// An error about this place.
  func error(_ problem: String, _ remedy: String) -> ImportError {
    let place = path.isEmpty ? "" : "\(path): "
    return ImportError(file: file, problem: place + problem, remedy: remedy)
  }

  /// The members of an object, of which only some keys are allowed.
  func members(_ allowed: [String]) throws(ImportError) -> [String: MappingNode] {
    let members = try members()
    for key in members.keys.sorted() where !allowed.contains(key) {
      throw error("unknown key \"\(key)\"", "the keys here are \(allowed.joined(separator: ", "))")
    }
    return members
  }

  /// The members of an object of free keys.
  func members() throws(ImportError) -> [String: MappingNode] {
    guard case .object(let object) = value else {
      throw error("\(value.kindName) where an object is wanted", "write { … }")
    }
    return Dictionary(
      uniqueKeysWithValues: object.map { key, value in
        (key, MappingNode(value, path: path.isEmpty ? key : "\(path).\(key)", file: file))
      }
    )
  }

  /// The elements of a list.
  func elements() throws(ImportError) -> [MappingNode] {
    guard case .list(let list) = value else {
      throw error("\(value.kindName) where a list is wanted", "write [ … ]")
    }
    return list.enumerated().map { MappingNode($1, path: "\(path)[\($0)]", file: file) }
  }

  /// The text here.
  func string() throws(ImportError) -> String {
    guard case .string(let text) = value else {
      throw error("\(value.kindName) where a text is wanted", "write it in double quotes")
    }
    return text
  }

  /// The text here, which may not be empty.
  func name() throws(ImportError) -> String {
    let text = try string()
    guard !text.isEmpty else { throw error("the text is empty", "give a name") }
    return text
  }

  /// One text, or a list of at least one.
  func names() throws(ImportError) -> [String] {
    guard case .list = value else { return [try name()] }
    var names: [String] = []
    for element in try elements() { names.append(try element.name()) }
    guard !names.isEmpty else { throw error("the list is empty", "name at least one") }
    return names
  }

  /// The truth value here.
  func bool() throws(ImportError) -> Bool {
    guard case .bool(let value) = value else {
      throw error("\(value.kindName) where true or false is wanted", "write true or false")
    }
    return value
  }

  /// The whole number here, within bounds.
  func integer(_ range: ClosedRange<Int>) throws(ImportError) -> Int {
    guard case .number(let number) = value, let integer = Int(exactly: number),
      range.contains(integer)
    else {
      throw error(
        "not a whole number from \(range.lowerBound) to \(range.upperBound)",
        "write one, without quotes"
      )
    }
    return integer
  }
}

extension MappingNode {
  /// The same object without one of its members.
  func without(_ key: String) -> MappingNode {
    guard case .object(var object) = value else { return self }
    object[key] = nil
    return MappingNode(.object(object), path: path, file: file)
  }
}
