import Testing

@testable import TicketExchange

@Suite("Writing CSV")
struct CSVWriterTests {
  private func text(_ records: [[JSONValue]]) -> String {
    var writer = CSVWriter()
    for record in records { writer.write(record) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(
    "quotes and ends lines as RFC 4180 has it",
    arguments: [
      ([.string("a"), .string("b c")], "a,b c\r\n"),
      ([.string("a,b"), .string("say \"hi\"")], "\"a,b\",\"say \"\"hi\"\"\"\r\n"),
      ([.string("a\nb"), .string("c\rd")], "\"a\nb\",\"c\rd\"\r\n"),
      ([.null, .null], ",\r\n"),
      ([.null], "\"\"\r\n"),
      ([.string(" a"), .string("b ")], "\" a\",\"b \"\r\n"),
      ([.integer(-5), .number(0.25), .bool(true)], "-5,0.25,true\r\n"),
      ([.array([.string("K1"), .integer(2)]), .array([])], "K1; 2,\r\n"),
      ([.string("é日本")], "é日本\r\n"),
    ] as [([JSONValue], String)]
  )
  func records(_ fields: [JSONValue], _ expected: String) {
    #expect(text([fields]) == expected)
  }

  @Test(
    "puts an apostrophe before what a spreadsheet would compute, and before apostrophes",
    arguments: [
      "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{A0}=1", "\u{FF1D}1",
      "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}x", "'quoted", "=cmd|' /C calc'!A0", "-",
    ]
  )
  func formulas(_ formula: String) throws {
    let written = text([[.string(formula), .string("x" + formula), .array([.string(formula)])]])
    let fields = try #require(rows(written).first)
    #expect(fields == ["'" + formula, "x" + formula, "'" + formula])
  }

  @Test("is read back as what was written, whatever the texts are", arguments: UInt64(1)...20)
  func roundTrip(seed: UInt64) throws {
    var random = SeededNumbers(state: seed)
    let alphabet = Array("ab,\"\r\n =+-@';\té0")
    var records: [[String]] = []
    for _ in 0..<60 {
      records.append(
        (0..<4).map { _ in
          String(
            (0..<Int.random(in: 0...7, using: &random)).compactMap { _ in
              alphabet.randomElement(using: &random)
            }
          )
        }
      )
    }
    let written = text(records.map { $0.map { .string($0) } })
    let read = rows(written).map { fields in
      fields.map {
        $0.utf8.first == 0x27 ? String(decoding: $0.utf8.dropFirst(), as: UTF8.self) : $0
      }
    }
    #expect(read == records)
    #expect(try imported(written) == rows(written).map { $0.map(trimmed) })
  }

  /// Reads RFC 4180 to the letter, by a state machine of this test's own: the library's reader cuts
  /// blanks off.
  private func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch (byte, isQuoted) {
      case (0x22, true) where rest.first == 0x22: field.append(rest.removeFirst())
      case (0x22, _): isQuoted.toggle()
      case (0x2C, false):
        row.append(String(decoding: field, as: UTF8.self))
        field = []
      case (0x0D, false) where rest.first == 0x0A:
        rest.removeFirst()
        rows.append(row + [String(decoding: field, as: UTF8.self)])
        (row, field) = ([], [])
      default: field.append(byte)
      }
    }
    #expect(row.isEmpty && field.isEmpty && !isQuoted, "the last record ends with a line end")
    return rows
  }

  /// Reads with the library's own reader, which leaves blanks at the ends of fields out.
  private func imported(_ text: String) throws -> [[String]] {
    let bytes = Array(text.utf8)
    var reader = CSVReader()
    var record = CSVRecord()
    var rows: [[String]] = []
    while try reader.next(&record, in: bytes.span) {
      rows.append(
        record.fields.indices.map {
          record.text($0, of: bytes.span, quote: UInt8(ascii: "\""))
        }
      )
    }
    return rows
  }

  private func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, " \t".unicodeScalars.contains(first) { scalars.removeFirst() }
    while let last = scalars.last, " \t".unicodeScalars.contains(last) { scalars.removeLast() }
    return String(scalars)
  }
}
