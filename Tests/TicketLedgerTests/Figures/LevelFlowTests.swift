import Testing
import TicketSimulation

@testable import TicketLedger

@Suite("The way from intake to the end")
struct LevelFlowTests {
  @Test("keeps every ticket: what goes into a level leaves it", arguments: [41, 42])
  func conservation(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 120)
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder, clock: TestClock("2025-12-01T00:00:00Z"))
    try await ledger.record(history.submissions)
    ledger.read { view in
      let links = view.levelFlow()
      var into: [FlowStage: Int] = [:]
      var from: [FlowStage: Int] = [:]
      for link in links {
        into[link.to, default: 0] += link.count
        from[link.from, default: 0] += link.count
        #expect(link.from != link.to)
      }
      #expect(from[.intake] == view.ticketCount && into[.intake] == nil)
      for case .level(let level) in into.keys {
        #expect(into[.level(level)] == from[.level(level)], "\(level)")
      }
      let ends: [FlowStage] = [.resolved, .cancelled, .open]
      #expect(ends.reduce(0) { $0 + (into[$1] ?? 0) } == view.ticketCount)
      #expect(into[.open] ?? 0 == view[Queues.self].openCount)
      let moves = view.flow(asOf: history.last).moves.reduce(0) { sum, move in
        sum + (move.move.from.level != move.move.to.level ? move.count : 0)
      }
      let between = links.reduce(0) { sum, link in
        if case .level = link.from, case .level = link.to { sum + link.count } else { sum }
      }
      #expect(moves == between && moves > 0)
    }
    await ledger.close()
  }
}
