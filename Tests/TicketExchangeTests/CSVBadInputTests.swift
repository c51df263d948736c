import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Importing a bad CSV log")
struct CSVBadInputTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let line: Int?
    let words: [String]
    /// The rows that the rest of the file still gives; nil where the file as a whole is bad.
    let kept: Int?

    var testDescription: String { name }

    init(_ name: String, _ text: String, line: Int?, kept: Int?, _ words: String...) {
      self.name = name
      self.bytes = Array(text.utf8)
      self.line = line
      self.words = words
      self.kept = kept
    }
  }

  static let header = SmallLog.header
  static let good = SmallLog.row("T", 0, "new", "A") + SmallLog.row("U", 1, "active", "A")

  static let table = [
    Bad("empty", "", line: nil, kept: nil, "empty"),
    Bad("only line ends", "\n\r\n", line: nil, kept: nil, "no header"),
    Bad("no header", good, line: nil, kept: nil, "no column \"id\"", "its columns are"),
    Bad(
      "another delimiter",
      header.replacing(",", with: ";"),
      line: nil,
      kept: nil,
      "is \"delimiter\" right"
    ),
    Bad("a column twice", "id,at,state,team,team\n", line: nil, kept: nil, "more than one column"),
    Bad("broken header", "\"id,at", line: 1, kept: nil, "closing quote"),
    Bad(
      "lines that end in CR",
      (header + good).replacing("\n", with: "\r"),
      line: 1,
      kept: nil,
      "bad.csv:1: lines end in CR; convert them to LF"
    ),
    Bad(
      "quoted names, and lines that end in CR",
      "\"id\",\"at\",\"state\",\"team\",\"note\"\r" + good.replacing("\n", with: "\r"),
      line: 1,
      kept: nil,
      "lines end in CR; convert them to LF"
    ),
    Bad(
      "a quoted last field, and lines that end in CR",
      header + good + "T,2024-05-01 00:09,new,A,\"x\"\rU,2024-05-01 00:09,new,A,\"x\"\r",
      line: 4,
      kept: 2,
      "lines end in CR; convert them to LF"
    ),
    Bad(
      "cut in a row",
      header + good + "T,2024-05-01 00:0",
      line: 4,
      kept: 2,
      "2 fields, the header 5",
      "cut off"
    ),
    Bad("cut in a quote", header + good + "\"T,2024", line: 4, kept: 2, "cut off"),
    Bad(
      "too many fields",
      header + "T,2024-05-01 00:00,new,A,x,y\n" + good,
      line: 2,
      kept: 2,
      "6 fields, the header 5"
    ),
    Bad(
      "a bad date",
      header + "T,2024-05-32 00:00,new,A,x\n" + good,
      line: 2,
      kept: 2,
      "\"2024-05-32 00:00\"",
      "yyyy-MM-dd HH:mm",
      "ticket T"
    ),
    Bad(
      "a date ahead",
      header + "T,2924-05-01 00:00,new,A,x\n" + good,
      line: 2,
      kept: 2,
      "lies ahead"
    ),
    Bad(
      "an unlisted state",
      header + good + "T,2024-05-01 00:09,New,A,x\n",
      line: 4,
      kept: 2,
      "state: \"New\" is not in the table",
      "otherwise"
    ),
    Bad(
      "no ticket",
      header + "?,2024-05-01 00:00,new,A,x\n" + good,
      line: 2,
      kept: 2,
      "names no ticket"
    ),
    Bad(
      "a long name",
      header + "T,2024-05-01 00:00,new,\(String(repeating: "x", count: 300)),\n"
        + good,
      line: 2,
      kept: 2,
      "fields.team",
      "300 bytes"
    ),
    Bad(
      "a field of 10 MB",
      header + "T,2024-05-01 00:00,new,A,\(String(repeating: "x", count: 10_000_000))\n"
        + good,
      line: 2,
      kept: 2,
      "field 5 is longer than 1048576 bytes"
    ),
    Bad("a NUL byte", header + good + "T,2024-05-01 00:09,new,A,\0\n", line: 4, kept: 2, "NUL"),
  ]

  @Test("names the line and records nothing, or leaves the row out", arguments: table)
  func refusals(_ bad: Bad) async throws {
    let target = RecordingTarget()
    let folder = try TestFolder()
    let file = try folder.file("bad.csv", Data(bad.bytes))
    let mapping = try SmallLog.mapping()
    let error = try await #require(throws: ImportError.self) {
      try await CSVImport(file: file, mapping: mapping).run(into: target)
    }
    #expect(error.line == bad.line)
    for word in bad.words { #expect("\(error)".contains(word), "\(error)") }
    #expect(await target.facts.isEmpty)

    let tolerant = CSVImport(file: file, mapping: mapping, onError: .skip)
    guard let kept = bad.kept else {
      await #expect(throws: ImportError.self) { try await tolerant.run(into: target) }
      return
    }
    let summary = try await tolerant.run(into: target)
    #expect(summary.skipped == 1)
    #expect(summary.problems == [error])
    #expect(await target.marks.values.reduce(0) { $0 + Int($1.rows) } == kept)
  }

  @Test("refuses bytes that are not UTF-8, by line")
  func invalidUTF8() async throws {
    let folder = try TestFolder()
    let bytes = Data((SmallLog.header + "T,2024-05-01 00:00,new,").utf8) + Data([0xE9, 44, 10])
    let file = try folder.file("latin.csv", bytes)
    let mapping = try SmallLog.mapping()
    let error = try await #require(throws: ImportError.self) {
      try await CSVImport(file: file, mapping: mapping).run(into: RecordingTarget())
    }
    #expect(error.line == 2)
    #expect(error.remedy.contains("UTF-8"))
  }

  @Test(
    "blames the zone where it is none, and the time where that is wrong",
    arguments: [
      (
        "2024-05-01 00:00", "Mars/Phobos",
        "column zone: \"Mars/Phobos\" is no zone; use an IANA name, UTC or an offset"
      ),
      ("2024-05-01 00:00", "CEST", "column zone: \"CEST\" is no zone; use an IANA name"),
      ("2024-05-01 00:00", "", "column zone: \"\" is no zone; use an IANA name"),
      ("1/5/2024", "Mars/Phobos", "time: \"1/5/2024\" is not a time written as"),
      ("2024-05-32 00:00", "Europe/Rome", "time: \"2024-05-32 00:00\" is not a time written as"),
    ]
  )
  func unknownZones(_ time: String, _ zone: String, _ words: String) async throws {
    let folder = try TestFolder()
    let rule = #"{"column": "at", "format": "yyyy-MM-dd HH:mm", "zoneColumn": "zone"}"#
    let file = try folder.file("zones.csv", "id,at,state,team,zone\nT,\(time),new,A,\(zone)\n")
    let mapping = try SmallLog.mapping(["time": rule])
    let error = try await #require(throws: ImportError.self) {
      try await CSVImport(file: file, mapping: mapping).run(into: RecordingTarget())
    }
    #expect(error.line == 2 && error.ticket == "T")
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test("keeps a carriage return that is quoted in a column's name, or is no line's end")
  func otherReturns() async throws {
    let folder = try TestFolder()
    let text = "id,at,state,team,\"no\rte\"\r\n" + "T,2024-05-01 00:00,new,A\rB,x\r\n"
    let file = try folder.file("returns.csv", text)
    let target = RecordingTarget()
    _ = try await CSVImport(file: file, mapping: try SmallLog.mapping()).run(into: target)
    #expect(await target.history(of: "T") == ["opened", "routed A\rB 1"])
  }

  @Test("says so where there is no file")
  func missingFile() async throws {
    let log = CSVImport(
      file: URL(fileURLWithPath: "/nowhere/at-all.csv"),
      mapping: try SmallLog.mapping()
    )
    let error = try await #require(throws: ImportError.self) {
      try await log.run(into: RecordingTarget())
    }
    #expect("\(error)".contains("/nowhere/at-all.csv: the file cannot be read"))
  }

  @Test("gives an error or a summary for any bytes, and never traps", arguments: 0..<30)
  func hostileFiles(_ seed: Int) async throws {
    var numbers = SeededNumbers(state: UInt64(seed))
    let folder = try TestFolder()
    var bytes = Array((SmallLog.header + CSVBadInputTests.good).utf8)
    for _ in 0..<6 {
      let place = Int.random(in: 0..<bytes.count, using: &numbers)
      switch Int.random(in: 0..<3, using: &numbers) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
      case 1: bytes.insert([34, 44, 10, 0, 0xFF].randomElement(using: &numbers) ?? 0, at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
      }
    }
    let file = try folder.file("hostile.csv", Data(bytes))
    for policy in CSVImport.ErrorPolicy.allCases {
      let log = CSVImport(file: file, mapping: try SmallLog.mapping(), onError: policy)
      do {
        let summary = try await log.run(into: RecordingTarget())
        #expect(summary.rows >= summary.skipped)
      } catch let error as ImportError {
        #expect(!error.remedy.isEmpty)
      }
    }
  }
}
