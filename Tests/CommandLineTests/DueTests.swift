import Testing

@Suite("The due times of tickets") struct DueTests {
  private func list(_ sandbox: Sandbox, _ options: String...) async throws -> [Answer] {
    let asked = ["tickets", "--ledger", Sandbox.ledger, "--format", "json"]
    let run = try await sandbox.run(asked + options)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let answer = try run.answer()
    expect(answer, is: .tickets)
    #expect(answer["count"] == .whole(answer["tickets"].list.count))
    return answer["tickets"].list
  }

  @Test("the nearest comes first, tickets without one last, and these by number")
  func sorted() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let tickets = try await list(sandbox, "--sort", "due", "--as-of", PromisedDesk.friday)
    // K1 is late and paused, K2 is resolved.
    #expect(tickets.map { $0["ticket"].string } == ["3", "K4", "K1", "K2"])
    #expect(
      tickets.map { $0["nextDueAt"].string }
        == ["2024-01-08T18:00:00Z", "2024-01-10T09:00:00Z", nil, nil]
    )
    #expect(tickets.map { $0["breached"] } == [false, false, true, false].map { .bool($0) })
    // The due times are there in every order.
    let byNumber = try await list(sandbox, "--as-of", PromisedDesk.friday)
    #expect(byNumber.map { $0["ticket"].string } == ["K1", "K2", "3", "K4"])
    #expect(byNumber.map { $0["nextDueAt"] } == [2, 3, 0, 1].map { tickets[$0]["nextDueAt"] })
  }

  @Test("what is due before an instant is not what is due at it")
  func dueBefore() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    for (instant, expected) in [
      ("2024-01-08T18:00:00Z", []), ("2024-01-08T18:00:00.001Z", ["3"]),
      ("2024-01-10T09:00:00Z", ["3"]), ("2024-01-11", ["3", "K4"]),
    ] as [(String, [String])] {
      let options = ["--due-before", instant, "--as-of", PromisedDesk.friday]
      let run = try await sandbox.run(
        ["tickets", "--ledger", Sandbox.ledger, "--format", "json"] + options
      )
      let answer = try run.answer()
      #expect(answer["tickets"].list.map { $0["ticket"].string } == expected)
      #expect(answer["count"] == .whole(expected.count))
    }
    let narrowed = try await list(
      sandbox,
      "--due-before",
      "2024-01-11",
      "--team",
      "Network",
      "--as-of",
      PromisedDesk.friday
    )
    #expect(narrowed.map { $0["ticket"].string } == ["K4"])
  }

  @Test("they are those of the instant asked for")
  func asOf() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let tickets = try await list(sandbox, "--sort", "due", "--as-of", "2024-01-01T08:30:00Z")
    #expect(tickets.map { $0["ticket"].string } == ["K1"])
    // Of two clocks that run the answer is due first.
    #expect(tickets[0]["nextDueAt"] == .text("2024-01-01T09:00:00Z"))
    #expect(tickets[0]["breached"] == .bool(false))
    let late = try await list(sandbox, "--as-of", "2024-01-01T09:30:00Z")
    #expect(late[0]["nextDueAt"] == .text("2024-01-01T16:00:00Z"))
    #expect(late[0]["breached"] == .bool(true))
  }

  @Test("text and CSV show them too")
  func shown() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let asked = ["--ledger", Sandbox.ledger, "--as-of", PromisedDesk.friday, "--sort", "due"]
    let text = try await sandbox.run(["tickets"] + asked).output
    let rows = text.split(separator: "\n").dropFirst(2).map { $0.split(separator: " ") }
    #expect(rows.map { $0[0] } == ["3", "K4", "K1", "K2"])
    #expect(rows[0].contains("2024-01-08T18:00:00Z") && !rows[0].contains("late"))
    #expect(rows[2].contains("late"))
    let table = try await sandbox.run(["export", "csv", "tickets"] + asked).output
    let lines = table.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines.first?.firstIndex(of: "nextDueAt"))
    #expect(
      lines.dropFirst().map { $0[column] } == [
        "2024-01-08T18:00:00Z", "2024-01-10T09:00:00Z", "", "",
      ]
    )
  }
}
