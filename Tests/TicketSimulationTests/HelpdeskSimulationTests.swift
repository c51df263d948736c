import Testing
import TicketLedger
import TicketSimulation

@Suite("A simulated helpdesk")
struct HelpdeskSimulationTests {
  private func history(_ seed: UInt64, _ tickets: Int, days: Int = 365) -> HelpdeskSimulation {
    HelpdeskSimulation(Scenario(seed: seed, tickets: tickets, durationInDays: days))
  }

  @Test("has the same 500 tickets from seed 1 on every machine")
  func golden() {
    #expect(String(digest(history(1, 500)), radix: 16) == "d60bde245f6225e5")
  }

  @Test("repeats itself from the same seed and differs from another")
  func seeds() {
    #expect(Array(history(7, 300)) == Array(history(7, 300)))
    #expect(digest(history(7, 300)) != digest(history(8, 300)))
  }

  @Test(
    "opens exactly as many tickets as asked for, numbered in order, inside the period",
    arguments: [(0, 30), (1, 1), (99, 2), (100, 1), (1234, 90), (3000, 7), (500, 1500)]
  )
  func count(tickets: Int, days: Int) throws {
    let scenario = Scenario(seed: 3, tickets: tickets, durationInDays: days)
    var opened = 0
    for submission in HelpdeskSimulation(scenario) {
      let moment = try #require(submission.occurredAt)
      #expect(scenario.start <= moment && moment < scenario.end)
      guard submission.command.action.kind == .opened else { continue }
      opened += 1
      let digits = String(opened)
      let zeros = String(repeating: "0", count: 6 - digits.count)
      #expect(submission.command.ticket == .reference("T" + zeros + digits))
    }
    #expect(opened == tickets)
  }

  @Test(
    "is accepted by the ledger's rules, in order of time, submission by submission",
    arguments: [
      Scenario(seed: 11, tickets: 4000, durationInDays: 60),
      Scenario(seed: 12, tickets: 2000, durationInDays: 1000, agents: 1, requesters: 1),
      Scenario(seed: 13, tickets: 1500, start: Instant(millisecondsSince1970: -86_400_000_123)),
      Scenario(seed: 14, tickets: 5000, durationInDays: 1),
    ]
  )
  func legal(scenario: Scenario) throws {
    let statistics = try Statistics(HelpdeskSimulation(scenario))
    #expect(statistics.tickets.count == scenario.tickets)
  }

  @Test("streams: what is kept grows with the tickets that are not over, not with the history")
  func streaming() throws {
    var iterator = history(5, 20_000).makeIterator()
    var ledger = PaperLedger()
    var alive: Set<TicketID> = []
    var peak = 0
    var peakAlive = 0
    while let submission = iterator.next() {
      if let ticket = try ledger.submit(submission) {
        switch ticket.state {
        case .new, .inProgress, .waiting, .resolved: alive.insert(ticket.id)
        case .closed, .cancelled, .merged: alive.remove(ticket.id)
        }
      }
      peak = max(peak, iterator.pendingSteps)
      peakAlive = max(peakAlive, alive.count)
    }
    #expect(iterator.openedTickets == 20_000)
    // Ratings and notes after the closure make up the rest.
    #expect(peak <= peakAlive + peakAlive / 4)
    #expect(peak < 1500)
  }

  @Test("leaves a realistic backlog at the end of the period and ends everything older")
  func backlog() throws {
    let scenario = Scenario(seed: 6, tickets: 10_000)
    let statistics = try Statistics(HelpdeskSimulation(scenario))
    let open = statistics.tickets.values.filter { $0.state.isOpen }
    func older(than days: Int64) -> Int {
      open.count { scenario.end.milliseconds(since: $0.openedAt) > days * 86_400_000 }
    }
    #expect(60...400 ~= open.count)
    #expect(5...80 ~= older(than: 30))
    #expect(older(than: 300) == 0)
    let forgotten = statistics.tickets.values.filter {
      $0.state == .resolved
        && scenario.end.milliseconds(since: $0.lastOccurredAt) > 14 * 86_400_000
    }
    #expect(forgotten.isEmpty)
  }
}
