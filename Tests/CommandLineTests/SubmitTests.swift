import Foundation
import Testing

@Suite("submit") struct SubmitTests {
  private static let opening = #"{"command":"open","reference":"K1","service":"VPN","summary":"x"}"#

  @Test("Each line is answered before the next one is written")
  func answersAreFlushed() async throws {
    let sandbox = try Sandbox()
    let command = try RunningCommand(["submit", "--ledger", "desk.ledger"], in: sandbox.path)
    for number in 1...5 {
      command.write(#"{"command":"open","reference":"K\#(number)"}"# + "\n")
      let line = try #require(await command.line())
      let answer = try Answer(parsing: line)
      expect(answer, is: .receipt)
      #expect(answer["line"] == .whole(number))
      #expect(answer["ticket"] == .text("K\(number)"))
      #expect(answer["number"] == .whole(number))
      #expect(answer["revision"] == .whole(1))
      // Durable: another process reads it meanwhile.
      let stat = try await sandbox.ask("stat")
      #expect(stat["tickets"] == .whole(number))
      #expect(stat["events"].integer > answer["position"].integer)
    }
    command.closeInput()
    #expect(try await command.end().status == 0)
  }

  @Test("Bad lines are refused by number, and the others are recorded in their order")
  func badLinesKeepNothingBack() async throws {
    let sandbox = try Sandbox()
    let input = """
      \(Self.opening)
      not JSON at all
      {"command":"frobnicate","ticket":"K1"}

      {"command":"route","ticket":"K1"}
      {"command":"route","ticket":"K1","team":"Network","level":2,"reason":"skill"}
      {"command":"close","ticket":"K1"}
      {"command":"start","ticket":"K7"}
      {"command":"note","ticket":"K1","text":"h\u{e9}","colour":"red"}
      ["command","note"]
      {"command":"note","ticket":1,"text":"the last line has no end"}
      """
    let run = try await sandbox.run("submit", "--ledger", "desk.ledger", input: input)
    #expect(run.status == 2)
    #expect(run.errors.isEmpty)
    let answers = try run.answers()
    #expect(answers.map { $0["line"] } == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11].map { .whole($0) })
    let rules = answers.map { $0["refused"]["rule"].string }
    #expect(
      rules == [
        nil, "input", "input", "input", nil, "state", "unknownTicket", "input", "input", nil,
      ]
    )
    for answer in answers {
      expect(answer, is: answer["refused"] == .null ? .receipt : .refusal)
    }
    #expect(answers[2]["refused"]["detail"].string?.contains("frobnicate") == true)
    #expect(answers[3]["refused"]["detail"].string?.contains("team") == true)
    #expect(answers[5]["refused"]["detail"].string?.contains("resolved") == true)
    #expect(answers[7]["refused"]["detail"].string?.contains("colour") == true)
    let ticket = try await sandbox.ask("ticket", "K1")
    #expect(ticket["events"].list.map { $0["kind"].string } == ["opened", "routed", "noted"])
    #expect(ticket["events"][2]["words"] == .text("the last line has no end"))
  }

  @Test("A ticket is answered by its reference, however the line named it")
  func answersNameTheReference() async throws {
    let sandbox = try Sandbox()
    let answers = try await sandbox.submit(
      Self.opening,
      #"{"command":"note","ticket":"1","text":"by a text of digits"}"#,
      #"{"command":"note","ticket":1,"text":"by number"}"#,
      #"{"command":"open"}"#
    )
    #expect(answers.map { $0["ticket"].string } == ["K1", "K1", "K1", "2"])
  }

  @Test("A key makes a retry answer with the first receipt")
  func keysMakeRetriesHarmless() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(Self.opening)
    let line = #"{"command":"note","ticket":"K1","text":"once","key":"mail-77"}"#
    let first = try await sandbox.submit(line, line)
    let events = try await sandbox.eventCount()
    let second = try await sandbox.submit(line)
    #expect(first[0].without("line") == first[1].without("line"))
    #expect(second[0] == first[0])
    #expect(try await sandbox.eventCount() == events)
  }

  @Test("A stale revision is refused, and a fresh one is not")
  func expectingGuardsTheRevision() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(Self.opening)
    let line = #"{"command":"start","ticket":"K1","expecting":1}"#
    try await sandbox.submit(line)
    let events = try await sandbox.eventCount()
    let run = try await sandbox.run("submit", "--ledger", "desk.ledger", input: line + "\n")
    #expect(run.status == 2)
    let answer = try run.answer()
    #expect(answer["refused"]["rule"] == .text("staleRevision"))
    #expect(answer["refused"]["detail"].string?.contains("revision 2") == true)
    #expect(try await sandbox.eventCount() == events)
  }

  @Test("Who acted and when it happened are kept; the default actor is the command line")
  func actorAndTimeAreKept() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(
      #"{"command":"open","reference":"K1","at":"2024-02-29T10:00:00.5Z","by":{"person":"a-3"}}"#,
      #"{"command":"start","ticket":"K1","at":"2024-02-29T12:00:00+01:00"}"#
    )
    let events = try await sandbox.ask("ticket", "K1")["events"]
    #expect(events[0]["occurredAt"] == .text("2024-02-29T10:00:00.500Z"))
    #expect(events[0]["actor"] == .record(["person": .text("a-3")]))
    #expect(events[1]["occurredAt"] == .text("2024-02-29T11:00:00Z"))
    #expect(events[1]["actor"] == .record(["automation": .text("command-line")]))
  }

  @Test("An answered line survives a crash of the command")
  func answeredLinesSurviveACrash() async throws {
    let sandbox = try Sandbox()
    let command = try RunningCommand(["submit", "--ledger", "desk.ledger"], in: sandbox.path)
    command.write(Self.opening + "\n")
    _ = try #require(await command.line())
    command.kill()
    #expect(try await command.end().status == -SIGKILL)
    #expect(try await sandbox.ask("ticket", "K1")["state"] == .text("new"))
    try await sandbox.submit(#"{"command":"start","ticket":"K1"}"#)
  }

  @Test("Nothing on standard input is nothing to refuse")
  func noInputIsFine() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit("", "", "")
    // Its creation, and the key that signs its checkpoints.
    #expect(try await sandbox.eventCount() == 2)
  }
}
