extension JSONParser {
  /// Reads a string from its opening quote; offset ends behind the closing one.
  mutating func parseString() throws(JSONSyntaxError) -> String {
    let opening = offset
    let start = offset + 1
    let (end, hasEscapes) = try endOfString(from: start)
    let text: String
    do throws(UTF8.ValidationError) {
      text = String(copying: try UTF8Span(validating: bytes.extracting(start..<end)))
    } catch {
      let place = start + error.byteOffsets.lowerBound
      throw self.error("expected UTF-8, found bytes that are not", at: place)
    }
    offset = start
    guard hasEscapes else {
      offset = end + 1
      return text
    }
    // Escapes are ASCII, so what stands between them is whole characters.
    var plain: [UInt8] = []
    plain.reserveCapacity(end - opening)
    while offset < end {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\\") {
        plain.append(contentsOf: String(try parseEscape()).utf8)
      } else {
        plain.append(byte)
        offset += 1
      }
    }
    offset = end + 1
    return String(decoding: plain, as: UTF8.self)
  }

  /// Finds the closing quote; refuses raw control characters.
  private func endOfString(from start: Int) throws(JSONSyntaxError) -> (end: Int, escapes: Bool) {
    var index = start
    var hasEscapes = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return (index, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        index += 2
      case 0..<0x20:
        throw error("a control character in a string must be escaped", at: index)
      default: index += 1
      }
    }
    throw error("expected '\"' at the end of the string, found the end", at: bytes.count)
  }

  /// Reads an escape from its backslash.
  private mutating func parseEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = offset
    offset += 1
    let mark = next
    offset += 1
    switch mark {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape(from: start)
    default: throw error("expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", at: start)
    }
  }

  private mutating func parseUnicodeEscape(
    from start: Int
  ) throws(JSONSyntaxError) -> Unicode.Scalar {
    let first = try parseFourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, next == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw error("half of a surrogate pair", at: start) }
    offset += 2
    let second = try parseFourHexDigits()
    guard 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func parseFourHexDigits() throws(JSONSyntaxError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("four hexadecimal digits after \\u")
      }
      number = number << 4 | UInt32(digit)
      offset += 1
    }
    return number
  }

  /// Reads a number from its first byte.
  mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
    let start = offset
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    var whole: Int64? = 0
    if next == UInt8(ascii: "0") {
      offset += 1
      if let byte = next, isDigit(byte) {
        throw error("a number does not begin with 0 before other digits", at: start)
      }
    } else {
      try parseDigits { whole = JSONParser.appending($0, to: whole, negative: isNegative) }
    }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      try parseDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      try parseDigits()
    }
    if isWhole, let whole { return .integer(whole) }
    var text = ""
    for index in start..<offset { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    guard let number = Double(text), number.isFinite else {
      throw error("a number past what 64 bits of floating point hold", at: start)
    }
    return .number(number)
  }

  /// Passes over one digit or more.
  private mutating func parseDigits(_ body: (Int64) -> Void = { _ in }) throws(JSONSyntaxError) {
    guard let byte = next, isDigit(byte) else { throw expected("a digit") }
    while let byte = next, isDigit(byte) {
      body(Int64(byte - UInt8(ascii: "0")))
      offset += 1
    }
  }

  /// A number with one more digit; nil once it does not fit.
  private static func appending(_ digit: Int64, to number: Int64?, negative: Bool) -> Int64? {
    guard let number else { return nil }
    let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
    guard !overflow else { return nil }
    // A negative number grows downwards, so that the smallest one is reached.
    let (sum, past) = tenfold.addingReportingOverflow(negative ? -digit : digit)
    return past ? nil : sum
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}
