import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A report of a document")
struct DocumentReportTests {
  @Test("puts no words together for what is only counted")
  func lazily() {
    var report = DocumentReport(file: "c.json")
    var made = 0
    func words() -> String {
      made += 1
      return "wrong"
    }
    for _ in 0..<1000 { report.add(words(), words(), at: DocumentNode(.null)) }
    #expect(made == 2 * DocumentError.limit)
    #expect(
      report.error(in: []).lines.last == "and \(1000 - DocumentError.limit) more; mend these first"
    )
  }

  @Test("tells of the first and the last of very many bad values, with their places")
  func many() throws {
    let dates = Array(repeating: "\"x\"", count: 200_000).joined(separator: ",\n")
    let text =
      "{\"name\": \"c\", \"zone\": \"UTC\", \"weekly\": {\"mon\": [\"08:00\", \"09:00\"]},"
      + "\n\"holidays\": [\(dates)]}"
    let told = faults {
      _ = try CalendarFile(json: Array(text.utf8), file: "c.json", zone: testZone)
    }
    try #require(told.count == 21)
    #expect(
      told[1] == "c.json:3: holidays[1]: \"x\" is not a date; "
        + "write year, month and day, for example \"2026-12-25\""
    )
    #expect(told.last == "and 199980 more; mend these first")
  }

  @Test("names the paths of nodes as they lie in each other")
  func paths() throws {
    let value = try JSONValue(parsing: Array(#"{"a": [{"b": 1}, 2], "c": 3}"#.utf8))
    guard case .object(let object) = value else { return }
    let list = DocumentNode(value).called("rule 1").member(object.members[0], at: 0)
    let inner = list.elements[0]
    guard case .object(let members) = inner.value else { return }
    let last = inner.member(members.members[0], at: 0)
    #expect([list.path, inner.path, last.path] == ["a", "a[0]", "a[0].b"])
    #expect([list.place, inner.place, last.place] == [[0], [0, 0], [0, 0, 0]])
    #expect(last.atHolder.path == "a[0]" && last.atHolder.place == last.place)
    #expect(last.subject == "rule 1")
    #expect(last.called("x").path.isEmpty && last.called("x").place == last.place)
    #expect(last.elements.map(\.path) == ["a[0].b"])
  }
}
