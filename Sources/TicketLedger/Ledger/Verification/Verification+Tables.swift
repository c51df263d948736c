import LedgerStore

extension Verification {
  /// What compares the tables before the log is hashed; nil where there is no thread for that, or it is of
  /// no use.
  func earlyTables(
    _ walk: borrowing LogWalk,
    in snapshot: borrowing LogSnapshot
  ) -> EarlyTableCheck? {
    // Whether keys can be used is known once the file of keys is judged.
    guard options.threadCount > 1, options.encryptionKeys == nil, walk.position == snapshot.end,
      let known = try? known(walk, changed: DamagedPositions(), in: snapshot), !known.isDamaged
    else { return nil }
    return EarlyTableCheck(store, known)
  }

  /// Compares the tables beside the log, now that it is known which events are changed.
  func compareTables(
    _ walk: borrowing LogWalk,
    changed: DamagedPositions,
    in snapshot: borrowing LogSnapshot
  ) throws {
    var heads = StreamHeadCheck([walk.damage, changed], findings)
    let doubtful = try walk.doubtfulTickets(with: changed, in: snapshot)
    if let doubtful { try heads.compare(walk.tickets, exceptOf: doubtful, in: snapshot) }
    let known = try known(walk, changed: changed, seal: try seal(), in: snapshot)
    try TableCheck(known, findings).check(snapshot)
  }

  /// What the events tell of the tables beside the log.
  private func known(
    _ walk: borrowing LogWalk,
    changed: DamagedPositions,
    seal: LedgerSeal? = nil,
    in snapshot: borrowing LogSnapshot
  ) throws -> TableCheck.Known {
    TableCheck.Known(
      end: snapshot.end,
      tickets: walk.tickets,
      catalogue: walk.view.catalogue,
      referenceCount: walk.referenceCount,
      labels: walk.labels,
      importedRows: walk.importedRows,
      isSealed: try KeyFileCheck.origin(in: snapshot) != nil,
      seal: seal,
      isDamaged: !walk.damage.isEmpty || !changed.isEmpty || walk.hasLostView
    )
  }

  /// What opens the words of a sealed ledger; nil where no keys were given, or they are not to be used.
  ///
  /// - Throws: ``LedgerError/keys(_:)`` where the keys that were given are not the ledger's.
  private func seal() throws(LedgerError) -> LedgerSeal? {
    guard let keys = options.encryptionKeys else { return nil }
    do throws(LedgerError) {
      return try LedgerSeal(of: store, options: .init(access: .readOnly, privacy: .sealed(keys)))
    } catch .keys(let problem) {
      if !findings.kinds.contains(.key) {
        guard problem.reason != .wrongKeyEncryptionKey, problem.reason != .noKeyEncryptionKey else {
          throw .keys(problem)
        }
        if options.expectsKeys { findings.add(VerificationProblem(.key, "keys: \(problem)")) }
      }
      findings.note("no words were opened: \(problem)")
      return nil
    }
  }
}
