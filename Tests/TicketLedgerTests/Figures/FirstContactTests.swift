import Testing
import TicketLedger

@Suite("A ticket is solved at the first contact")
struct FirstContactTests {
  private typealias Facts = [(minute: Int, command: Command)]

  private func solved(
    _ facts: Facts,
    by actor: ActorReference = "a-1",
    windowInDays: Int = Flow.windowInDays,
    asOf minute: Int = 100_000
  ) async throws -> SolvedSummary {
    let instant = SmallHistory.minute(minute)
    return try await SmallHistory.ask([(0, .open("T", channel: .phone))] + facts, by: actor) {
      $0.flow(windowInDays: windowInDays, asOf: instant).solved
    }
  }

  @Test(
    "where it is resolved at level 1 with one word to the requester, or none but the resolution"
  )
  func simple() async throws {
    let desk: Facts = [(1, .route("T", to: "Desk", level: 1))]
    #expect(try await solved(desk + [(5, .resolve("T"))]).atFirstContact == 1)
    #expect(try await solved([(5, .resolve("T"))]).atFirstContact == 1)
    let answered: Facts = [(3, .reply("T", .solve)), (5, .resolve("T"))]
    #expect(try await solved(desk + answered).atFirstContact == 1)
    let receipt: Facts = [(2, .reply("T", .acknowledge))]
    #expect(try await solved(desk + receipt + answered).atFirstContact == 1)
    // The requester wrote before anybody had answered: still one contact.
    #expect(
      try await solved(desk + [(2, .recordRequesterReply("T"))] + answered).atFirstContact == 1
    )
  }

  @Test("not where an agent wrote twice, or wrote and resolved after an answer")
  func contacts() async throws {
    let twice: Facts = [(2, .reply("T", .ask)), (3, .reply("T", .solve)), (4, .resolve("T"))]
    #expect(try await solved(twice).atFirstContact == 0)
    let answered: Facts = [
      (2, .reply("T", .ask)), (3, .recordRequesterReply("T")), (4, .resolve("T")),
    ]
    #expect(try await solved(answered).atFirstContact == 0)
    #expect(try await solved(twice, by: .automation("robot 1.0")).atFirstContact == 1)
  }

  @Test("not where it was moved, or was resolved at another level")
  func moves() async throws {
    let desk: Facts = [(1, .route("T", to: "Desk", level: 1))]
    let moved: Facts = [(2, .route("T", to: "Plant", level: 1)), (5, .resolve("T"))]
    #expect(try await solved(desk + moved).atFirstContact == 0)
    let back: Facts = [(3, .route("T", to: "Desk", level: 1)), (5, .resolve("T"))]
    #expect(try await solved(desk + moved.dropLast() + back).atFirstContact == 0)
    let second: Facts = [(1, .route("T", to: "Network", level: 2)), (5, .resolve("T"))]
    let summary = try await solved(second)
    #expect(summary.atFirstContact == 0)
    #expect(summary.byLevel == [2: 1])
    // Out of every queue and back into the same one is no move.
    let out: Facts = [(2, .route("T", to: nil)), (3, .route("T", to: "Desk", level: 1))]
    #expect(try await solved(desk + out + [(5, .resolve("T"))]).atFirstContact == 1)
  }

  @Test("not where it is reopened within the window; until the window ends it is provisional")
  func window() async throws {
    let day = 24 * 60
    let facts: Facts = [(0, .resolve("T")), (7 * day, .reopen("T"))]
    let within = try await solved(facts)
    #expect(within.atFirstContact == 0 && within.reopenedWithinWindow == 1)
    #expect(within.reopenRate == 1 && within.provisional == 0)
    let outside = try await solved(facts, windowInDays: 6)
    #expect(outside.atFirstContact == 1 && outside.reopenedWithinWindow == 0)
    let early = try await solved([(0, .resolve("T"))], asOf: 7 * day - 1)
    #expect(early.provisional == 1 && early.atFirstContact == 1)
    #expect(try await solved([(0, .resolve("T"))], asOf: 7 * day).provisional == 0)
    #expect(try await solved([]).firstContactShare == nil)
  }
}
