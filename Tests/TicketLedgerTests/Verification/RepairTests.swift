import LedgerStore
import Testing
import TicketSimulation
import Transparency

@testable import TicketLedger

@Suite("Hashes are made again where that is safe, and keys are named")
struct RepairTests {
  private static let signer = try? NoteSigner(
    name: KeyName(forOrigin: "desk"),
    seed: (0..<32).map { UInt8($0) }
  )

  /// A signed ledger of some 700 events, closed again.
  private func makeLedger(
    _ folder: TemporaryFolder,
    _ change: (inout Ledger.Options) -> Void = { _ in }
  ) async throws {
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock) { options in
      options.origin = "desk"
      options.signer = RepairTests.signer
      change(&options)
    }
    try await SimulatedHistory(seed: 12, tickets: 60).record(in: ledger, clock: clock)
    try await ledger.submit(.note("1", "the last"), by: "a")
    await ledger.close()
  }

  @Test("damaged rows, last leaves and frontier are made again from the events")
  func repair() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder)
    let root = try await Ledger.verify(at: folder.path()).root
    let damages: [(inout LogWriter) throws -> Void] = [
      { writer in
        try writer.put(Array(repeating: 7, count: 160), in: .tiles, at: EvidenceTree.key(0, 2))
      },
      { writer in _ = try writer.remove(in: .tiles, at: EvidenceTree.key(0, 1)) },
      { writer in try writer.put([1], in: .tiles, at: 5) },
      { writer in try writer.put([1, 2, 3], in: .meta, for: Array("leaves".utf8)) },
      { writer in _ = try writer.remove(in: .meta, for: Array("frontier".utf8)) },
      { writer in try writer.put([9], in: .meta, for: Array("frontier".utf8)) },
    ]
    for damage in damages {
      try folder.change(damage)
      let found = try await Ledger.verify(at: folder.path())
      #expect(!found.isSound)
      #expect(found.problems.allSatisfy { $0.remedy.contains("--repair") }, "\(found.problems)")
      let repaired = try await Ledger.verify(
        at: folder.path(),
        options: VerificationOptions(repairs: true)
      )
      #expect(repaired.isSound)
      #expect(repaired.repaired.map(\.finding) == found.problems.map(\.finding))
      let after = try await Ledger.verify(at: folder.path())
      #expect(after.isSound && after.root == root, "\(after.problems)")
    }
    let ledger = try await Ledger.forTest(folder) { $0.origin = "desk" }
    try await ledger.submit(.note("1", "goes on"), by: "a")
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("nothing is made again where no checkpoint vouches, or more is wrong")
  func refusedRepair() async throws {
    let unsigned = try TemporaryFolder()
    try await makeLedger(unsigned) { $0.signer = nil }
    let signed = try TemporaryFolder()
    try await makeLedger(signed)
    try signed.change { writer in _ = try writer.remove(in: .streams, at: 3) }
    for folder in [unsigned, signed] {
      try folder.change { writer in _ = try writer.remove(in: .meta, for: Array("frontier".utf8)) }
      let report = try await Ledger.verify(
        at: folder.path(),
        options: VerificationOptions(repairs: true)
      )
      #expect(!report.isSound && report.repaired.isEmpty, "\(report.problems)")
      #expect(report.problems.contains { $0.kind == .frontier })
      #expect(report.problems.allSatisfy { !$0.remedy.contains("--repair") })
    }
  }

  @Test("the keys that were believed are named, and a second one that the log adopted is noted")
  func keys() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder)
    let signer = try #require(RepairTests.signer)
    var report = try await Ledger.verify(at: folder.path())
    #expect(report.keys.map(\.verifier) == [signer.verifier])
    #expect(report.keys.first?.adoptedAt != nil && report.notes.isEmpty, "\(report.notes)")
    let other = try NoteSigner(
      name: KeyName(forOrigin: "desk"),
      seed: Array(repeating: 5, count: 32)
    )
    let ledger = try await Ledger.forTest(folder)
    try await ledger.adopt(other, by: "a")
    try await ledger.submit(.note("1", "by another key"), by: "a")
    await ledger.close()
    report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.keys.map(\.verifier) == [signer.verifier, other.verifier])
    let position = try #require(report.keys.last?.adoptedAt)
    #expect(
      report.notes.contains {
        $0.contains("at position \(position)") && $0.contains(other.verifier.vkey)
      },
      "\(report.notes)"
    )
    let given = try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(keys: [signer.verifier])
    )
    #expect(given.keys.map(\.adoptedAt) == [nil] && !given.isSound)
    try await expectNamed(other.verifier, adoptedAt: position, in: folder, giving: signer.verifier)
    let first = try #require(report.keys.first?.adoptedAt)
    try await expectNamed(signer.verifier, adoptedAt: first, in: folder, giving: other.verifier)
    let both = try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(keys: [signer.verifier, other.verifier])
    )
    #expect(both.isSound, "\(both.problems)")
  }

  /// Whoever has one of the keys of a log is told which other one signed, and where the log adopted it.
  private func expectNamed(
    _ other: NoteVerifier,
    adoptedAt position: Position,
    in folder: TemporaryFolder,
    giving key: NoteVerifier
  ) async throws {
    var outside: SignedNote?
    try folder.change { writer in
      var entries = try writer.numbered(in: .checkpoints)
      while let entry = try entries.next() {
        let note = try SignedNote(parsing: entry.value.copied)
        if (try? note.open(trusting: [other])) != nil { outside = note }
      }
    }
    let report = try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(keys: [key], against: [try #require(outside)])
    )
    let words = "signed by key \(other.keyID), which the log adopted at position \(position)"
    let named = report.problems.filter { $0.finding.contains(words) }
    #expect(Set(named.map(\.kind)) == [.signature, .outsideCheckpoint], "\(report.problems)")
    #expect(named.allSatisfy { $0.remedy.contains("another --key") })
    #expect(!report.problems.contains { $0.finding.contains("not signed") }, "\(report.problems)")
  }

  @Test("lines of witnesses are counted where they hold, and named where they do not")
  func witnesses() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder)
    let name = try #require(KeyName("auditor.example/witness"))
    let seed = Array(repeating: 3 as UInt8, count: 32)
    let witness = try NoteSigner(name: name, type: .cosignature, seed: seed)
    let silent = try #require(NoteSigner.random(name: name, type: .cosignature))
    var size: UInt64 = 0
    var line: NoteSignature?
    try folder.change { writer in
      size = try #require(try writer.lastKey(of: .checkpoints))
      let bytes = try #require(try writer.value(in: .checkpoints, at: size)?.copied)
      let note = try SignedNote(parsing: bytes)
      let checkpoint = try #require(Checkpoint(text: note.unverifiedText))
      let cosignature = try #require(checkpoint.cosignature(by: witness, at: 1_700_000_000))
      line = cosignature
      let cosigned = try #require(note.adding([cosignature]))
      try writer.put(cosigned.bytes, in: .checkpoints, at: size)
    }
    let options = VerificationOptions(witnesses: [witness.verifier, silent.verifier])
    var report = try await Ledger.verify(at: folder.path(), options: options)
    #expect(report.isSound && report.witnesses.map(\.lineCount) == [1, 0], "\(report.problems)")
    #expect(report.notes.contains { $0.contains(silent.verifier.vkey) }, "\(report.notes)")
    try folder.change { writer in
      let bytes = try #require(try writer.value(in: .checkpoints, at: size)?.copied)
      let note = try SignedNote(parsing: bytes)
      var changed = try #require(line)
      changed = NoteSignature(
        name: changed.name,
        keyID: changed.keyID,
        bytes: changed.bytes.dropLast() + [(changed.bytes.last ?? 0) ^ 1]
      )
      let own = note.signatures.filter { $0.name != name }
      let forged = try #require(SignedNote(text: note.unverifiedText, signatures: own + [changed]))
      try writer.put(forged.bytes, in: .checkpoints, at: size)
    }
    report = try await Ledger.verify(at: folder.path(), options: options)
    #expect(report.problems.map(\.kind) == [.signature], "\(report.problems)")
    #expect(report.problems.first?.finding.contains("auditor.example/witness") == true)
  }

  @Test("an erasure whose bytes may be left is noted, with its position")
  func uncompacted() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1", requester: "r-1", summary: "one"), by: "a")
    try await ledger.erase(.identity("r-1"), basis: "asked for", by: "a")
    await ledger.close()
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound)
    #expect(report.notes.contains { $0.contains("may be left") }, "\(report.notes)")
    try await Ledger.compact(at: folder.path())
    #expect(try await Ledger.verify(at: folder.path()).notes.isEmpty)
  }
}
