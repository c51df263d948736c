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
    let fields = try #require(try rows(written).first)
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
    // A record of nothing but blanks would be passed over as an empty line.
    let written = text(records.map { ["row"] + $0.map { .string($0) } })
    let read = try rows(written).map { fields in
      fields.dropFirst().map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 }
    }
    #expect(read == records)
  }

  /// The records of a text by RFC 4180, nothing of their fields left out.
  private func rows(_ text: String) throws -> [[String]] {
    var rows: [[String]] = [[]]
    var field: [Unicode.Scalar] = []
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var place = 0
    func end() {
      rows[rows.count - 1].append(String(String.UnicodeScalarView(field)))
      field.removeAll()
    }
    while place < scalars.count {
      let scalar = scalars[place]
      let next = place + 1 < scalars.count ? scalars[place + 1] : nil
      place += 1
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        field.append(scalar)
        place += 1
      case "\"":
        try #require(isQuoted || field.isEmpty)
        isQuoted.toggle()
      case "," where !isQuoted: end()
      case "\r" where !isQuoted && next == "\n":
        end()
        rows.append([])
        place += 1
      default: field.append(scalar)
      }
    }
    try #require(!isQuoted && field.isEmpty && rows.popLast() == [])
    return rows
  }
}
