import Dispatch
import LedgerStore
import Transparency

/// One verification of a log that is open.
///
/// Two passes go over the log at once. One hashes it, in stretches that the threads share out; the
/// other, which needs the order, checks what each event says of those before it and folds the
/// projections. What both found is judged at the end, in one state of the log.
struct Verification {
  let store: LogStore
  let options: VerificationOptions
  let findings: VerificationFindings
  private let hashing: LogHashing

  init(
    _ store: LogStore,
    options: VerificationOptions,
    progress: (@Sendable (VerificationStage, UInt64, UInt64) -> Void)?
  ) throws(LedgerError) {
    let (end, count) = try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      return (snapshot.end, try snapshot.count(of: .events))
    }
    // In a damaged file the last position may be any number; nothing can be hashed where nothing is.
    let limit = min(end, count * 2 + 65_536)
    self.store = store
    self.options = options
    findings = VerificationFindings(events: limit, progress: progress)
    hashing = LogHashing(store, upTo: limit, findings)
  }

  /// Verifies.
  func run() throws(LedgerError) -> VerificationReport {
    var walk = LogWalk(options.projections, findings)
    var projections = ProjectionCheck()
    var tables: EarlyTableCheck?
    let failure = Locked<LedgerError?>(nil)
    let threads = DispatchGroup()
    for _ in 1..<max(options.threadCount, 1) {
      DispatchQueue.global().async(group: threads) { [hashing] in
        do throws(LedgerError) {
          try hashing.work()
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    do throws(LedgerError) {
      try follow(&walk, &projections, beside: threads, &tables)
      try hashing.work()
    } catch {
      failure.withLock { $0 = error }
    }
    threads.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
    return try judge(&walk, &projections, tables)
  }

  // MARK: The walk

  /// Walks the log, and compares the stored projections where they stand; once all is walked, other
  /// threads compare the tables.
  private func follow(
    _ walk: inout LogWalk,
    _ projections: inout ProjectionCheck,
    beside threads: DispatchGroup,
    _ tables: inout EarlyTableCheck?
  ) throws(LedgerError) {
    while true {
      let snapshot = try LedgerError.wrapping { try store.beginRead() }
      if walk.position == hashing.end, tables == nil {
        tables = earlyTables(walk, in: snapshot)
        tables?.start(in: threads)
      }
      let stop = try compare(&walk, &projections, in: snapshot)
      let start = walk.position
      guard start < hashing.end else { return }
      let next = min(start + LedgerView.chunkSize, hashing.end)
      try walk.follow(snapshot, upTo: stop.map { min($0, next) } ?? next)
      findings.advance(by: walk.position - start)
    }
  }

  /// Compares the stored projections with the view if that stands where they do.
  ///
  /// - Returns: Where they stand, if that is still to come.
  private func compare(
    _ walk: inout LogWalk,
    _ projections: inout ProjectionCheck,
    in snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> UInt64? {
    guard !projections.isDone else { return nil }
    let stored = try LedgerError.wrapping { try StoredProjections(snapshot) }
    guard let place = stored.eventCount(upTo: snapshot.end) else {
      projections.compareWithoutPlace(stored)
      stopProjecting(&walk)
      return nil
    }
    if place > walk.position {
      guard walk.position >= hashing.end else { return place }
      // Another process has appended since, and has written them for what it appended. In this state
      // of the log they stand there, however soon they are written again.
      try walk.follow(snapshot, upTo: place)
    }
    if try walk.settle(from: store), walk.view.eventCount == place {
      try LedgerError.wrapping { try projections.compare(walk.view, with: stored, in: snapshot) }
    } else {
      projections.giveUp()
    }
    stopProjecting(&walk)
    return nil
  }

  private func stopProjecting(_ walk: inout LogWalk) {
    if !options.repairs { walk.stopProjecting() }
  }

  // MARK: Judging

  private func judge(
    _ walk: inout LogWalk,
    _ projections: inout ProjectionCheck,
    _ tables: EarlyTableCheck?
  ) throws(LedgerError) -> VerificationReport {
    var report = VerificationReport()
    report.size = hashing.end
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    if snapshot.end == 0 {
      findings.add(VerificationProblem(.missingEvent, at: 0, "no event stands at position 0"))
    }
    try walk.follow(snapshot, upTo: snapshot.end)
    var tree = try TreeCheck(hashing, in: snapshot, complaints: walk.complaints, findings)
    report.root = tree.root
    var vouched: UInt64?
    let notesOfTables = tables?.notes(in: snapshot)
    try LedgerError.wrapping {
      vouched = try compare(&tree, walk, in: snapshot, &report)
      walk.blame(knowing: tree.changed, isDecided: tree.isDecided)
      try judgeContents(walk, tree.changed, in: snapshot, &report)
      if let notesOfTables {
        for note in notesOfTables { findings.note(note) }
      } else {
        try compareTables(walk, changed: tree.changed, in: snapshot)
      }
    }
    let isDamaged = walk.isDamaged || !tree.changed.isEmpty
    judge(&projections, isDamaged: isDamaged)
    let treeRepair = TreeRepair(
      of: tree,
      vouched: vouched,
      found: findings.kinds,
      isDamaged: isDamaged
    )
    // No snapshot may be live while the ledger is written to.
    _ = consume snapshot
    try mend(&walk, projections, treeRepair, &report)
    findings.finish(&report)
    return report
  }

  /// Mends what can be mended, where that was asked for, and blames the rest.
  private func mend(
    _ walk: inout LogWalk,
    _ projections: ProjectionCheck,
    _ treeRepair: TreeRepair?,
    _ report: inout VerificationReport
  ) throws(LedgerError) {
    if let treeRepair, options.repairs {
      try treeRepair.run(on: store)
      report.repaired = findings.take(TreeRepair.kinds)
    } else if treeRepair != nil {
      findings.setRemedy(TreeRepair.remedy, of: TreeRepair.kinds)
    }
    // Projections that stand beyond the log are all that is left of a tail that was cut off.
    let isTailDoubtful = !findings.kinds.isDisjoint(with: Verification.doubtsOfTheTail)
    if options.repairs, !isTailDoubtful, try repair(&walk, projections) {
      report.repaired += projections.problems
      return
    }
    for problem in projections.problems { findings.add(problem) }
    guard isTailDoubtful else { return }
    findings.setRemedy("find out first what is wrong with the log's end", of: [.projection])
  }

  /// What can be wrong where the log does not end where it did.
  private static let doubtsOfTheTail: Set<VerificationProblem.Kind> = [
    .frontier, .checkpoint, .tailCut, .rewritten,
  ]

  /// Judges contents, and the keys that they are sealed under.
  private func judgeContents(
    _ walk: borrowing LogWalk,
    _ changed: DamagedPositions,
    in snapshot: borrowing LogSnapshot,
    _ report: inout VerificationReport
  ) throws {
    let chunks = hashing.hashed
    let isDamaged = walk.isDamaged || !changed.isEmpty
    var persons = LoggedPersons(walk, upTo: snapshot.end, except: changed)
    let lost = try KeyFileCheck(
      in: store.path,
      expectsKeys: options.expectsKeys,
      isDamaged: isDamaged,
      findings
    ).check(in: snapshot) { () throws(LedgerError) in
      try persons.follow(store)
      return persons
    }
    var contents = ContentCheck(
      presentCount: chunks.reduce(0) { $0 + $1.presentCount },
      ContentCheck.Known(
        tickets: walk.tickets,
        erased: Set(walk.erasures.keys),
        changed: changed,
        changedErasure: firstErasure(among: changed, in: snapshot)
      ),
      findings
    )
    try contents.judge(chunks, in: snapshot)
    try contents.findUnerased(without: lost, in: snapshot)
    try contents.findStray(in: snapshot)
    report.presentCount = contents.presentCount
    report.erasedCount = contents.erasedCount
    report.missingCount = contents.missingCount
  }

  /// The first of the changed events that may have been an erasure; nil where none can have been.
  private func firstErasure(
    among changed: DamagedPositions,
    in snapshot: borrowing LogSnapshot
  ) -> UInt64? {
    guard let positions = changed.all else { return changed.first }
    var first: UInt64?
    for position in positions where position < first ?? .max {
      // What is of a ticket is of a form that no erasure becomes by a changed kind.
      let recorded = try? snapshot.event(at: Position(position))
      if recorded?.ticket != nil { continue }
      first = position
    }
    return first
  }

  /// Compares tree and checkpoints.
  ///
  /// - Returns: The largest size of a signed checkpoint whose root the events give.
  private func compare(
    _ tree: inout TreeCheck,
    _ walk: borrowing LogWalk,
    in snapshot: borrowing LogSnapshot,
    _ report: inout VerificationReport
  ) throws -> UInt64? {
    try tree.follow(snapshot)
    let note = try? snapshot.checkpoint(at: snapshot.end)
    let signed = note.flatMap { Checkpoint(text: $0.unverifiedText) }
    try tree.compare(in: snapshot) { $0 == signed?.root }
    let origin = (try? snapshot.label(at: Position(0))) ?? ""
    let adopted = walk.adoptedKeys(of: origin)
    report.keys = believe(adopted)
    var checkpoints = CheckpointCheck(
      CheckpointCheck.Known(
        origin: origin,
        end: snapshot.end,
        keys: report.keys,
        adopted: adopted,
        witnesses: options.witnesses,
        doubtfulFrom: tree.doubtfulFrom
      ),
      findings
    )
    let roots = RootReader(tree)
    try checkpoints.checkKept(in: snapshot) { size throws(StoreError) in
      try roots.root(at: size, in: snapshot)
    }
    try checkpoints.checkOutside(options.outsideCheckpoints) { size throws(StoreError) in
      try roots.root(at: size, in: snapshot)
    }
    checkpoints.noteSilentWitnesses()
    report.witnesses = checkpoints.witnesses
    report.checkpointCount = checkpoints.count
    report.signedSize = checkpoints.vouched
    return checkpoints.vouched
  }

  /// The keys to believe: those that were given, or else those that the log adopted.
  private func believe(_ adopted: [BelievedKey]) -> [BelievedKey] {
    for key in adopted.dropFirst() {
      let place = key.adoptedAt.map { " at position \($0)" } ?? ""
      findings.note("the log adopted another signing key\(place): \(key.verifier.vkey)")
    }
    guard !options.keys.isEmpty else { return adopted }
    if let last = adopted.last, !options.keys.contains(last.verifier) {
      let place = last.adoptedAt.map { " since position \($0)" } ?? ""
      findings.add(
        VerificationProblem(
          .signature,
          "the log says that its checkpoints are signed with key \(last.verifier.keyID)\(place), which "
            + "is not one of those given"
        )
      )
    }
    return options.keys.map { BelievedKey(verifier: $0, adoptedAt: nil) }
  }

  /// Takes back what was found of the projections where the events are wrong themselves.
  private func judge(_ projections: inout ProjectionCheck, isDamaged: Bool) {
    for note in projections.notes { findings.note(note) }
    if isDamaged {
      projections.distrust()
      findings.note("the stored projections were not judged, since the log itself is damaged")
    } else if projections.hasGivenUp {
      findings.note(
        "the stored projections were not judged, since the log cannot be folded to where they stand"
      )
    }
  }

  /// Writes the projections anew as the events give them, up to the end of the log.
  ///
  /// - Returns: Whether they are right now; false where nothing was wrong, or cannot be made right.
  private func repair(
    _ walk: inout LogWalk,
    _ projections: ProjectionCheck
  ) throws(LedgerError) -> Bool {
    guard !projections.problems.isEmpty, try walk.settle(from: store) else { return false }
    try LedgerError.wrapping {
      try store.append { writer in
        for name in projections.unreadable {
          try ProjectionCheckpoint.remove(name, from: &writer)
        }
        for key in projections.strayKeys { _ = try writer.remove(in: .projections, for: key) }
      }
      _ = try ProjectionCheckpoint.write(walk.view, over: [:], to: store)
    }
    return true
  }
}
