import Foundation
import Testing

@Suite("The command what-if") struct WhatIfTests {
  private func ask(_ sandbox: Sandbox, _ options: String...) async throws -> Run {
    try await sandbox.run(
      ["what-if", "--ledger", Sandbox.ledger, "--as-of", PromisedDesk.friday] + options
    )
  }

  @Test("says first which instant it used")
  func instant() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let text = try await ask(sandbox, "--policy", "policy.json")
    #expect(text.status == 0 && text.errors.isEmpty)
    let lines = text.output.split(separator: "\n")
    #expect(lines.first == "as of \(PromisedDesk.friday)")
    #expect(lines.last == "under standard: 0 breaches gained, 0 lost, 4 kept")
  }

  @Test("supposes a calendar alone, under the policies that were adopted")
  func calendarAlone() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    // Only an hour of every Monday: the two of 8 hours and K2's response are in time.
    let rare = #"{"name": "office", "zone": "UTC", "weekly": {"mon": ["08:00", "09:30"]}}"#
    try sandbox.write(rare, to: "rare.json")
    let json = try await ask(sandbox, "--calendar", "rare.json", "--format", "json")
    #expect(json.status == 0, "\(json.errors)")
    let answer = try json.answer()
    expect(answer, is: .whatIf)
    #expect(answer["policy"] == .null && answer["calendars"] == .list([.text("office")]))
    #expect(answer["gained"].list.isEmpty && answer["kept"] == .whole(1))
    #expect(answer["lost"].list.count == 3)
    #expect(answer["after"]["breached"] == .whole(1))
    let text = try await ask(sandbox, "--calendar", "rare.json", "--limit", "1")
    #expect(
      text.output.contains("\nunder calendar office: 0 breaches gained, 3 lost, 1 kept\n\nLOST ")
    )
    #expect(text.output.hasSuffix("\n… and 2 more; see --limit\n"))
    let none = try await ask(sandbox, "--calendar", "rare.json", "--limit", "0")
    #expect(none.output.hasSuffix("\n… and 3 breaches not shown; see --limit\n"))
    #expect(!none.output.contains("LOST"))
  }

  @Test("refuses to suppose nothing, and to show less than nothing")
  func bad() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    try await ask(sandbox).expectError(2, "--policy", "--calendar")
    try await ask(sandbox, "--policy", "policy.json", "--limit=-1").expectError(2, "--limit")
  }
}
