import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("The report") struct ReportTests {
  private static let end = "2025-12-31T18:00:00Z"

  private func simulated(_ tickets: Int = 300) async throws -> Sandbox {
    let sandbox = try Sandbox()
    let run = try await sandbox.run(
      "simulate",
      "--tickets",
      "\(tickets)",
      "--ledger",
      Sandbox.ledger
    )
    try #require(run.status == 0, "\(run.errors)")
    return sandbox
  }

  private func report(_ options: String..., in sandbox: Sandbox) async throws -> String {
    let run = try await sandbox.run(["report", "--ledger", Sandbox.ledger] + options)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return run.output
  }

  @Test("names the command that makes it again, byte for byte, whatever was appended since")
  func again() async throws {
    let sandbox = try await simulated()
    let options = [
      "--as-of", Self.end, "--from", "2025-03-01", "--by", "service", "--window", "14",
    ]
    let arguments = ["report", "--ledger", Sandbox.ledger] + options
    let first = try await sandbox.run(arguments)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try await sandbox.run(arguments).output == first.output)
    let command = try #require(first.output.firstMatch(of: #/ticket-ledger report [^<]*/#))
    let words = command.output.split(separator: " ").dropFirst().map(String.init)
    #expect(words.contains("--known-at") && words.contains("2025-03-01T00:00:00Z"))
    try await sandbox.submit(#"{"command":"open","reference":"LATE","at":"2025-12-30T08:00:00Z"}"#)
    #expect(try await sandbox.run(arguments).output != first.output)
    #expect(try await sandbox.run(words).output == first.output)
  }

  @Test("is one well-formed page in each language, that asks nothing of the network")
  func page() async throws {
    let sandbox = try await simulated()
    let english = try await report("--as-of", Self.end, in: sandbox)
    let french = try await report("--as-of", Self.end, "--language", "fr", in: sandbox)
    #expect(english.contains(#"lang="en""#) && french.contains(#"lang="fr""#))
    for html in [english, french] {
      let parser = XMLParser(data: Data(html.utf8))
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("@import"))
      #expect(html.matches(of: #/<svg/#).count >= 8)
    }
  }

  @Test("shows the figures that the commands answer")
  func figures() async throws {
    let sandbox = try await simulated()
    let html = try await report("--as-of", Self.end, in: sandbox)
    let kpis = try await sandbox.ask("kpis", "--as-of", Self.end)
    let flow = try await sandbox.ask("flow", "--as-of", Self.end)
    let patterns = try await sandbox.ask(
      "recurrence",
      "--by",
      "service,category",
      "--as-of",
      Self.end
    )
    let first = try #require(patterns["patterns"].list.first)
    let name = [first["key"]["service"].string, first["key"]["category"].string]
      .compactMap { $0 }.joined(separator: " · ")
    #expect(html.contains(name))
    for count in [
      kpis["opened"].integer, kpis["resolved"].integer, flow["handoffs"].integer,
      first["tickets"].integer, first["recurrences"].integer,
    ] {
      #expect(html.contains(">\(count)<") || html.contains(">\(count),"), "\(count)")
    }
    let rating = kpis["ratings"]["mean"].number
    #expect(html.contains(String(format: "%.2f", rating)))
  }

  @Test("of a period that is over is as of its end, whenever it is asked for")
  func periodOver() async throws {
    let sandbox = try await simulated()
    let period = ["--from", "2025-03-01", "--until", "2025-04-01"]
    let words = ["report", "--ledger", Sandbox.ledger] + period
    let later = try await sandbox.run(words + ["--as-of", Self.end])
    let atItsEnd = try await sandbox.run(words + ["--as-of", "2025-03-31T23:59:59.999Z"])
    #expect(later.status == 0 && atItsEnd.status == 0)
    let pages = [later, atItsEnd].map { run in
      run.output.replacing(#/--as-of [^ ]*/#, with: "")
    }
    #expect(pages[0] == pages[1])
    let open = try await sandbox.ask("queues", "--as-of", "2025-03-31T23:59:59.999Z")["open"]
    #expect(later.output.contains(">\(open.integer)<"))
  }

  @Test("names classes of causes in its own language")
  func causes() async throws {
    let sandbox = try await simulated()
    let french = try await report(
      "--by",
      "service,causeClass",
      "--language",
      "fr",
      "--as-of",
      Self.end,
      in: sandbox
    )
    #expect(french.contains(" · Erreur d’usage") && !french.contains("usageError"))
  }

  @Test("of an empty ledger says that there is nothing")
  func empty() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--ledger", Sandbox.ledger)
    #expect(made.status == 0)
    let html = try await report("--as-of", Self.end, in: sandbox)
    #expect(XMLParser(data: Data(html.utf8)).parse())
  }

  @Test("is written to a new file, and refused where a question has no answer")
  func refusals() async throws {
    let sandbox = try await Desk.sandbox()
    let words = ["report", "--ledger", Sandbox.ledger]
    #expect(try await sandbox.run(words + ["--output", "page.html"]).status == 0)
    #expect(sandbox.exists("page.html"))
    try await sandbox.run(words + ["--output", "page.html"]).expectError(2, "page.html", "another")
    try await sandbox.run(words + ["--by", "weather"]).expectError(2, "--by", "weather", "service")
    try await sandbox.run(words + ["--known-at", "9999"]).expectError(2, "9999")
    #expect(try await sandbox.run(words + ["--by", "service,service"]).status == 2)
    #expect(try await sandbox.run(words + ["--language", "la"]).status == 2)
    let backwards = ["--from", "2024-02-01", "--until", "2024-01-01"]
    #expect(try await sandbox.run(words + backwards).status == 2)
  }
}
