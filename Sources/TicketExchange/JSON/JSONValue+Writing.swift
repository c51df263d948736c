extension JSONValue {
  /// The value in one line, keys in their order.
  ///
  /// Reading it gives an equal value back, as long as no number is infinite or "not a number": JSON
  /// has neither, and null stands for them.
  public var compact: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value over several lines, two spaces for each depth.
  public var pretty: String {
    var bytes: [UInt8] = []
    writePretty(into: &bytes, depth: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value in one line.
  public func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .number(let number):
      bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
    case .string(let text): JSONValue.write(text, into: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONValue.write(member.key, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private func writePretty(into bytes: inout [UInt8], depth: Int) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        JSONValue.breakLine(before: index, depth: depth + 1, into: &bytes)
        element.writePretty(into: &bytes, depth: depth + 1)
      }
      JSONValue.breakLine(before: 0, depth: depth, into: &bytes)
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        JSONValue.breakLine(before: index, depth: depth + 1, into: &bytes)
        JSONValue.write(member.key, into: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.value.writePretty(into: &bytes, depth: depth + 1)
      }
      JSONValue.breakLine(before: 0, depth: depth, into: &bytes)
      bytes.append(UInt8(ascii: "}"))
    default: write(into: &bytes)
    }
  }

  private static func breakLine(before index: Int, depth: Int, into bytes: inout [UInt8]) {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private static func write(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20: escape(byte, into: &bytes)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ control: UInt8, into bytes: inout [UInt8]) {
    switch control {
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    default:
      let digits = String(control, radix: 16)
      bytes.append(contentsOf: (control < 0x10 ? "\\u000" : "\\u00").utf8)
      bytes.append(contentsOf: digits.utf8)
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value in one line.
  public var description: String { compact }
}
