import Foundation
import Testing
import TicketExchange
import TicketLedger
import Transparency

/// Ledgers of every version so far are read, verified, proven and gone on with.
@Suite("Golden ledgers", .enabled(if: GoldenLedger.isReadable, GoldenLedger.whyNot))
struct FormatVersionTests {
  @Test("are there for every version of the format")
  func everyVersion() throws {
    #expect(GoldenLedger.versions.map(\.version) == Array(1...Ledger.formatVersion))
    for golden in GoldenLedger.all {
      #expect(try !golden.export().isEmpty, "\(golden)")
      #expect(try Data(contentsOf: golden.file("ledger/data.mdb")).count % 4_096 == 0)
    }
  }

  @Test("answer what they answered when they were written", arguments: GoldenLedger.all)
  func facts(_ golden: GoldenLedger) async throws {
    var kept = try golden.facts()
    let copy = try golden.copy()
    let before = try copy.data()
    let ledger = try await copy.open(access: .readOnly)
    var found = try GoldenFacts(of: ledger, asking: kept.names)
    // A projection whose version was raised has another digest, which is to be kept too.
    for digest in found.digests {
      #expect(kept.digests.contains(digest), "GOLDEN \(golden): \(digest)")
    }
    kept.stored = stored(kept)
    (kept.digests, found.digests) = ([], [])
    #expect(found == kept)
    await ledger.close()
    #expect(try copy.data() == before, "it was changed by reading")
  }

  /// Where stored projections stand that this version still reads: the first digest of each is that of
  /// the version which wrote it.
  private func stored(_ facts: GoldenFacts) -> [String: UInt64] {
    let versions: [String: UInt32] = Dictionary(
      uniqueKeysWithValues: Ledger.coreProjections.map { ($0.name, $0.version) }
    )
    return facts.stored.filter { name, _ in
      facts.digests.first { $0.name == name }?.version == versions[name]
    }
  }

  @Test("are verified, every byte, against a checkpoint kept beside", arguments: GoldenLedger.all)
  func verified(_ golden: GoldenLedger) async throws {
    let copy = try golden.copy()
    var options = VerificationOptions(
      keys: [try golden.logKey()],
      against: [try golden.checkpoint()]
    )
    if copy.isSealed {
      options.encryptionKeys = try copy.encryptionKeys.keys(forLedgerAt: copy.path)
    }
    let report = try await Ledger.verify(at: copy.path, options: options)
    let facts = try golden.facts()
    #expect(report.isSound, "\(report.problems)")
    #expect(report.size == facts.events && report.missingCount == 0)
    #expect(report.root?.bytes.hexadecimal == facts.root)
    #expect(report.checkpointCount == facts.checkpoints.count)
    #expect((report.erasedCount > 0) == (facts.erasedPersons > 0))
  }

  @Test("replay to the digests of their day", arguments: GoldenLedger.all)
  func replayed(_ golden: GoldenLedger) async throws {
    let facts = try golden.facts()
    let copy = try golden.copy()
    let ledger = try await copy.open()
    let replayed = try await ledger.replay().digests()
    #expect(replayed == ledger.read { $0.digests() })
    for digest in GoldenFacts.digests(replayed) { #expect(facts.digests.contains(digest)) }
    await ledger.close()
    withExtendedLifetime(copy) {}
  }

  @Test("have the events, histories and words of their day", arguments: GoldenLedger.all)
  func histories(_ golden: GoldenLedger) async throws {
    let lines = try golden.export()
    let copy = try golden.copy()
    let ledger = try await copy.open()
    #expect(try GoldenFacts.export(of: ledger) == lines)
    var byTicket: [UInt64: [UInt64]] = [:]
    for line in lines {
      let event = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
      if let number = event.number { byTicket[number, default: []].append(event.position) }
    }
    #expect(byTicket.count == ledger.read { $0.ticketCount })
    for (ticket, positions) in byTicket {
      let history = try #require(try ledger.history(of: .number(TicketID(ticket))))
      #expect(history.map(\.position.rawValue) == positions)
      #expect(history.map(\.revision) == Array(1...UInt32(positions.count)))
    }
    await ledger.close()
  }

  private struct Line: Decodable {
    var position: UInt64
    var number: UInt64?
  }

  @Test("prove their events against the checkpoint of their day", arguments: GoldenLedger.all)
  func proven(_ golden: GoldenLedger) async throws {
    let note = try golden.checkpoint()
    let key = try golden.logKey()
    let copy = try golden.copy()
    let ledger = try await copy.open()
    let checkpoint = try #require(Checkpoint(text: note.open(trusting: [key]).text))
    let policy = CheckpointPolicy(log: key, origin: try ledger.origin())
    for position in stride(from: 0, to: checkpoint.size, by: 7) {
      let proof = try ledger.proof(of: Position(position), in: note)
      let envelope = try ledger.envelopes(position..<(position + 1))[0]
      try LogProof(parsing: proof.encoded).verify(leaf: Hash.leaf(envelope), policy: policy)
    }
    try await ledger.submit(.open(summary: "later"), by: "agent-1")
    let grown = try ledger.consistencyProof(from: checkpoint.size)
    try grown.verify(oldRoot: checkpoint.root, newRoot: ledger.root())
    await ledger.close()
    withExtendedLifetime(copy) {}
  }

  @Test("are gone on with, and verified after it", arguments: GoldenLedger.all)
  func goneOn(_ golden: GoldenLedger) async throws {
    let copy = try golden.copy()
    var ledger = try await copy.open()
    let facts = try golden.facts()
    // A retry is answered as it was.
    for (key, position) in facts.keys {
      let receipt = try #require(try ledger.receipt(forKey: key))
      #expect(receipt.position.rawValue == position)
    }
    let requester = golden.name == "sealed" ? "requester-2" : "requester-erased"
    if facts.erased[requester] == true {
      await #expect(throws: LedgerError.self) {
        try await ledger.submit(.open(requester: .identity(requester)), by: "agent-1")
      }
    }
    let opened = try await ledger.submit(
      .open("later", requester: "requester-later", about: ["service": "new"], summary: "goes on"),
      by: "agent-1"
    )
    #expect(opened.position.rawValue >= facts.events)
    _ = try await ledger.submit(.route("later", to: "new team", level: 2), by: "agent-1")
    await ledger.close()
    ledger = try await copy.open()
    #expect(try ledger.words(at: opened.position).known?[.summary] == "goes on")
    #expect(try ledger.history(of: "later")?.count == 2)
    #expect(try await ledger.replay().digests() == ledger.read { $0.digests() })
    await ledger.close()
    let options = VerificationOptions(against: [try golden.checkpoint()])
    let report = try await Ledger.verify(at: copy.path, options: options)
    #expect(report.isSound, "\(report.problems)")
  }
}

/// What is special about single golden ledgers.
@Suite(
  "The golden ledgers of version 1",
  .enabled(if: GoldenLedger.isReadable, GoldenLedger.whyNot)
)
struct FirstFormatTests {
  @Test("have every kind of event")
  func kinds() throws {
    let facts = try GoldenLedger.plain().facts()
    #expect(Set(facts.kinds.keys) == Set(EventKind.allCases.filter { $0.isOfFirst }.map(\.name)))
  }

  @Test("give words to who has the keys, and an erased person's to nobody")
  func words() async throws {
    let copy = try GoldenLedger.sealed().copy()
    let ledger = try await copy.open()
    for number in 1...6 {
      let history = try #require(try ledger.history(of: .reference("S-\(number)")))
      let words = try history.map { try ledger.words(at: $0.position) }
      if number == 2 || number == 3 {
        #expect(words == [.erased, .erased])
      } else {
        #expect(words.first?.known?[.summary] == "summary \(number), in confidence")
        #expect(words.dropFirst().first?.known?[.text] == "of the agent about requester-\(number)")
      }
    }
    #expect(ledger.keyStatus?.epoch == 2)
    let record = try await ledger.personalRecord(
      of: #require(try ledger.person(identifiedBy: "requester-1"))
    )
    #expect(record?.requested.isEmpty == false)
    await ledger.close()
    var options = try copy.options()
    options.privacy = .plain
    options.access = .readOnly
    let unopened = try await Ledger.open(at: copy.path, options: options)
    let first = try #require(try unopened.history(of: "S-1")?.first)
    #expect(try unopened.words(at: first.position) == .sealed)
    await unopened.close()
  }

  @Test("go on rotating and erasing")
  func erasing() async throws {
    let copy = try GoldenLedger.sealed().copy()
    let ledger = try await copy.open()
    try await ledger.erase("requester-4", basis: "asked", by: "agent-1")
    _ = try await ledger.rotateKeys(in: copy.encryptionKeys)
    let first = try #require(try ledger.history(of: "S-4")?.first)
    #expect(try ledger.words(at: first.position) == .erased)
    await ledger.close()
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.isSound, "\(report.problems)")
  }

  @Test("that were never closed begin with a checkpoint before their end")
  func cut() throws {
    let facts = try GoldenLedger(version: 1, name: "cut").facts()
    #expect(!facts.stored.isEmpty && facts.stored.values.allSatisfy { $0 < facts.events })
  }

  @Test("that are plain and had an erasure are compacted")
  func compacted() async throws {
    let copy = try GoldenLedger.plain().copy()
    try await Ledger.compact(at: copy.path)
    let report = try await Ledger.verify(
      at: copy.path,
      options: VerificationOptions(against: [try GoldenLedger.plain().checkpoint()])
    )
    #expect(report.isSound, "\(report.problems)")
  }
}

extension EventKind {
  /// Whether version 1 had it from the beginning: a later kind gets a ledger of its own.
  fileprivate var isOfFirst: Bool { rawValue <= 14 || (32...60).contains(rawValue) }
}
