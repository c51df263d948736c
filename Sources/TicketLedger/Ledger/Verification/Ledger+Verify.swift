import LedgerStore

extension Ledger {
  /// Reads every byte of a ledger again and says what is wrong with it, and where.
  ///
  /// The file is examined before LMDB is let at it, so that a damaged one is a report and never a
  /// crash. Then everything is checked that the ledger can be checked for by itself: what each event
  /// says of those before it, the contents by their digests, the evidence tree and its signed
  /// checkpoints, the stream heads, and the stored projections by folding the log again. Checkpoints
  /// that somebody kept outside show what nothing inside can: that history was rewritten with all its
  /// hashes, or that an old copy was put back.
  ///
  /// Nothing is written, unless what can be computed is to be repaired. No keys to words are needed: the
  /// file of keys is compared with what the log says of persons, without opening any. Other processes may
  /// use the ledger meanwhile, as busily as they like; in this process it must not be open.
  ///
  /// - Parameters:
  ///   - path: The ledger's folder.
  ///   - options: What to check against, and with how many threads.
  ///   - progress: Told from any thread how far it has come.
  /// - Returns: What was found; damage is never thrown.
  /// - Throws: ``LedgerError/storage(_:)`` where there is no ledger, or it cannot be opened or read.
  /// - Complexity: O(n) in the events and contents, each hashed once; memory as for opening.
  public static func verify(
    at path: String,
    options: VerificationOptions = VerificationOptions(),
    progress: (@Sendable (_ stage: VerificationStage, _ done: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> VerificationReport {
    ProjectionCheckpoint.requireNames(of: options.projections)
    return try await Ledger.detached { () throws(LedgerError) in
      let (broken, notes) = try examine(path, options.threadCount, progress)
      if let broken { return broken }
      let store: LogStore
      do throws(StoreError) {
        let access: LogStore.Options.Access = options.repairs ? .readWrite : .readOnly
        store = try LogStore.open(
          at: path,
          options: .init(access: access, readsWithoutLock: true)
        )
      } catch {
        // The file was found sound: what is wrong is what it holds.
        guard error.reason == .notALedger || error.reason == .corrupted else {
          throw LedgerError(error)
        }
        var report = VerificationReport()
        report.add(VerificationProblem(.format, error.description))
        return report
      }
      defer { store.close() }
      let first = store.lastTransactionID
      var report: VerificationReport
      do throws(LedgerError) {
        report = try Verification(store, options: options, progress: progress).run()
      } catch .storage(let failure) where failure.reason == .corrupted {
        report = VerificationReport()
        report.add(VerificationProblem(.structure, failure.description))
      }
      report.notes += notes
      guard store.isUnlocked else { return report }
      guard store.lastTransactionID == first else { throw Ledger.writtenMeanwhile(at: path) }
      report.notes.append(
        "lock.mdb cannot be written by this user, so the ledger was read without telling others; nothing "
          + "was committed meanwhile"
      )
      return report
    }
  }

  /// Others wrote while the ledger was read without locks: what was found may be of two states.
  private static func writtenMeanwhile(at path: String) -> LedgerError {
    .storage(
      StorageFailure(
        reason: .openElsewhere,
        description:
          "\(path): the ledger was written to while it was read without locks, since lock.mdb cannot be "
          + "written by this user; do this again while nobody writes, verify a backup, or be given "
          + "permission to write lock.mdb"
      )
    )
  }

  /// Walks the pages of the file.
  ///
  /// - Returns: What is wrong with them; nil where they are sound, and what is odd all the same.
  private static func examine(
    _ path: String,
    _ threadCount: Int,
    _ progress: (@Sendable (VerificationStage, UInt64, UInt64) -> Void)?
  ) throws(LedgerError) -> (report: VerificationReport?, notes: [String]) {
    let pages = try LedgerError.wrapping {
      try LogStore.examine(at: path, threadCount: threadCount) { progress?(.pages, $0, $1) }
    }
    guard pages.isStable else {
      throw .storage(
        StorageFailure(
          reason: .alreadyOpen,
          description:
            "\(path): the ledger is written to, and this process itself has it open; close it first"
        )
      )
    }
    guard !pages.isSound else { return (nil, pages.unknownTables.map { "data.mdb: \($0)" }) }
    var report = VerificationReport()
    for problem in pages.problems {
      report.add(
        VerificationProblem(.structure, at: problem.position, "data.mdb: \(problem)")
      )
    }
    report.problemCount = pages.problemCount
    report.notes.append("nothing inside the file was read, since its structure is damaged")
    return (report, [])
  }
}

extension VerificationReport {
  fileprivate mutating func add(_ problem: VerificationProblem) {
    problemCount += 1
    guard problems.count < VerificationReport.problemsKeptOfAKind else { return }
    problems.append(problem)
  }
}

extension PageStructure.Problem {
  /// The first position that a problem of events or contents touches.
  fileprivate var position: UInt64? {
    guard database == "events" || database == "contents" else { return nil }
    return switch place {
    case .number(let number): number
    case .numbers(let first, _): first
    case .bytes, .byteRange, nil: nil
    }
  }
}
