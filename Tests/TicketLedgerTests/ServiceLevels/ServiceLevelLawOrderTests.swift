import Testing

@testable import TicketLedger

@Suite("Laws of service levels: the order of the log")
struct ServiceLevelLawOrderTests {
  /// When the log learns of the agreements.
  private enum Adopting: CaseIterable {
    case first, midway, last
  }

  @Test(
    "how tickets interleave, and when an agreement that always held was adopted, leave no trace",
    arguments: [161, 162]
  )
  func interleaving(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let policies = [promises.policy("always"), promises.policy("later", versions: .latest)]
    let openings = history.submissions.filter { $0.command.action.kind == .opened }
    let rest = history.submissions.filter {
      $0.command.action.kind != .opened && $0.command.ticket != nil
    }
    let streams = Dictionary(grouping: rest) { $0.command.ticket }
    let byTicket = openings.reversed().flatMap { streams[$0.command.ticket] ?? [] }
    var remaining = streams.mapValues { $0[...] }
    let merged = rest.map(\.command.ticket).shuffled(using: &generator)
      .compactMap { remaining[$0]?.popFirst() }
    var found: [(encoding: [UInt8], answers: [ServiceLevelAnswers])] = []
    for (facts, adopting) in zip([rest, byTicket, merged], Adopting.allCases) {
      let folder = try TemporaryFolder()
      let clock = TestClock()
      clock.now = history.last
      let ledger = try await Ledger.forTest(folder, clock: clock)
      func adopt() async throws {
        try await ledger.adopt(
          policies[0],
          ServiceLevelLawPromises.calendars(),
          effectiveFrom: .distantPast
        )
        try await ledger.adopt(policies[1], effectiveFrom: history.first.after(days: 15))
      }
      // Teams and people have the same numbers in every order.
      try await SimulatedHistory.record(history.prelude, in: ledger)
      if adopting == .first { try await adopt() }
      try await SimulatedHistory.record(openings + facts.prefix(facts.count / 2), in: ledger)
      if adopting == .midway { try await adopt() }
      try await SimulatedHistory.record(Array(facts.dropFirst(facts.count / 2)), in: ledger)
      if adopting == .last { try await adopt() }
      var answers: [ServiceLevelAnswers] = []
      for instant in [history.first.after(days: 10), history.last.after(days: 5)] {
        answers.append(
          try await ledger.read(asOf: instant) { ServiceLevelAnswers($0, asOf: instant) }
        )
      }
      found.append((ledger.read { encoding(of: $0[ServiceLevels.self]) }, answers))
      await ledger.close()
    }
    for other in found.dropFirst() {
      #expect(other.encoding == found[0].encoding)
      for (answers, expected) in zip(other.answers, found[0].answers) { answers.expect(expected) }
    }
    #expect(found[0].answers.allSatisfy { !$0.breaches.isEmpty })
  }
}
