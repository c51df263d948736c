import Testing
import TicketLedger

@Suite("A stay in a queue")
struct StayTests {
  @Test("lasts from coming into it, or being reopened in it, to leaving it or being over")
  func stays() async throws {
    let facts: [(minute: Int, command: Command)] = [
      (0, .open("T")), (5, .route("T", to: "Desk", level: 1)),
      (6, .route("T", to: "Desk", level: 1)), (25, .route("T", to: "Network", level: 2)),
      (65, .resolve("T")), (100, .reopen("T")), (130, .route("T", to: nil)),
      (140, .route("T", to: "Desk", level: 1)), (150, .cancel("T")),
    ]
    let summary = try await SmallHistory.ask(facts) { view in
      let flow = view.flow(asOf: SmallHistory.minute(1_000))
      let names = flow.stays.map { view.name(of: $0.queue.team) }
      #expect(names == [nil, "Desk", "Network"])
      return flow
    }
    let minutes = summary.stays.map { stay in
      (1...100).compactMap { stay.time.percentileInSeconds($0) }.map { Int($0 / 60) }
    }
    #expect(minutes.map { Set($0) } == [[5, 10], [10, 20], [30, 40]])
    #expect(summary.stays.map(\.time.count) == [2, 2, 2])
    #expect(summary.moves.map(\.count) == [1, 1])
    // Desk to Network took twenty minutes; the way back led through no team and has no stay.
    #expect(summary.moves.map(\.stay.count).sorted() == [0, 1])
    #expect(summary.moves.compactMap(\.stay.meanInSeconds) == [1_200])
    #expect(summary.handoffs == 2 && summary.pingPong == 1)
    #expect(summary.waiting.openTimeInSeconds == Double((65 + 50) * 60))
  }
}
