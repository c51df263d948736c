/// Writes records as RFC 4180 has them, safe to open in a spreadsheet.
///
/// Lines end in CR LF, and a field that holds a comma, a quote or a line end is quoted. A spreadsheet
/// takes a text that begins with `=`, `+`, `-`, `@` or a control character for a formula, also after
/// spaces and in the full-width forms of these characters; such a text, and one that begins with an
/// apostrophe itself, gets an apostrophe in front. So whoever reads a file back takes one apostrophe from
/// the front of each text that has one, and has what was written. Numbers, truth values and instants are
/// written as in JSON, and null as an empty field.
public struct CSVWriter: Sendable {
  /// What has been written, in UTF-8.
  public private(set) var bytes: [UInt8] = []

  /// Creates a writer of nothing yet.
  public init() {}

  /// Writes a record.
  ///
  /// - Parameter fields: Its values; those of a list are joined by "; ", and an object is written as
  ///   JSON.
  public mutating func write(_ fields: some Collection<JSONValue>) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      let text = CSVWriter.text(of: field)
      // A line without anything on it would be no record, and some readers cut blanks off.
      let isAlone = fields.count == 1 && text.isEmpty
      let endsBlank = [" ", "\t"].contains { text.hasPrefix($0) || text.hasSuffix($0) }
      if isAlone || endsBlank || text.utf8.contains(where: CSVWriter.isSpecial) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
          if byte == UInt8(ascii: "\"") { bytes.append(byte) }
          bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
      } else {
        bytes.append(contentsOf: text.utf8)
      }
    }
    bytes += [0x0D, 0x0A]
  }

  private static func text(of field: JSONValue) -> String {
    switch field {
    case .null: ""
    case .string(let text): harmless(text)
    case .array(let elements):
      harmless(elements.map { $0.string ?? $0.compact }.joined(separator: "; "))
    case .bool, .integer, .number, .object: field.compact
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0D, 0x0A].contains(byte)
  }

  private static func harmless(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.first else { return text }
    let leader = scalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{3000}" }
    let isFormula =
      leader.map {
        $0.properties.generalCategory == .control || CSVWriter.formulaLeaders.contains($0)
      } ?? false
    return isFormula || first == "'" ? "'" + text : text
  }

  private static let formulaLeaders: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]
}
