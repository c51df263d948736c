import Testing
import TicketLedger

@Suite("How submissions share commits")
struct GroupingTests {
  @Test("leaves no trace in what is recorded", arguments: [51, 52])
  func historyInGroups(seed: UInt64) async throws {
    let history = SimulatedHistory(seed: seed, tickets: 40)
    try await compare(history.submissions, at: history.last)
  }

  @Test("leaves no trace where names come, change and go")
  func namesInGroups() async throws {
    func rename(_ dimension: String, _ term: TermReference, to name: String) -> Command {
      Command(.renameTerm(dimension: dimension, term, to: name))
    }
    func retire(_ dimension: String, _ term: TermReference) -> Command {
      Command(.retireTerm(dimension: dimension, term))
    }
    let commands: [Command] = [
      .open("T-1", about: ["symptom": "slow"]),
      rename("symptom", "slow", to: "sluggish"),
      rename("dimension", "symptom", to: "sign"),
      .classify("T-1", as: ["sign": "sluggish"]),
      .open("T-2", about: ["symptom": "slow"]),
      .open("T-3", about: ["sign": "slow"]),
      rename("sign", "slow", to: "sluggish"),
      rename("sign", "sluggish", to: "slow again"),
      .open("T-4", about: ["sign": "sluggish", "symptom": "slow"]),
      retire("symptom", "slow"),
      .open("T-5", about: ["symptom": "slow"]),
      rename("symptom", "slow", to: "dead slow"),
      .open("T-6", about: ["symptom": "slow"]),
      .open("T-7", about: ["symptom": "dead slow"]),
      retire("nothing", "slow"),
      .route("T-1", to: "Network"),
      retire("team", "Network"),
      .route("T-2", to: "Network"),
      .start("T-2"),
      .start("T-2"),
      Command(.adoptRules(LedgerRules(closedMayBeReopened: false))),
      .resolve("T-1"),
      .close("T-1"),
      .reopen("T-1"),
    ]
    let submissions = commands.enumerated().map {
      Submission($0.element, by: .person(.identity("person \($0.offset % 3)")))
    }
    let clock = TestClock()
    try await compare(submissions, at: clock.now)
  }

  /// Submits one by one, all at once, and in random groups.
  private func compare(_ submissions: [Submission], at moment: Instant) async throws {
    var generator = SeededGenerator(seed: UInt64(submissions.count))
    var expected: [RecordedEvent]?
    var answers: [TicketRefusal?]?
    for sizes in [1...1, submissions.count...submissions.count, 1...7] {
      let folder = try TemporaryFolder()
      let clock = TestClock()
      clock.now = moment
      let ledger = try await Ledger.forTest(folder, clock: clock)
      var found: [TicketRefusal?] = []
      var start = 0
      while start < submissions.count {
        let end = min(start + Int.random(in: sizes, using: &generator), submissions.count)
        let group = Array(submissions[start..<end])
        for answer in try await ledger.submit(contentsOf: group) {
          if case .failure(let refusal) = answer {
            found.append(refusal)
          } else {
            found.append(nil)
          }
        }
        start = end
      }
      let events = try ledger.allEvents()
      if let expected, let answers {
        #expect(events.map(\.event) == expected.map(\.event))
        #expect(events == expected)
        #expect(found == answers)
      }
      expected = events
      answers = found
      #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
      await ledger.close()
    }
  }
}
