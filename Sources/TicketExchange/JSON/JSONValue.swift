/// A JSON value that keeps what this library relies on: the order of keys, and whole numbers exactly.
///
/// Foundation's coders lose both, and do not say where a text goes wrong.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction and exponent that fits 64 bits.
  case integer(Int64)
  /// Any other number; never infinite or "not a number" when it was read.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// Holds a count or position; one past `Int64.max`, which no ledger reaches, loses its last digits.
  public static func whole(_ number: some BinaryInteger) -> JSONValue {
    Int64(exactly: number).map { .integer($0) } ?? .number(Double(number))
  }

  /// Holds a text, or null for none.
  public static func text(_ text: String?) -> JSONValue {
    text.map { .string($0) } ?? .null
  }

  /// Whether this is null.
  public var isNull: Bool { self == .null }

  /// The text of a string; nil for anything else.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The number of an integer; nil for anything else, numbers with fraction or exponent among it.
  public var integer: Int64? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  /// The number, whole or not; nil for anything else.
  public var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// The truth value; nil for anything else.
  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements of an array; nil for anything else.
  public var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The object; nil for anything else.
  public var object: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }

  /// What a message calls a value of this sort, as in "a string".
  public var sort: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Holds null.
  public init(nilLiteral: ()) { self = .null }
  /// Holds a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Holds a whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Holds a number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Holds a string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Holds an array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Holds an object; of a key given twice, the later value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (key, value) in elements { object[key] = value }
    self = .object(object)
  }
}
