import Foundation
import Testing

@Suite("The command ticket --explain") struct ExplainTests {
  private func explain(
    _ sandbox: Sandbox,
    _ ticket: String,
    asOf: String,
    _ options: String...
  ) async throws -> Run {
    try await sandbox.run(
      ["ticket", ticket, "--explain", "--ledger", Sandbox.ledger, "--as-of", asOf] + options
    )
  }

  @Test("folds years of opening and closing into a line, and keeps every stretch in JSON")
  func years() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let text = try await explain(sandbox, "3", asOf: "2025-01-03T00:00:00Z")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.split(separator: "\n").count < 20)
    #expect(
      text.output.contains("\nresolution: breached, 2,620 h of 40 h, due 2024-01-08T18:00:00Z, ")
    )
    #expect(text.output.contains("  counted in 262 stretches  2,620 h  "))
    #expect(text.output.contains("\nagentWork: running, 2,620 h, without a limit\n"))
    let json = try await explain(sandbox, "3", asOf: "2025-01-03T00:00:00Z", "--format", "json")
    let segments = try json.answer()["clocks"][0]["segments"].list
    #expect(segments.count == 2 * 262)
    #expect(segments.reduce(0) { $0 + $1["counted"].integer } == 2620 * 3600)
    // Past ten thousand stretches a time is one, in JSON too.
    let far = try await explain(sandbox, "3", asOf: "2999-01-01T00:00:00Z", "--format", "json")
    let clock = try far.answer()["clocks"][0]
    #expect(clock["segments"].list.map { $0["treatment"].string } == ["mixed"])
    #expect(clock["segments"][0]["counted"] == clock["elapsed"])
  }

  @Test("is of one clock where that is named, whether --explain is given or not")
  func oneClock() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let named = ["ticket", "K1", "--ledger", Sandbox.ledger, "--clock", "resolution", "--as-of"]
    let alone = try await sandbox.run(named + [PromisedDesk.friday])
    let both = try await sandbox.run(named + [PromisedDesk.friday, "--explain"])
    #expect(alone.output == both.output && alone.status == 0, "\(alone.errors)")
    #expect(alone.output.contains("\nresolution: ") && !alone.output.contains("\nfirstResponse: "))
  }

  @Test("shows few stretches one by one, open time in hours")
  func days() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let text = try await explain(sandbox, "K1", asOf: PromisedDesk.friday, "--clock", "resolution")
    let lines = text.output.split(separator: "\n").map { String($0) }
    let start = try #require(lines.firstIndex { $0.hasPrefix("resolution: ") })
    #expect(
      lines[start]
        == "resolution: breached, 21 h of 8 h, due 2024-01-01T16:00:00Z, "
        + "late since 2024-01-01T16:00:00Z by 13 h"
    )
    try #require(lines.count > start + 3)
    #expect(lines[start + 1].contains(": 8 h in the hours of office (adopted at position "))
    let rows = lines[(start + 3)...].map {
      $0.split(separator: " ").dropFirst(2).joined(separator: " ")
    }
    #expect(rows.first?.hasPrefix("counted 10 h ") == true)
    #expect(rows.contains { $0.hasPrefix("paused: vendor 1 d 15 h ") })
  }

  @Test("names the versions of calendars where promises differ in nothing else")
  func versions() async throws {
    let sandbox = try await PromisedDesk.sandbox(versions: "latest")
    let longer = PromisedDesk.calendar.replacing("18:00", with: "19:00")
    try sandbox.write(longer, to: "longer.json")
    let adopted = try await sandbox.run(
      "policy",
      "adopt",
      "--calendar",
      "longer.json",
      "--effective-from",
      "2024-01-04T00:00:00Z",
      "--ledger",
      Sandbox.ledger
    )
    #expect(adopted.status == 0, "\(adopted.errors)")
    let json = try await explain(sandbox, "3", asOf: PromisedDesk.friday, "--format", "json")
    let promises = try json.answer()["clocks"][0]["promises"].list
    let positions = promises.map { $0["calendarPosition"].integer }
    #expect(Set(positions).count == 2)
    let text = try await explain(sandbox, "3", asOf: PromisedDesk.friday)
    for position in positions {
      #expect(
        text.output.contains("in the hours of office (adopted at position \(position)), by rule")
      )
    }
  }

  @Test("tells counted time in which the due time is hidden as hidden")
  func hidden() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      {"name": "standard", "rules": {"name": "all", "targets": {"clock": "resolution",
        "limit": "8h", "pausedBy": "vendor", "whilePaused": "hide"}}}
      """,
      to: "policy.json"
    )
    let made = try await sandbox.run("init", "--ledger", Sandbox.ledger, "--policy", "policy.json")
    #expect(made.status == 0, "\(made.errors)")
    try await sandbox.submit(
      #"{"command":"open","reference":"K1","at":"2024-01-01T08:00:00Z"}"#,
      #"{"command":"pause","ticket":"K1","reason":"vendor","at":"2024-01-01T10:00:00Z"}"#
    )
    let text = try await explain(sandbox, "K1", asOf: "2024-01-03T10:00:00Z")
    // Around the clock a day has 24 hours.
    #expect(text.output.contains(#/counted, hidden: vendor +2 d 0 h/#))
    #expect(text.output.contains("\nresolution: paused, 2 d 2 h of 8 h\n"))
    let json = try await explain(sandbox, "K1", asOf: "2024-01-03T10:00:00Z", "--format", "json")
    let segment = try json.answer()["clocks"][0]["segments"][1]
    #expect(segment["treatment"] == .text("hidden") && segment["waitingFor"] == .text("vendor"))
    #expect(segment["counted"] == .whole(48 * 3600))
  }
}
