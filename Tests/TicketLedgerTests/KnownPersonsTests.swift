import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

@Suite("Whom commands named before", .timeLimit(.minutes(15)))
struct KnownPersonsTests {
  private struct Regret: Error {}

  private func number(of identity: String, in ledger: Ledger) throws -> UInt32? {
    try ledger.person(identifiedBy: identity)?.rawValue
  }

  @Test("keep their number, and an aborted registration leaves none")
  func aborted() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "first")
    for _ in 0..<2 {
      await #expect(throws: Regret.self) {
        try await ledger.transaction { transaction in
          // Twice, so that the second finds what the first has just put.
          for _ in 0..<2 { _ = try transaction.submit(.note("T-1", "x"), by: "undone") }
          throw Regret()
        }
      }
    }
    #expect(try number(of: "undone", in: ledger) == nil)
    try await ledger.submit(.note("T-1", "x"), by: "second")
    try await ledger.submit(.note("T-1", "x"), by: "undone")
    try await ledger.submit(.note("T-1", "x"), by: "second")
    let names = ["first", "second", "undone"]
    #expect(try names.map { try number(of: $0, in: ledger) } == [1, 2, 3])
    let actors = try #require(try ledger.history(of: "T-1")).map(\.actor)
    #expect(actors == [1, 2, 3, 2].map { .person(PersonID($0)) })
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).problems.isEmpty)
  }

  @Test("are told apart by the bytes of their identity, where two look the same")
  func lookingTheSame() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let identities = ["ren\u{E9}", "rene\u{301}"]
    try await ledger.submit(.open("T-1"), by: .person(.identity(identities[0])))
    for turn in 1...5 {
      try await ledger.submit(.touch("T-1"), by: .person(.identity(identities[turn % 2])))
    }
    let actors = try #require(try ledger.history(of: "T-1")).map(\.actor)
    #expect(actors == [1, 2, 1, 2, 1, 2].map { .person(PersonID($0)) })
    await ledger.close()
  }

  @Test("are refused once they are erased, in the transaction that erases them too")
  func erased() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "gone")
    try await ledger.submit(.touch("T-1"), by: "gone")
    await #expect(throws: Regret.self) {
      try await ledger.transaction { transaction in
        _ = try transaction.submit(.touch("T-1"), by: "gone")
        _ = try transaction.erase([.identity("gone")], basis: "asked", by: .automation("dpo"))
        do throws(LedgerError) {
          _ = try transaction.submit(.touch("T-1"), by: "gone")
          Issue.record("it was not refused")
        } catch {
          guard case .refused(let refusal) = error else { throw error }
          #expect(refusal.rule == .person)
        }
        throw Regret()
      }
    }
    // The erasure was taken back.
    try await ledger.submit(.touch("T-1"), by: "gone")
    try await ledger.erase(.identity("gone"), basis: "asked", by: .automation("dpo"))
    let refused = await refusal { try await ledger.submit(.touch("T-1"), by: "gone") }
    #expect(refused?.rule == .person)
    await ledger.close()
  }

  @Test("are refused once another process erased them")
  func erasedElsewhere() async throws {
    let folder = try TemporaryFolder()
    // It looks for others' events when it writes only.
    let ledger = try await Ledger.forTest(folder) { $0.pollInterval = .seconds(600) }
    try await ledger.submit(.open("shared"), by: "gone")
    try await ledger.submit(.touch("shared"), by: "gone")
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("erase 1")
    #expect(try probe.line() == "erased 1")
    let refused = await refusal { try await ledger.submit(.touch("shared"), by: "gone") }
    #expect(refused?.rule == .person)
    try await ledger.submit(.touch("shared"), by: "other")
    try probe.finish()
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).problems.isEmpty)
  }

  @Test("and all else of a first run are forgotten where the map has to grow")
  func mapGrowth() async throws {
    let folder = try TemporaryFolder()
    await (try await Ledger.forTest(folder)).close()
    let store = try LogStore.open(
      at: folder.path(),
      options: .init(durability: .none, initialMapSizeInBytes: 1 << 20)
    )
    let engine = Engine(
      store: store,
      live: LiveView(LedgerView(Ledger.coreProjections)),
      seal: nil,
      checkpoint: (eventCount: 0, heads: [:]),
      options: Ledger.Options(durability: .none)
    )
    var runs = 0
    let receipts = try engine.append { transaction in
      runs += 1
      return try (0..<12_000).map { number in
        // A body that is not the same in each run shows what is left of one.
        let name = runs == 1 ? "first run \(number % 9)" : "agent \(number % 9)"
        let ticket = TicketReference.number(TicketID(UInt64(number % 100 + 1)))
        return try transaction.submit(
          number < 100 ? .open() : .touch(ticket),
          by: .person(.identity(name))
        )
      }
    }
    #expect(runs > 1, "the map was never full, and this test shows nothing")
    _ = try engine.append { try $0.submit(.open(), by: .person(.identity("first run 1"))) }
    store.close()
    #expect(receipts.last?.revision == 120)
    let ledger = try await Ledger.forTest(folder)
    #expect(try number(of: "agent 0", in: ledger) == 1)
    #expect(try number(of: "first run 0", in: ledger) == nil)
    #expect(try number(of: "first run 1", in: ledger) == 10)
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).problems.isEmpty)
  }
}

@Suite("A batch with refused commands in its midst")
struct RefusedBatchTests {
  @Test("leaves what the accepted ones alone would have left, to the root")
  func midst() async throws {
    let clock = TestClock()
    var roots: [String] = []
    for hasRefused in [true, false] {
      let folder = try TemporaryFolder()
      let ledger = try await Ledger.forTest(folder, clock: clock) { $0.origin = "batch.example" }
      var batch: [Submission] = []
      for number in 0..<500 {
        let ticket = TicketReference.reference("T-\(number / 5)")
        if number % 5 == 0 { batch.append(Submission(.open("T-\(number / 5)"), by: "agent-1")) }
        batch.append(Submission(.touch(ticket), by: "agent-\(number % 3)"))
        guard hasRefused else { continue }
        // A new person and a new name of each would be defined, were it accepted.
        batch.append(
          Submission(
            .route(ticket, to: "team \(number)"),
            by: .person(.identity("nobody \(number)")),
            expecting: .revision(999)
          )
        )
        batch.append(Submission(.open("T-\(number / 5)"), by: "agent-2"))
        batch.append(Submission(.touch("unknown"), by: "agent-2"))
      }
      let answers = try await ledger.submit(contentsOf: batch)
      #expect(answers.count { (try? $0.get()) != nil } == 600)
      #expect(answers.count == (hasRefused ? 2_100 : 600))
      roots.append(try ledger.root().base64)
      #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
      await ledger.close()
      #expect(try await Ledger.verify(at: folder.path()).problems.isEmpty)
    }
    #expect(roots[0] == roots[1])
  }
}

extension Command {
  fileprivate static func touch(_ ticket: TicketReference) -> Command {
    Command(.touch, on: ticket)
  }
}
