import Foundation
import Testing

@testable import TicketExchange

@Suite("Reading a mapping")
struct CSVMappingTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    /// Replaces the member of that key in a good mapping; nil takes it away.
    let key: String
    let json: String?
    /// What the error has to say.
    let words: [String]

    var testDescription: String { "\(key): \(json ?? "missing")" }

    init(_ key: String, _ json: String?, _ words: String...) {
      self.key = key
      self.json = json
      self.words = words
    }
  }

  static let good = [
    "source": "\"s\"", "shape": "\"activities\"", "ticket": "\"id\"",
    "time": #"{"column": "at", "format": "iso8601"}"#,
    "fields": #"{"team": "team"}"#,
    "activity": #"{"column": "what", "table": {"a": "new"}}"#,
  ]

  static let faults = [
    Fault("source", nil, "\"source\" is missing"),
    Fault("source", "7", "source: a number where a text"),
    Fault("source", "\"\"", "source: the text is empty"),
    Fault("shape", "\"snapshot\"", "shape: \"snapshot\" is unknown", "snapshots, activities"),
    Fault("shape", "\"snapshots\"", "\"activity\" belongs to"),
    Fault("colour", "1", "unknown key \"colour\"", "source, shape"),
    Fault("ticket", "[\"id\"]", "ticket: a list where an object"),
    Fault("ticket", #"{"colum": "id"}"#, "ticket: unknown key \"colum\"", "column, columns"),
    Fault("time", #"{"column": "at"}"#, "time: no format"),
    Fault(
      "time",
      #"{"column": "at", "format": "dd/mm/yyyy", "zone": "UTC"}"#,
      "time.format",
      "no month"
    ),
    Fault("time", #"{"column": "at", "format": "dd/MM/yyyy"}"#, "time:", "no zone"),
    Fault(
      "time",
      #"{"column": "at", "format": "dd/MM/yyyy", "zone": "Paris"}"#,
      "time.zone",
      "Europe/Paris"
    ),
    Fault("delimiter", "\"ab\"", "delimiter: not one ASCII character"),
    Fault("quote", "\",\"", "quote: the quote is the delimiter"),
    Fault("order", "\"newest\"", "order: unknown order", "reverse"),
    Fault("unknownMeans", "\"no\"", "unknownMeans", "unchanged"),
    Fault("ignoreCase", "\"yes\"", "ignoreCase: a text where true or false"),
    Fault("actor", #"{"column": "x", "as": "robot"}"#, "actor.as", "automation"),
    Fault("fields", #"{"group": "x"}"#, "fields: unknown key \"group\"", "team"),
    Fault(
      "fields",
      #"{"level": {"column": "x", "pattern": "(["}}"#,
      "fields.level.pattern",
      "regular"
    ),
    Fault(
      "fields",
      #"{"level": {"column": "x", "table": {"a": 300}}}"#,
      "fields.level.table.a",
      "from 1 to 255"
    ),
    Fault(
      "fields",
      #"{"priority": {"column": "x", "table": {"a": "1"}}}"#,
      "fields.priority.table.a",
      "from 1 to 9"
    ),
    Fault("fields", #"{"kind": {"value": "bug"}}"#, "fields.kind.value", "serviceRequest"),
    Fault("fields", #"{"kind": {"value": "problem", "column": "x"}}"#, "\"value\" stands alone"),
    Fault(
      "fields",
      #"{"kind": {"column": "x", "otherwise": "bug"}}"#,
      "fields.kind",
      "\"unknown\""
    ),
    Fault("dimensions", #"{"team": "x"}"#, "dimensions.team", "not classified by"),
    Fault(
      "dimensions",
      "{" + (0..<17).map { "\"d\($0)\": \"x\"" }.joined(separator: ",") + "}",
      "at most 16"
    ),
    Fault("links", #"{"x": "friendOf"}"#, "links.x", "relatedTo"),
    Fault(
      "state",
      #"{"column": "x", "table": {"a": "waiting:godot"}}"#,
      "state.table.a",
      "requester, vendor"
    ),
    Fault("state", #"{"column": "x", "table": {"a": "noted"}}"#, "state", "every row"),
    Fault("activity", nil, "needs \"activity\""),
    Fault("activity", #"{"column": "x", "table": {"a": "merged"}}"#, "activity.table.a", "rated"),
    Fault("activity", #"{"column": "x", "table": {"a": {"event": "rated"}}}"#, "add \"score\""),
    Fault(
      "activity",
      #"{"column": "x", "table": {"a": {"event": "noted", "purpose": "ask"}}}"#,
      "unknown key \"purpose\""
    ),
    Fault(
      "activity",
      #"{"column": "x", "table": {"a": {"event": "replied", "purpose": "sell"}}}"#,
      "activity.table.a.purpose",
      "acknowledge"
    ),
    Fault("activity", #"{"column": "x", "otherwise": ["new", 3]}"#, "activity.otherwise"),
  ]

  @Test("names the place and what would be right", arguments: faults)
  func refusals(_ fault: Fault) throws {
    var members = CSVMappingTests.good
    members[fault.key] = fault.json
    let json = "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}"
    let error = try #require(throws: ImportError.self) {
      try CSVMapping(json: Data(json.utf8), file: "m.json")
    }
    for word in fault.words { #expect("\(error)".contains(word), "\(error)") }
    #expect(error.file == "m.json")
    #expect(!"\(error)".contains("\n"))
  }

  @Test("says where the JSON itself is broken", arguments: ["", "{", "[]", "{\"a\": 1,}", "nil"])
  func broken(_ json: String) throws {
    #expect(throws: ImportError.self) { try CSVMapping(json: Data(json.utf8), file: "m.json") }
  }

  @Test("names the line and the key where a key stands twice in one object")
  func keyTwice() throws {
    let json = """
      {
        "source": "s", "shape": "activities", "ticket": "id",
        "time": {"column": "at", "format": "iso8601"},
        "activity": {
          "column": "what",
          "table": {"start": "inProgress", "end": "closed",
                    "start": "waiting:vendor"}
        }
      }
      """
    let error = try #require(throws: ImportError.self) {
      try CSVMapping(json: Data(json.utf8), file: "m.json")
    }
    #expect(error.line == 7)
    #expect("\(error)".hasPrefix("m.json:7: column 15: the key \"start\" stands twice; "))
    #expect(error.remedy.contains("no key twice"))
    let mended = json.replacing(
      "\"start\": \"waiting:vendor\"",
      with: "\"stop\": \"waiting:vendor\""
    )
    #expect(try CSVMapping(json: Data(mended.utf8), file: "m.json").source == "s")
  }

  @Test("reads a file with a byte order mark, and whole numbers however they are written")
  func marksAndNumbers() throws {
    var members = CSVMappingTests.good
    members["fields"] = #"{"level": {"column": "x", "table": {"a": 2.0, "b": 3, "c": 1e1}}}"#
    let json = "\u{FEFF}{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}"
    #expect(try CSVMapping(json: Data(json.utf8), file: "m.json").source == "s")
  }

  @Test("ships the mapping of ServiceNow")
  func shipped() throws {
    #expect(CSVMapping.shippedNames.contains("servicenow"))
    #expect(try CSVMapping.shipped("servicenow").source == "servicenow")
    let error = try #require(throws: ImportError.self) { try CSVMapping.shipped("../x") }
    #expect(error.remedy.contains("servicenow"))
  }
}
