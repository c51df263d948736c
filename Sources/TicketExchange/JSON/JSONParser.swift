extension JSONValue {
  /// The most arrays and objects that may stand inside one another.
  public static let maximumDepth = 64

  /// Reads one JSON value and nothing else, as RFC 8259 defines it.
  ///
  /// Refused as well: a key twice in one object, UTF-8 that is not valid, half of a surrogate pair, a
  /// number past what a `Double` holds, a byte order mark, and nesting past ``maximumDepth``. No input
  /// traps.
  ///
  /// - Complexity: O(n) in the number of bytes.
  public init(parsing bytes: Span<UInt8>) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes)
    self = try parser.parseDocument()
  }

  /// Reads one JSON value and nothing else.
  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    try self.init(parsing: bytes.span)
  }

  /// Reads one JSON value and nothing else.
  public init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }
}

/// Reads a JSON value from left to right, without looking back.
struct JSONParser: ~Escapable {
  let bytes: Span<UInt8>
  var offset = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
  }

  /// The next byte; nil at the end.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard next == nil else { throw expected("the end after the value") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try parseObject(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try parseArray(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      return try parseNumber()
    case UInt8(ascii: "t"): return try parse("true", as: .bool(true))
    case UInt8(ascii: "f"): return try parse("false", as: .bool(false))
    case UInt8(ascii: "n"): return try parse("null", as: .null)
    default: throw expected("a value")
    }
  }

  private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
    try open(depth: depth)
    var members: [JSONObject.Member] = []
    // Few keys are compared one by one; many, which only a hostile text has, are hashed.
    var seen: Set<String> = []
    guard !takeAfterSpace("}") else { return JSONObject() }
    repeat {
      skipSpace()
      let start = offset
      guard next == UInt8(ascii: "\"") else { throw expected("a key in double quotes") }
      let key = try parseString()
      if members.count == 32 { seen = Set(members.map(\.key)) }
      let isNew =
        members.count < 32
        ? !members.contains { $0.key == key } : seen.insert(key).inserted
      guard isNew else { throw error("the key \"\(key)\" stands twice", at: start) }
      guard takeAfterSpace(":") else { throw expected("':' after the key") }
      members.append(JSONObject.Member(key: key, value: try parseValue(depth: depth)))
    } while takeAfterSpace(",")
    guard takeAfterSpace("}") else { throw expected("',' or '}'") }
    return JSONObject(distinct: members)
  }

  private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
    try open(depth: depth)
    var elements: [JSONValue] = []
    guard !takeAfterSpace("]") else { return elements }
    repeat {
      elements.append(try parseValue(depth: depth))
    } while takeAfterSpace(",")
    guard takeAfterSpace("]") else { throw expected("',' or ']'") }
    return elements
  }

  private mutating func open(depth: Int) throws(JSONSyntaxError) {
    guard depth <= JSONValue.maximumDepth else {
      throw error("more than \(JSONValue.maximumDepth) values inside one another", at: offset)
    }
    offset += 1
  }

  private mutating func parse(
    _ word: StaticString,
    as value: JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    let start = offset
    for byte in word.description.utf8 {
      guard next == byte else {
        throw error("expected a value; \(word) is the word that begins so", at: start)
      }
      offset += 1
    }
    return value
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
      default: return
      }
    }
  }

  private mutating func takeAfterSpace(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: mark) else { return false }
    offset += 1
    return true
  }

  func error(_ problem: String, at offset: Int) -> JSONSyntaxError {
    JSONSyntaxError(problem, at: offset, in: bytes)
  }

  /// The error of a place where something else stands, or nothing.
  func expected(_ wanted: String) -> JSONSyntaxError {
    let found =
      switch next {
      case nil: "the end"
      case let byte? where 0x21...0x7E ~= byte: "'\(Unicode.Scalar(byte))'"
      case let byte?: "byte 0x" + String(byte, radix: 16, uppercase: true)
      }
    return error("expected \(wanted), found \(found)", at: offset)
  }
}
