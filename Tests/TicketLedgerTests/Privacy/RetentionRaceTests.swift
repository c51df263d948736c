import Testing

@testable import TicketLedger

@Suite("Erasing those of whom nothing was heard")
struct RetentionRaceTests {
  private let long = Instant(rfc3339: "2024-01-01T00:00:00Z") ?? .distantPast
  private let limit = Instant(rfc3339: "2025-01-01T00:00:00Z") ?? .distantPast

  /// Four persons who each asked for a ticket long ago, which is closed; the last event is of `T-4`.
  private func fill(_ ledger: Ledger) async throws {
    for number in 1...4 {
      let ticket = TicketReference.reference("T-\(number)")
      let steps: [Command] = [
        .open("T-\(number)", requester: .identity("r-\(number)"), summary: "words \(number)"),
        .start(ticket), .resolve(ticket, text: "done"), .close(ticket),
      ]
      for step in steps {
        try await ledger.record([Submission(step, by: .automation("desk"), at: long)])
      }
    }
  }

  /// Erases those who were found, as they were known to be before events from a position on.
  private func erase(
    _ found: [PersonID],
    unheardOfFrom known: UInt64,
    in ledger: Ledger
  ) async throws -> [ErasureReceipt] {
    try await ledger.onEngine { engine in
      try engine.erase(
        found.map { .number($0) },
        unheardOfFrom: known,
        basis: "kept long enough",
        by: .automation("desk")
      )
    }
  }

  @Test("leaves those alone who were heard of between the look and the commit")
  func heardOfMeanwhile() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let persons = try (1...4).map { try #require(try ledger.person(identifiedBy: "r-\($0)")) }
    let known = try ledger.logEnd()
    let found = try await ledger.persons(unheardOfSince: limit)
    #expect(found == persons)
    // One asks for another ticket, to one's ticket something happens, one works; the fourth is still.
    try await ledger.submit(.open(requester: "r-1"), by: .automation("desk"))
    try await ledger.submit(.reopen("T-2"), by: .automation("desk"))
    try await ledger.submit(.open(), by: .person("r-3"))
    let receipts = try await erase(found, unheardOfFrom: known, in: ledger)
    #expect(receipts.map(\.person) == [persons[3]] && receipts[0].contentCount > 1)
    for (number, person) in zip(1...4, persons) {
      #expect(ledger.read { $0.catalogue.isErased(person) } == (number == 4))
      let opened = try #require(try ledger.history(of: .reference("T-\(number)"))?.first)
      let words = try ledger.words(at: opened.position)
      #expect(number == 4 ? words == .erased : words.known?[.summary] == "words \(number)")
    }
    await ledger.close()
  }

  @Test("erases nobody, and records nothing, where everybody was heard of meanwhile")
  func everybody() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let known = try ledger.logEnd()
    let found = try await ledger.persons(unheardOfSince: limit)
    for number in 1...4 {
      try await ledger.submit(.open(requester: .identity("r-\(number)")), by: .automation("desk"))
    }
    let end = try ledger.logEnd()
    let receipts = try await erase(found, unheardOfFrom: known, in: ledger)
    #expect(receipts.isEmpty)
    #expect(try ledger.logEnd() == end)
    #expect(
      try await ledger.erase(
        unheardOfSince: limit,
        basis: "kept long enough",
        by: .automation("desk")
      ).isEmpty
    )
    await ledger.close()
  }

  @Test("erases all of them where nothing happened, by the public way")
  func unheardOf() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    try await ledger.submit(.open(requester: "r-2"), by: .automation("desk"))
    let receipts = try await ledger.erase(
      unheardOfSince: limit,
      basis: "kept long enough",
      by: .automation("desk")
    )
    let persons = try [1, 3, 4].map { number in
      try #require(receipts.compactMap(\.person).first { $0 == PersonID(UInt32(number)) })
    }
    #expect(receipts.map(\.person) == persons)
    #expect(try ledger.person(identifiedBy: "r-2") != nil)
    await ledger.close()
  }
}
