import Testing
import TicketLedger

@Suite("The index of trust")
struct TrustIndexTests {
  /// So many tickets resolved in half an hour, the first of them rated.
  private func figures(
    tickets: Int,
    scores: [UInt8],
    reopened: Int = 0,
    isPromised: Bool = false
  ) async throws -> SatisfactionFigures {
    var facts: [(minute: Int, command: Command)] = []
    for number in 0..<tickets {
      let name = TicketReference(stringLiteral: "T\(number)")
      facts.append((0, .open("T\(number)", about: ["department": "Sales"])))
      facts.append((number < tickets / 2 ? 30 : 90, .resolve(name)))
      if number < scores.count { facts.append((100, .rate(name, score: scores[number]))) }
      if number < reopened { facts.append((200, .reopen(name))) }
    }
    facts.sort { $0.minute < $1.minute }
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 3_600_000),
      onReopening: .continue
    )
    let rule = ServiceRule(name: "all", targets: [target])
    let policy = isPromised ? ServicePolicy(name: "hour", rules: [rule]) : nil
    return try await SmallHistory.ask(facts, under: policy) { view in
      let groups = view.satisfaction(by: [.department], asOf: SmallHistory.minute(300))
      #expect(groups.map(\.values) == [["Sales"]])
      return groups[0].figures
    }
  }

  @Test("is not told for fewer than twenty resolved tickets")
  func minimum() async throws {
    #expect(try await figures(tickets: 19, scores: [5]).trust == nil)
    #expect(try await figures(tickets: 20, scores: [5]).trust?.tickets == 20)
  }

  @Test("weighs its parts, and leaves out those without data")
  func formula() async throws {
    let plain = try #require(try await figures(tickets: 20, scores: []).trust)
    #expect(plain.parts == [.lasting: 1])
    #expect(plain.value == 100)
    let rated = try await figures(tickets: 20, scores: [5, 4, 3], reopened: 5)
    #expect(rated.ratings.mean == 4 && rated.responseRate == 0.15)
    let trust = try #require(rated.trust)
    #expect(trust.parts == [.satisfaction: 0.75, .lasting: 0.75])
    #expect(trust.value == 75)
    let promised = try await figures(tickets: 20, scores: [1], isPromised: true)
    let low = try #require(promised.trust)
    #expect(low.parts == [.satisfaction: 0, .lasting: 1, .promises: 0.5])
    #expect(abs(low.value - 100 * (20 + 12.5) / 85) < 1e-9)
    #expect(TrustIndex.Part.allCases.map(\.weight).reduce(0, +) == 100)
  }
}
