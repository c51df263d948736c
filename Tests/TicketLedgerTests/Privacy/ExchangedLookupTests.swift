import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Entries of the lookup that were exchanged")
struct ExchangedLookupTests {
  private func exchange(_ first: String, _ second: String, in ledger: Ledger) throws {
    let keys = [first, second].map {
      ledger.seal?.lookup?.referenceKey(of: $0) ?? ReferenceKey.person($0)
    }
    try ledger.store.append { writer in
      let values = try keys.map { try #require(try writer.value(in: .references, for: $0)?.copied) }
      try writer.put(values[1], in: .references, for: keys[0])
      try writer.put(values[0], in: .references, for: keys[1])
    }
  }

  private func expectInconsistent(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
  ) async {
    let error = await #expect(throws: LedgerError.self, sourceLocation: sourceLocation) {
      try await body()
    }
    guard case .inconsistent(_, let detail)? = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    #expect(!detail.contains("name-"), "\(detail)", sourceLocation: sourceLocation)
  }

  @Test("lead to nobody, and nobody is erased by them", arguments: [true, false])
  func exchanged(isSealed: Bool) async throws {
    let folder = try TemporaryFolder()
    let ledger = isSealed ? try await SealedDesk.open(folder) : try await Ledger.forTest(folder)
    let names = ["name-a", "name-b", "name-c"]
    for name in names {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "of \(name)"),
        by: .automation("desk")
      )
    }
    let persons = try names.map { try #require(try ledger.person(identifiedBy: $0)) }
    try exchange(names[0], names[1], in: ledger)
    let count = ledger.read { $0.eventCount }
    for name in names.prefix(2) {
      await expectInconsistent { _ = try ledger.person(identifiedBy: name) }
      for erased in [[name], [names[2], name]] {
        await expectInconsistent {
          let references = erased.map { PersonReference.identity($0) }
          try await ledger.erase(contentsOf: references, basis: "asked", by: .automation("desk"))
        }
      }
    }
    #expect(try ledger.logEnd() == count)
    for (name, person) in zip(names, persons) {
      #expect(!ledger.read { $0.catalogue.isErased(person) })
      #expect(try ledger.identity(of: person) == name)
      let opened = try #require(try ledger.history(of: .reference("T-\(name)"))?.first)
      #expect(try ledger.words(at: opened.position).known?[.summary] == "of \(name)")
    }
    #expect(try ledger.person(identifiedBy: names[2]) == persons[2])
    // By their numbers they are who they are, and are erased.
    let receipt = try await ledger.erase(
      .number(persons[0]),
      basis: "asked",
      by: .automation("desk")
    )
    #expect(receipt.person == persons[0] && receipt.contentCount == 2)
    #expect(try ledger.identity(of: persons[1]) == names[1])
    try exchange(names[0], names[1], in: ledger)
    await ledger.close()
  }

  @Test("are right again once they are put back", arguments: [true, false])
  func putBack(isSealed: Bool) async throws {
    let folder = try TemporaryFolder()
    let ledger = isSealed ? try await SealedDesk.open(folder) : try await Ledger.forTest(folder)
    for name in ["name-a", "name-b"] {
      try await ledger.submit(.open(requester: .identity(name)), by: .automation("desk"))
    }
    for _ in 1...2 { try exchange("name-a", "name-b", in: ledger) }
    let person = try #require(try ledger.person(identifiedBy: "name-a"))
    #expect(try ledger.identity(of: person) == "name-a")
    let receipt = try await ledger.erase(
      .identity("name-a"),
      basis: "asked",
      by: .automation("desk")
    )
    #expect(receipt.person == person)
    #expect(try ledger.person(identifiedBy: "name-b") != nil)
    #expect(try ledger.isFenced("name-a"))
    await ledger.close()
  }
}
