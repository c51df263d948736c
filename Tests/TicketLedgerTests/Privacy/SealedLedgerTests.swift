import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("A sealed ledger")
struct SealedLedgerTests {
  private let identity = "somebody-9f3k-unheard-of"
  private let summary = "summary-of-a-secret-kind"

  private func fill(_ ledger: Ledger) async throws {
    try await ledger.submit(
      .open("T-1", requester: .identity(identity), summary: summary, description: "in detail"),
      by: "agent-1"
    )
    try await ledger.submit(.note("T-1", "a note"), by: "agent-1")
    try await ledger.submit(.open("T-2", summary: "nobody's"), by: "agent-1")
    try await ledger.submit(.broadcastNotice(text: "planned work"), by: "agent-1")
  }

  @Test("reads back what was written, and holds no word and no identity in clear")
  func roundTrip() async throws {
    let folder = try TemporaryFolder()
    var canaries = Canaries()
    for text in [identity, summary, "in detail", "planned work", "agent-1-"] {
      canaries.add(text.utf8)
    }
    for _ in 1...2 {
      let ledger = try await SealedDesk.open(folder)
      if ledger.read({ $0.ticketCount }) == 0 { try await fill(ledger) }
      let history = try #require(try ledger.history(of: "T-1"))
      #expect(try ledger.words(at: history[0].position).known?[.summary] == summary)
      #expect(try ledger.words(at: history[0].position).known?[.description] == "in detail")
      #expect(try ledger.words(at: history[1].position).known?[.text] == "a note")
      let other = try #require(try ledger.history(of: "T-2"))
      #expect(try ledger.words(at: other[0].position).known?[.summary] == "nobody's")
      let person = try #require(try ledger.person(identifiedBy: identity))
      #expect(try ledger.identity(of: person) == identity)
      #expect(try ledger.person(identifiedBy: "somebody else") == nil)
      #expect(ledger.isSealed)
      #expect(ledger.keyStatus?.isOpen == true && ledger.keyStatus?.epoch == 1)
      try SealedDesk.checkContents(of: ledger)
      await ledger.close()
      #expect(try canaries.names(in: folder.path()).isEmpty)
    }
  }

  @Test("seals each content for whom it concerns, and commits to every key")
  func ownersAndCommitments() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let keys = try #require(ledger.seal?.keys)
    for position in 0..<ledger.read({ $0.eventCount }) {
      let event = try #require(try ledger.event(at: Position(position)))
      let standing = try ledger.contentStanding(of: event)
      if let content = try SealedDesk.content(at: event.position, of: ledger) {
        #expect(try SealedContent(decoding: content).owner == standing.owner)
      }
      let commitments = try SealedDesk.evidence(at: event.position, of: ledger).commitments
      let owners: [KeyOwner]
      switch event.event {
      case .ledger(.ledgerCreated): owners = [.organisation, .lookup]
      case .ledger(.personRegistered(let person)): owners = [.person(person)]
      default: owners = []
      }
      let expected = try owners.flatMap { owner in
        try keys.held(owner).commitment(of: owner, origin: Keys.origin)
      }
      #expect(commitments == expected)
    }
    await ledger.close()
  }

  @Test("answers all but words without its keys, and takes nothing that needs them")
  func withoutKeys() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let before = ledger.read { $0.digests() }
    await ledger.close()
    ledger = try await SealedDesk.open(folder, epochs: nil)
    #expect(ledger.isSealed && ledger.keyStatus?.isOpen == false)
    #expect(ledger.read { $0.digests() } == before)
    #expect(try await ledger.replay().digests() == before)
    let opened = try #require(try ledger.history(of: "T-1")?.first)
    #expect(try ledger.words(at: opened.position) == .sealed)
    #expect(try ledger.identity(of: PersonID(1)) == nil)
    #expect(throws: LedgerError.keys(.notGiven)) {
      try ledger.person(identifiedBy: identity)
    }
    let count = ledger.read { $0.eventCount }
    for (command, actor) in [
      (Command.note("T-1", "words"), ActorReference.person(.number(PersonID(1)))),
      (Command.start("T-1"), "somebody new"), (Command.start("T-1"), "agent-1"),
      (Command.open("T-9", requester: "somebody new"), .person(.number(PersonID(1)))),
    ] {
      let refused = await refusal { try await ledger.submit(command, by: actor) }
      #expect(refused?.rule == .keys)
    }
    #expect(ledger.read { $0.eventCount } == count)
    try await ledger.submit(.start("T-1"), by: .person(.number(PersonID(1))))
    await #expect(throws: LedgerError.keys(.notGiven)) { try await ledger.rotateKeys() }
    await ledger.close()
  }

  @Test("a plain ledger stays plain, whatever keys it is opened with")
  func plainStaysPlain() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder, epochs: nil)
    try await fill(ledger)
    await ledger.close()
    await #expect(throws: LedgerError.keys(.plainLedger)) { try await SealedDesk.open(folder) }
    ledger = try await SealedDesk.open(folder, epochs: nil)
    #expect(!ledger.isSealed && ledger.keyStatus == nil)
    try await ledger.submit(.note("T-1", "another"), by: "agent-1")
    let last = try #require(try ledger.history(of: "T-1")?.last)
    #expect(try ledger.words(at: last.position).known?[.text] == "another")
    #expect(try SealedDesk.content(at: last.position, of: ledger)?.first == 0)
    await #expect(throws: LedgerError.keys(.plainLedger)) { try await ledger.rotateKeys() }
    await ledger.close()
    #expect(!FileManager.default.fileExists(atPath: folder.path() + "/keys"))
  }

  @Test("is not opened with a wrong key, without its file of keys, or with another ledger's")
  func wrongKeys() async throws {
    let folder = try TemporaryFolder()
    for name in ["test.ledger", "other.ledger"] {
      let ledger = try await SealedDesk.open(folder, name)
      try await fill(ledger)
      await ledger.close()
    }
    func reason(_ change: @escaping (inout Ledger.Options) -> Void) async -> KeyProblem.Reason? {
      do {
        let ledger = try await SealedDesk.open(folder, "test.ledger", change)
        await ledger.close()
        return nil
      } catch LedgerError.keys(let problem) {
        #expect(!problem.description.contains("\n"))
        return problem.reason
      } catch {
        Issue.record("\(error)")
        return nil
      }
    }
    let wrong = KeyEncryptionKeys([1: .random()])
    #expect(await reason { $0.privacy = .sealed(wrong) } == .wrongKeyEncryptionKey)
    #expect(await reason { $0.privacy = .sealed(Keys.supply(2...9)) } == .noKeyEncryptionKey)
    let path = folder.path() + "/keys"
    let own = try #require(FileManager.default.contents(atPath: path))
    try FileManager.default.removeItem(atPath: path)
    #expect(await reason { _ in } == .noKeyFile)
    // Of the same origin and wrapped under the same key, but with other keys in it.
    try FileManager.default.copyItem(atPath: folder.path("other.ledger") + "/keys", toPath: path)
    #expect(await reason { _ in } == .wrongKeyFile)
    try Data(repeating: 7, count: 9000).write(to: URL(fileURLWithPath: path))
    #expect(await reason { _ in } == .wrongKeyFile)
    try own.write(to: URL(fileURLWithPath: path))
    #expect(await reason { _ in } == nil)
  }

  @Test("a refusal leaves no person and no key behind, and does not hold up the others")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let persons = ledger.read { $0.catalogue.personCount }
    let answers = try await ledger.submit(contentsOf: [
      Submission(.note("T-9", "no such ticket"), by: "first new"),
      Submission(.note("T-1", "by somebody new"), by: "second new"),
    ])
    #expect((try? answers[0].get()) == nil)
    let receipt = try answers[1].get()
    #expect(try ledger.words(at: receipt.position).known?[.text] == "by somebody new")
    #expect(ledger.read { $0.catalogue.personCount } == persons + 1)
    #expect(try ledger.person(identifiedBy: "first new") == nil)
    await ledger.close()
  }

  @Test("tells a content that is gone without an erasure as missing")
  func missing() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    try await fill(ledger)
    let opened = try #require(try ledger.history(of: "T-1")?.first)
    try ledger.store.append { writer in
      _ = try writer.remove(in: .contents, at: opened.position.rawValue)
    }
    #expect(try ledger.words(at: opened.position) == .missing)
    #expect(try !ledger.contentStanding(of: opened).isErased)
    await ledger.close()
  }
}
