import Foundation
import Testing

@Suite("Bad input") struct BadInputTests {
  private static let mapping = """
    {"source":"desk","shape":"snapshots","unknown":"?","ticket":"id",
     "time":{"column":"at","format":"d/M/yyyy HH:mm","zone":"UTC"},
     "fields":{"team":"team"},"dimensions":{"service":"service"},
     "state":{"column":"state","table":{"New":"new","Done":"resolved"},"otherwise":"error"}}
    """
  private static let log = """
    id,state,at,team,service
    A1,New,1/2/2024 08:00,Desk,VPN
    A2,New,1/2/2024 09:00,?,Mail
    A1,Done,2/2/2024 08:00,Network,VPN

    """

  /// A way to spoil the import, and what the error must name.
  struct Fault: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var log = BadInputTests.log
    var mapping = BadInputTests.mapping
    var words: [String]
  }

  static let faults = [
    Fault(testDescription: "no rows at all", log: "", words: ["log.csv", "empty"]),
    Fault(
      testDescription: "cut in a row",
      log: String(log.dropLast(20)),
      words: ["log.csv:4"]
    ),
    Fault(
      testDescription: "cut in a quoted field",
      log: log + "A3,New,3/2/2024 08:00,\"Desk",
      words: ["log.csv:5"]
    ),
    Fault(
      testDescription: "a date that does not exist",
      log: log.replacing("2/2/2024", with: "31/2/2024"),
      words: ["log.csv:4", "31/2/2024"]
    ),
    Fault(
      testDescription: "a date in another form",
      log: log.replacing("2/2/2024 08:00", with: "2024-02-02"),
      words: ["log.csv:4", "2024-02-02", "d/M/yyyy"]
    ),
    Fault(
      testDescription: "a date in the future",
      log: log.replacing("2/2/2024", with: "2/2/2924"),
      words: ["log.csv:4", "2924"]
    ),
    Fault(
      testDescription: "a state the mapping does not know",
      log: log.replacing("Done", with: "Lost"),
      words: ["log.csv:4", "Lost"]
    ),
    Fault(
      testDescription: "another header",
      log: log.replacing("team,service", with: "group,service"),
      words: ["map.json", "team", "group"]
    ),
    Fault(
      testDescription: "a name longer than names are",
      log: log.replacing("Network", with: String(repeating: "n", count: 10 << 20)),
      words: ["log.csv:4"]
    ),
    Fault(
      testDescription: "a mapping that is no JSON",
      mapping: String(mapping.dropLast(10)),
      words: ["map.json"]
    ),
    Fault(
      testDescription: "a mapping with an unknown key",
      mapping: mapping.replacing("\"shape\"", with: "\"form\":1,\"shape\""),
      words: ["map.json", "form"]
    ),
    Fault(
      testDescription: "a mapping without a time",
      mapping: mapping.replacing("\"column\":\"at\",", with: ""),
      words: ["map.json", "time"]
    ),
    Fault(
      testDescription: "a mapping that names no column",
      mapping: mapping.replacing("\"service\":\"service\"", with: "\"service\":\"about\""),
      words: ["about"]
    ),
  ]

  @Test("An import that cannot be read is refused by line, and leaves nothing", arguments: faults)
  func spoiltImportsLeaveNothing(_ fault: Fault) async throws {
    let sandbox = try Sandbox()
    try sandbox.write(fault.log, to: "log.csv")
    try sandbox.write(fault.mapping, to: "map.json")
    let words = ["import", "csv", "log.csv", "--mapping", "map.json", "--ledger"]
    let intoNew = try await sandbox.run(words + ["new.ledger"])
    intoNew.expectError(2)
    for word in fault.words { #expect(intoNew.errors.contains(word), "\(intoNew.errors)") }
    #expect(intoNew.errors.count < 1000)
    #expect(!sandbox.exists("new.ledger"))

    try await sandbox.submit(#"{"command":"open","reference":"own"}"#)
    let events = try await sandbox.eventCount()
    let intoOwn = try await sandbox.run(words + [Sandbox.ledger])
    intoOwn.expectError(2)
    #expect(try await sandbox.eventCount() == events)

    // Mended, it can be run again.
    try sandbox.write(BadInputTests.log, to: "log.csv")
    try sandbox.write(BadInputTests.mapping, to: "map.json")
    let mended = try await sandbox.run(words + [Sandbox.ledger])
    #expect(mended.status == 0, "\(mended.errors)")
  }

  @Test("Bytes that are no UTF-8 are told by line")
  func invalidTextIsRefused() async throws {
    let sandbox = try Sandbox()
    var bytes = Data(BadInputTests.log.utf8)
    let place = try #require(bytes.range(of: Data("Mail".utf8))).lowerBound
    bytes[place] = 0xFF
    try sandbox.write(bytes, to: "log.csv")
    try sandbox.write(BadInputTests.mapping, to: "map.json")
    let run = try await sandbox.run(
      "import",
      "csv",
      "log.csv",
      "--mapping",
      "map.json",
      "--ledger",
      "new.ledger"
    )
    run.expectError(2, "log.csv:3", "UTF-8")
    #expect(!sandbox.exists("new.ledger"))
    let skipping = try await sandbox.run(
      "import",
      "csv",
      "log.csv",
      "--mapping",
      "map.json",
      "--ledger",
      "new.ledger",
      "--on-error",
      "skip",
      "--format",
      "json"
    )
    #expect(skipping.status == 0)
    #expect(try skipping.answer()["skipped"] == .whole(1))
    #expect(skipping.errors.contains("log.csv:3"))
  }

  @Test("Files that are not there are named")
  func missingFilesAreNamed() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(BadInputTests.log, to: "log.csv")
    try sandbox.write(BadInputTests.mapping, to: "map.json")
    let ledger = ["--ledger", "new.ledger"]
    let noLog = try await sandbox.run(
      ["import", "csv", "no.csv", "--mapping", "map.json"] + ledger
    )
    noLog.expectError(2, "no.csv")
    let noMap = try await sandbox.run(["import", "csv", "log.csv", "--mapping", "no"] + ledger)
    noMap.expectError(2, "no:", "servicenow")
    let noExport = try await sandbox.run(["import", "jsonl", "no.jsonl"] + ledger)
    noExport.expectError(2, "no.jsonl", "check")
    let folder = try await sandbox.run(["import", "jsonl", "."] + ledger)
    folder.expectError(2, ".", "check")
    #expect(!sandbox.exists("new.ledger"))
  }

  @Test("A line of 10 MB is refused alone")
  func longTextIsRefused() async throws {
    let sandbox = try Sandbox()
    let text = String(repeating: "x", count: 10 << 20)
    let input = """
      {"command":"open","reference":"K1"}
      {"command":"note","ticket":"K1","text":"\(text)"}
      {"command":"open","reference":"\(text)"}
      {"command":"\(text)"}
      {"command":"note","ticket":"K1","text":"short"}
      """
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input)
    #expect(run.status == 2)
    #expect(run.output.count < 10_000)
    let answers = try run.answers()
    #expect(answers.map { $0["refused"] == .null } == [true, false, false, false, true])
    #expect(try await sandbox.ask("ticket", "K1")["events"].list.count == 2)
  }

  @Test("A command on a closed ticket is refused, and says what is allowed")
  func closedTicketsAreClosed() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(
      #"{"command":"open","reference":"K1"}"#,
      #"{"command":"resolve","ticket":"K1"}"#,
      #"{"command":"close","ticket":"K1"}"#
    )
    let events = try await sandbox.eventCount()
    let line = #"{"command":"route","ticket":"K1","team":"Network"}"#
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: line)
    #expect(run.status == 2)
    let detail = try #require(try run.answer()["refused"]["detail"].string)
    #expect(detail.contains("K1") && detail.contains("closed") && detail.contains("reopen"))
    #expect(try await sandbox.eventCount() == events)
    try await sandbox.submit(#"{"command":"note","ticket":"K1","text":"still welcome"}"#)
  }
}
