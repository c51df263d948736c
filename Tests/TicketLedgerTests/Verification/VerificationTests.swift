import Foundation
import LedgerStore
import Testing
import TicketSimulation
import Transparency

@testable import TicketLedger

@Suite("Verification")
struct VerificationTests {
  /// A ledger of so many simulated tickets, closed again.
  private func makeLedger(_ folder: TemporaryFolder, tickets: Int) async throws -> Hash {
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await SimulatedHistory(seed: 12, tickets: tickets).record(in: ledger, clock: clock)
    let root = try ledger.root()
    await ledger.close()
    return root
  }

  @Test("gives the root that the tree gives, whatever the number of threads", arguments: [1, 2, 5])
  func root(threads: Int) async throws {
    let folder = try TemporaryFolder()
    let root = try await makeLedger(folder, tickets: 60)
    let report = try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(threadCount: threads)
    )
    #expect(report.isSound && report.problems.isEmpty && report.notes.isEmpty, "\(report)")
    #expect(report.root == root)
    #expect(report.presentCount > 0 && report.missingCount == 0 && report.erasedCount == 0)
  }

  @Test("counts up to the end, in pages and then in events")
  func progress() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder, tickets: 40)
    let told = Locked<[VerificationStage: (UInt64, UInt64)]>([:])
    let report = try await Ledger.verify(at: folder.path()) { stage, done, total in
      told.withLock { $0[stage] = (max($0[stage]?.0 ?? 0, done), total) }
    }
    let last = told.withLock { $0 }
    #expect(last[.pages].map { $0.0 == $0.1 } == true)
    #expect(last[.events]?.0 == report.size && last[.events]?.1 == report.size)
  }

  @Test("tells erased words from missing ones, with and without keys", arguments: [false, true])
  func erasure(isSealed: Bool) async throws {
    let folder = try TemporaryFolder()
    let ledger =
      isSealed ? try await SealedDesk.open(folder) : try await Ledger.forTest(folder)
    let opened = try await ledger.submit(.open("T-1", requester: "r-1", summary: "one"), by: "a")
    try await ledger.submit(.note("T-1", "two"), by: "a")
    let other = try await ledger.submit(.open("T-2", requester: "r-2", summary: "three"), by: "a")
    let content = try SealedDesk.content(at: opened.position, of: ledger)
    let erased = try await ledger.erase(.identity("r-1"), basis: "asked for", by: "a")
    await ledger.close()

    var report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound, "\(report.problems)")
    #expect(report.erasedCount == UInt64(erased.contentCount) && report.erasedCount == 3)

    try folder.change { writer in
      try writer.put(try #require(content), in: .contents, at: opened.position.rawValue)
      _ = try writer.remove(in: .contents, at: other.position.rawValue)
    }
    report = try await Ledger.verify(at: folder.path())
    #expect(report.problems.map(\.kind) == [.missingContent, .unerasedContent])
    #expect(report.problems.map(\.position) == [other.position, opened.position])
    #expect(report.missingCount == 1 && report.erasedCount == 2)
  }

  @Test("reports kinds of events that are newer, and does not fail for them")
  func newerKind() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder, tickets: 20)
    let end = try await Ledger.verify(at: folder.path()).size
    try folder.change { writer in
      var tree = try EvidenceTree(of: writer)
      var bytes = try #require(try writer.value(in: .events, at: 3)?.copied)
      bytes[0] = 120
      _ = try writer.append(bytes)
      tree.append(bytes)
      try tree.writeEdge(into: &writer)
    }
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound, "\(report.problems)")
    #expect(report.notes.contains { $0.contains("1 event, the first at position \(end),") })
  }

  @Test("is right at every moment while another process writes")
  func meanwhile() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("shared"), by: "parent")
    await ledger.close()
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("submit 400")
    var sizes: [UInt64] = []
    for _ in 0..<25 {
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.isSound, "\(report.problems)")
      sizes.append(report.size)
    }
    _ = try probe.line()
    try probe.finish()
    #expect(sizes.count == 25 && sizes == sizes.sorted())
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("folds on to where the projections stand that others have stored since it began")
  func storedMeanwhile() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder, tickets: 20)
    let ledger = try await Ledger.forTest(folder)
    for isSpoilt in [false, true] {
      let verification = try Verification(
        ledger.store,
        options: VerificationOptions(),
        progress: nil
      )
      try await ledger.submit(.note("1", "later"), by: "a")
      let view = try await ledger.replay()
      _ = try ProjectionCheckpoint.write(view, over: [:], to: ledger.store)
      let name = CheckpointPart.Name(name: Flow.name, version: Flow.version)
      if isSpoilt {
        try ledger.store.append { writer in
          let chunk = try #require(try writer.head(of: name)?.chunks.last)
          try writer.put([1, 2, 3], in: .projections, for: name.key(ofChunk: chunk))
        }
      }
      let report = try verification.run()
      #expect(report.notes.isEmpty, "\(report.notes)")
      #expect(report.problems.map(\.chunk?.projection) == (isSpoilt ? [Flow.name] : []))
      let last = try ledger.store.beginRead().head(of: name)?.chunks.count
      #expect(report.problems.map { $0.chunk.map { Int($0.number) } } == (isSpoilt ? [last] : []))
    }
    await ledger.close()
  }

  private func value(of key: [UInt8], in store: LogStore) throws -> [UInt8] {
    let snapshot = try store.beginRead()
    return try snapshot.value(in: .projections, for: key)?.copied ?? []
  }

  @Test("names the very chunk of a stored projection that was changed, whichever it is")
  func everyChunk() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder, tickets: 20)
    var chunks: [(name: CheckpointPart.Name, number: Int, key: [UInt8])] = []
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    do {
      let stored = try StoredProjections(store.beginRead())
      for state in stored.states {
        let head = try #require(try store.beginRead().head(of: state.name))
        chunks.append((state.name, 0, state.name.key))
        for (place, chunk) in head.chunks.enumerated() {
          chunks.append((state.name, place + 1, state.name.key(ofChunk: chunk)))
        }
      }
    }
    #expect(chunks.count > 2 * (Ledger.coreProjections.count + 2))
    for chunk in chunks {
      let sound = try value(of: chunk.key, in: store)
      var changed = sound
      changed[changed.count / 2] ^= 4
      try store.append { try $0.put(changed, in: .projections, for: chunk.key) }
      let report = try Verification(store, options: VerificationOptions(), progress: nil).run()
      #expect(report.problems.map(\.chunk?.projection) == [chunk.name.name])
      #expect(report.problems.map { $0.chunk.map { Int($0.number) } } == [chunk.number])
      try store.append { try $0.put(sound, in: .projections, for: chunk.key) }
    }
    store.close()
  }

  @Test("problems of a kind are in the order of their positions, and of the numbers that they name")
  func order() {
    let findings = VerificationFindings(events: 0, progress: nil)
    for size in ["1491", "18446744073709551615", "5", "1490", "500"] {
      let what = "the checkpoint kept at size \(size) is not signed"
      findings.add(VerificationProblem(.signature, what))
    }
    for position: UInt64 in [1_000, 30, 4] {
      findings.add(VerificationProblem(.signature, at: position, "an event"))
    }
    var report = VerificationReport()
    findings.finish(&report)
    let sizes = report.problems.map { problem in
      problem.position?.description ?? String(problem.finding.filter(\.isNumber))
    }
    #expect(
      sizes == ["5", "500", "1490", "1491", "18446744073709551615", "4", "30", "1000"]
    )
  }

  @Test(
    "needs no permission to write, and says that nobody was told",
    .enabled(if: geteuid() == 0, "only root can become nobody")
  )
  func nobody() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder, tickets: 5)
    let files = FileManager.default
    let log = folder.path()
    for path in [URL(fileURLWithPath: log).deletingLastPathComponent().path, log] {
      try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    for file in ["data.mdb", "lock.mdb"] {
      try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: log + "/" + file)
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: log + "/lock.mdb"))
    func answer() throws -> String {
      let probe = try LedgerProbe("verify-as-nobody", log)
      defer { try? probe.finish() }
      return try #require(try probe.line())
    }
    let sound = try answer()
    #expect(sound.hasPrefix("0 problems; lock.mdb cannot be written"), "\(sound)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: log + "/lock.mdb")) == before)
    let ledger = try await Ledger.forTest(folder)
    let open = try answer()
    #expect(open.contains("another process has the ledger open"), "\(open)")
    await ledger.close()
    try files.removeItem(atPath: log + "/lock.mdb")
    let unlocked = try answer()
    #expect(unlocked.hasPrefix("0 problems; lock.mdb"), "\(unlocked)")
    #expect(!files.fileExists(atPath: log + "/lock.mdb"))
    // What is wrong is found all the same.
    try folder.change { writer in try writer.put([1], in: .contents, at: 1 << 40) }
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: log + "/lock.mdb")
    let damaged = try answer()
    #expect(damaged.hasPrefix("1 problems; lock.mdb"), "\(damaged)")
  }

  @Test("a ledger that this process holds open is refused, and told so")
  func open() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let reason = await storageReason { try await Ledger.verify(at: folder.path()) }
    #expect(reason == .alreadyOpen)
    await ledger.close()
  }
}
