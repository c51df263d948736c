import Testing

@testable import TicketExchange

@Suite("Reading CSV")
struct CSVReaderTests {
  struct Table: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let rows: [[String]]
    var delimiter = UInt8(ascii: ",")

    var testDescription: String { name }
  }

  static let tables = [
    Table(name: "plain", text: "a,b\nc,d\n", rows: [["a", "b"], ["c", "d"]]),
    Table(name: "no last line end", text: "a,b\nc,d", rows: [["a", "b"], ["c", "d"]]),
    Table(name: "CRLF", text: "a,b\r\nc,\r\n", rows: [["a", "b"], ["c", ""]]),
    Table(name: "byte order mark", text: "\u{FEFF}a,b\n", rows: [["a", "b"]]),
    Table(name: "quotes", text: "\"a,1\",\"say \"\"hi\"\"\"\n", rows: [["a,1", "say \"hi\""]]),
    Table(
      name: "line ends inside",
      text: "\"a\r\nb\",c\nd,e",
      rows: [["a\r\nb", "c"], ["d", "e"]]
    ),
    Table(name: "empty lines", text: "\n\r\na\n\n\nb\n\n", rows: [["a"], ["b"]]),
    Table(name: "empty quoted", text: "\"\",\"\"\n", rows: [["", ""]]),
    Table(name: "trailing delimiter", text: "a,", rows: [["a", ""]]),
    Table(name: "quote inside a plain field", text: "5\" disk,b", rows: [["5\" disk", "b"]]),
    Table(name: "semicolon", text: "a;b,c", rows: [["a", "b,c"]], delimiter: UInt8(ascii: ";")),
    Table(name: "tab", text: "a\tb", rows: [["a", "b"]], delimiter: 9),
    Table(name: "blanks around", text: " a , \tb c ", rows: [["a", "b c"]]),
    Table(name: "more than ASCII", text: "é,\"日本\"", rows: [["é", "日本"]]),
    Table(name: "nothing", text: "", rows: []),
  ]

  @Test("gives the fields of a file", arguments: tables)
  func fields(_ table: Table) throws {
    var dialect = CSVDialect()
    dialect.delimiter = table.delimiter
    #expect(try rows(Array(table.text.utf8), dialect) == table.rows)
  }

  @Test(
    "names the line of what it cannot read",
    arguments: [
      ("a,b\n\"c,d\ne,f", 2, "closing quote"),
      ("a\n\"b\"c\n", 2, "text follows"),
      ("a\n\"x\ny\"\nb\0\n", 4, "NUL"),
      ("a\n\n\nlonger-than-sixteen-bytes\n", 4, "longer than 16 bytes"),
      ("a\n\"longer-than-sixteen-bytes\"\n", 2, "longer than 16 bytes"),
    ]
  )
  func faults(_ text: String, _ line: Int, _ words: String) throws {
    var dialect = CSVDialect()
    dialect.maximumFieldSizeInBytes = 16
    let fault = try #require(throws: CSVFault.self) { try rows(Array(text.utf8), dialect) }
    #expect(fault.line == line)
    #expect(fault.problem.contains(words))
  }

  @Test("refuses bytes that are not UTF-8, and goes on with the next line")
  func invalidUTF8() throws {
    let bytes = Array("a\n".utf8) + [0xC3, 0x28, 10] + Array("b\n".utf8)
    let (good, faults) = tolerantRows(bytes)
    #expect(good == [["a"], ["b"]])
    #expect(faults.map(\.line) == [2])
    #expect(faults.first?.problem.contains("UTF-8") == true)
  }

  @Test("never traps, whatever the bytes", arguments: 0..<40)
  func hostileBytes(_ seed: Int) {
    var numbers = SeededNumbers(state: UInt64(seed))
    let alphabet: [UInt8] = [34, 34, 44, 10, 13, 0x41, 0xC3, 0xA9, 0xFF, 0xEF, 0xBB, 0xBF, 32, 0]
    for _ in 0..<200 {
      let count = Int.random(in: 0...60, using: &numbers)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &numbers) ?? 0 }
      let (good, faults) = tolerantRows(bytes)
      #expect(good.count + faults.count <= count)
    }
  }

  @Test("gives back what was quoted", arguments: 0..<20)
  func roundTrip(_ seed: Int) throws {
    var numbers = SeededNumbers(state: UInt64(seed) &+ 1000)
    let alphabet: [Character] = ["\"", ",", "\n", "\r\n", "a", "é", "日", " ", ";"]
    let table = (0..<30).map { _ in
      (0..<4).map { _ in
        let count = Int.random(in: 0...8, using: &numbers)
        let inner = String((0..<count).map { _ in alphabet.randomElement(using: &numbers) ?? "a" })
        return "<\(inner)>"
      }
    }
    let text = table.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }
    let lineEnd = seed.isMultiple(of: 2) ? "\n" : "\r\n"
    #expect(try rows(Array(text.joined(separator: lineEnd).utf8)) == table)
  }

  @Test("finds a record again by its place")
  func seeking() throws {
    let bytes = Array("a,b\n\"c\nc\",d\ne,f".utf8)
    var reader = CSVReader()
    var record = CSVRecord()
    var places: [(Int, Int)] = []
    while try reader.next(&record, in: bytes.span) { places.append((record.offset, record.line)) }
    #expect(places.map(\.1) == [1, 2, 4])
    for (offset, line) in places.reversed() {
      reader.seek(to: offset, line: line)
      #expect(try reader.next(&record, in: bytes.span))
      #expect(record.offset == offset)
    }
  }

  private func rows(_ bytes: [UInt8], _ dialect: CSVDialect = CSVDialect()) throws -> [[String]] {
    var reader = CSVReader(dialect)
    var record = CSVRecord()
    var rows: [[String]] = []
    while try reader.next(&record, in: bytes.span) { rows.append(texts(record, bytes)) }
    return rows
  }

  private func tolerantRows(_ bytes: [UInt8]) -> ([[String]], [CSVFault]) {
    var reader = CSVReader()
    var record = CSVRecord()
    var rows: [[String]] = []
    var faults: [CSVFault] = []
    while true {
      do {
        guard try reader.next(&record, in: bytes.span) else { return (rows, faults) }
        rows.append(texts(record, bytes))
      } catch {
        faults.append(error)
      }
    }
  }

  private func texts(_ record: CSVRecord, _ bytes: [UInt8]) -> [String] {
    var texts: [String] = []
    for index in record.fields.indices {
      texts.append(record.text(index, of: bytes.span, quote: UInt8(ascii: "\"")))
    }
    return texts
  }
}
