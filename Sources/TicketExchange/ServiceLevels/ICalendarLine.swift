/// A content line of an iCalendar file (RFC 5545, section 3.1), unfolded.
struct ICalendarLine: Sendable {
  /// The property's name, in capitals.
  let name: String
  /// The parameters' names in capitals, with their values.
  let parameters: [(name: String, value: String)]
  /// What stands after the colon.
  let value: String
  /// The physical line it begins on, from 1.
  let number: Int

  /// Reads a line; nil where it has no name or no colon, or a quotation mark that does not close.
  init?(_ bytes: some Collection<UInt8>, number: Int) {
    var parts: [[UInt8]] = [[]]
    var isQuoted = false
    var value: [UInt8]?
    var index = bytes.startIndex
    while index < bytes.endIndex, value == nil {
      let byte = bytes[index]
      index = bytes.index(after: index)
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ":") where !isQuoted: value = Array(bytes[index...])
      case UInt8(ascii: ";") where !isQuoted: parts.append([])
      default: parts[parts.count - 1].append(byte)
      }
    }
    guard let value, !parts[0].isEmpty, !isQuoted else { return nil }
    name = String(decoding: parts[0], as: UTF8.self).uppercased()
    parameters = parts.dropFirst().map { part in
      let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
      let texts = sides.map { String(decoding: $0, as: UTF8.self) }
      return (texts.first?.uppercased() ?? "", texts.count == 2 ? texts[1] : "")
    }
    self.value = String(decoding: value, as: UTF8.self)
    self.number = number
  }

  /// The value of a parameter; nil where the line does not have it.
  func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}

/// The content lines of an iCalendar file: physical lines, joined where one continues another.
struct ICalendarLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var offset = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next line with the number of its first physical line; nil at the end.
  ///
  /// Empty lines are passed over.
  mutating func next() -> (bytes: [UInt8], number: Int)? {
    while offset < bytes.count {
      var line = Array(takePhysicalLine())
      let first = number
      while offset < bytes.count,
        bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t")
      {
        line += takePhysicalLine().dropFirst()
      }
      if !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
        return (line, first)
      }
    }
    return nil
  }

  private mutating func takePhysicalLine() -> ArraySlice<UInt8> {
    let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    var line = bytes[offset..<end]
    offset = Swift.min(end + 1, bytes.count)
    number += 1
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return line
  }
}
