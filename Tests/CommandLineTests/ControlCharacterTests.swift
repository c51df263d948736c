import Testing

@Suite("Control characters") struct ControlCharacterTests {
  /// Would clear a screen, ring a bell, go back in a line and begin others.
  private static let evil = "\u{1B}[2J\u{7}\u{8}\u{D}\n\u{9B}31m\u{7F}\u{0}\u{85}"
  private static let escaped =
    #"\u001b[2J\u0007\u0008\u000d\u000a\u009b31m\u007f\u0000\u0085"#

  private func sandbox() async throws -> Sandbox {
    let sandbox = try Sandbox()
    let name = Self.escaped
    try await sandbox.submit(
      #"{"command":"open","reference":"K\#(name)","requester":"r\#(name)","service":"s\#(name)","#
        + #""summary":"w\#(name)","by":{"person":"p\#(name)"}}"#,
      #"{"command":"route","ticket":"K\#(name)","team":"t\#(name)","level":2}"#,
      #"{"command":"assign","ticket":1,"agent":"a\#(name)"}"#,
      #"{"command":"note","ticket":1,"text":"n\#(name)"}"#,
      #"{"command":"route","ticket":1,"team":"u\#(name)","level":3}"#
    )
    return sandbox
  }

  private func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
  }

  @Test("Names and words reach no table of text raw, and stay in one line")
  func tablesAreHarmless() async throws {
    let sandbox = try await sandbox()
    let questions = [
      (["queues"], 4), (["tickets"], 4), (["ticket", "1"], 8), (["flow"], nil), (["stat"], nil),
    ]
    for (question, lines) in questions {
      let run = try await sandbox.run(question + ["--ledger", Sandbox.ledger])
      #expect(run.status == 0, "\(run.errors)")
      #expect(isHarmless(run.output), "\(question)")
      #expect(run.output.contains("\u{FFFD}[2J") || question == ["stat"], "\(question)")
      let found = run.output.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      if let lines { #expect(found == lines, "\(run.output)") }
    }
  }

  @Test("JSON keeps them, escaped")
  func answersKeepThem() async throws {
    let sandbox = try await sandbox()
    let run = try await sandbox.run(
      "tickets",
      "--ledger",
      Sandbox.ledger,
      "--format",
      "json"
    )
    let ticket = try run.answer()["tickets"][0]
    #expect(ticket["ticket"].string == "K" + Self.evil)
    #expect(ticket["team"].string == "u" + Self.evil)
    #expect(ticket["agent"].string == "a" + Self.evil)
    #expect(!run.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("Errors that quote a file are one harmless line")
  func errorsAreHarmless() async throws {
    let sandbox = try Sandbox()
    try sandbox.write("id,at,state\nA1,2024-02-01 08:00,\u{1B}[2J\u{7}\n", to: "log.csv")
    let mapping = """
      {"source":"desk","shape":"snapshots","ticket":"id",
       "time":{"column":"at","format":"yyyy-MM-dd HH:mm","zone":"UTC"},
       "state":{"column":"state","table":{"New":"new"},"otherwise":"error"}}
      """
    try sandbox.write(mapping, to: "map.json")
    let log = ["import", "csv", "log.csv", "--mapping", "map.json", "--ledger", "new.ledger"]
    let stopped = try await sandbox.run(log)
    stopped.expectError(2, "log.csv:2", "\u{FFFD}[2J")
    #expect(isHarmless(stopped.errors))
    let skipped = try await sandbox.run(log + ["--on-error", "skip"])
    #expect(skipped.status == 0)
    #expect(skipped.errors.contains("log.csv:2"))
    #expect(isHarmless(skipped.errors))
  }
}
