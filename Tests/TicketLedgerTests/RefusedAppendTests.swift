import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("An append that its content refuses")
struct RefusedAppendTests {
  /// A sealed desk with a ticket of one whose key is lost, and one of somebody else.
  ///
  /// Commands about them are refused before anything is appended; what is sealed is asked again all the
  /// same, since a key can be lost in between.
  private func desk(_ folder: TemporaryFolder) async throws -> Ledger {
    let ledger = try await SealedDesk.open(folder)
    for name in ["r-1", "r-2"] {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "of \(name)"),
        by: .automation("desk")
      )
    }
    let person = try #require(try ledger.person(identifiedBy: "r-1"))
    await ledger.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path() + "/keys"))
    let slot = KeyOwner.person(person).slot
    try file.seek(toOffset: KeyFileLayout.offset(of: slot, bank: 1) + 20)
    try file.write(contentsOf: [0xFF, 0, 0xFF, 0])
    try file.close()
    return try await SealedDesk.open(folder)
  }

  /// Appends an event with words as if nobody had asked before, and says what came of it.
  private static func noteAnyway(
    _ ticket: TicketReference,
    in transaction: inout LedgerTransaction
  ) throws -> LedgerError? {
    let ticket = try #require(try transaction.ticket(ticket))
    var found: Ticket? = ticket
    let draft = EventDraft(
      event: .ticket(.noted),
      actor: .ledger,
      occurredAt: transaction.now,
      words: Words("words", as: .text)
    )
    do throws(LedgerError) {
      _ = try transaction.append(draft, to: &found, recordedAt: transaction.now)
      return nil
    } catch {
      return error
    }
  }

  private static func expectRefused(
    _ ticket: TicketReference,
    in transaction: inout LedgerTransaction
  ) throws {
    let before = try transaction.ticket(ticket)
    let error = try noteAnyway(ticket, in: &transaction)
    #expect(error != nil)
    let after = try transaction.ticket(ticket)
    #expect(after == before)
  }

  @Test("leaves the ticket as it was, and the transaction goes on")
  func goesOn() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await desk(folder)
    let lost = TicketReference.reference("T-r-1")
    let heads = try await ledger.transaction { transaction in
      let before = try transaction.ticket(lost)
      try Self.expectRefused(lost, in: &transaction)
      // What needs no words goes on with the ticket itself, and others with theirs.
      _ = try transaction.submit(.start(lost), by: .automation("desk"))
      let started = try transaction.ticket(lost)
      try Self.expectRefused(lost, in: &transaction)
      let other = try Self.noteAnyway("T-r-2", in: &transaction)
      #expect(other == nil)
      _ = try transaction.submit(.note("T-r-2", "more"), by: .automation("desk"))
      return [before, started].compactMap { $0?.revision }
    }
    #expect(heads == [1, 2])
    #expect(try ledger.history(of: lost)?.map(\.revision) == [1, 2])
    #expect(try ledger.history(of: "T-r-2")?.map(\.revision) == [1, 2, 3])
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    try await ledger.submit(.pause(lost, for: .vendor), by: .automation("desk"))
    let live = ledger.read { digests($0) }
    await ledger.close()
    let report = try await Ledger.verify(at: folder.path())
    let kinds = report.problems.map(\.kind)
    #expect(kinds == [.key], "\(report.problems)")
    let again = try await SealedDesk.open(folder)
    #expect(again.read { digests($0) } == live)
    await again.close()
  }

  @Test("leaves nothing of a transaction that does nothing else")
  func nothingElse() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await desk(folder)
    let end = try ledger.logEnd()
    try await ledger.transaction { transaction in
      try Self.expectRefused("T-r-1", in: &transaction)
    }
    #expect(try ledger.logEnd() == end)
    try await ledger.submit(.start("T-r-1"), by: .automation("desk"))
    #expect(try ledger.history(of: "T-r-1")?.map(\.revision) == [1, 2])
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    await ledger.close()
  }
}
