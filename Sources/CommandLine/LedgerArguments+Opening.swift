import Foundation
import TicketLedger

extension LedgerArguments {
  /// Opens the ledger for questions; where its keys cannot be used, without its words.
  ///
  /// - Parameters:
  ///   - examining: Whether the file's pages are examined first, as for one that nobody vouches for.
  ///   - projections: The projections that will be asked: fewer are open sooner.
  /// - Returns: The open ledger.
  /// - Throws: ``Problem`` or ``LedgerError``.
  func openForReading(
    examining: Bool = false,
    projections: [any Projection.Type] = Ledger.coreProjections
  ) async throws -> Ledger {
    let keys = try keyFolder()
    if let warning = keys.warning { Terminal.complain(warning) }
    var options = Ledger.Options(
      access: .readOnly,
      examinesFile: examining,
      privacy: try keys.privacy(),
      projections: projections
    )
    let ledger: Ledger
    do {
      ledger = try await open(options)
    } catch LedgerError.keys(let problem) {
      Terminal.complain("words are left out: \(problem)\(remedy(for: problem, in: keys))")
      options.privacy = .plain
      options.examinesFile = false
      return try await open(options)
    }
    if let problem = keys.problem(isSealed: ledger.isSealed) { Terminal.complain(problem) }
    return ledger
  }

  /// Opens the ledger; a plain one without the keys for words that lie in its folder of keys, which may
  /// be another ledger's too.
  ///
  /// For writing, the names of the keys are made durable first: what is acknowledged is lost with them.
  func open(_ options: Ledger.Options) async throws -> Ledger {
    if options.access == .readWrite { try keyFolder().sync() }
    do {
      return try await Ledger.open(at: path(), options: options)
    } catch LedgerError.keys(let problem) where problem.reason == .plainLedger {
      var options = options
      options.privacy = .plain
      options.examinesFile = false
      return try await Ledger.open(at: path(), options: options)
    }
  }

  private func remedy(for problem: KeyProblem, in keys: KeyFolder) -> String {
    switch problem.reason {
    case .noKeyEncryptionKey, .wrongKeyEncryptionKey:
      "; name a folder that has it with --keys, or, where a rotation destroyed it, put the ledger's "
        + "present file of keys beside this copy's data.mdb; looked for in \(keys.path)"
    default: ""
    }
  }

  /// Opens the ledger for questions, lends it, and closes it.
  func reading<R>(
    examining: Bool = false,
    projections: [any Projection.Type] = Ledger.coreProjections,
    _ body: (Ledger) async throws -> R
  ) async throws -> R {
    let ledger = try await openForReading(examining: examining, projections: projections)
    do {
      let result = try await body(ledger)
      await ledger.close()
      return result
    } catch {
      await ledger.close()
      throw error
    }
  }

  /// Opens the ledger for writing where there is one.
  ///
  /// - Parameters:
  ///   - examining: Whether the file's pages are examined first.
  ///   - isSigning: Whether the command says itself where nothing can be signed.
  /// - Returns: The open ledger.
  /// - Throws: ``Problem`` or ``LedgerError``.
  func openExisting(examining: Bool = false, isSigning: Bool = false) async throws -> Ledger {
    let keys = try keyFolder()
    let options = Ledger.Options(
      createsIfMissing: false,
      examinesFile: examining,
      privacy: try keys.privacy(),
      signer: try keys.signer()
    )
    let ledger = try await open(options)
    try await letGoOfFormerKeys(of: ledger, in: keys)
    if let problem = keys.problem(isSealed: ledger.isSealed) {
      // Who cannot sign without the folder says so by itself.
      if !isSigning { Terminal.complain(problem) }
    } else {
      warn(of: keys, for: ledger, isSigning: isSigning || options.signer != nil)
    }
    return ledger
  }

  /// Opens the ledger to record words in it, and makes one with defaults, and keys for it, where there
  /// is none.
  ///
  /// - Parameters:
  ///   - origin: What a new ledger calls itself.
  ///   - sealing: Whether the words of a new ledger are sealed.
  ///   - hasKeys: Whether its keys were made before.
  ///   - clock: The ledger's clock.
  /// - Returns: The open ledger.
  /// - Throws: ``Problem`` or ``LedgerError``.
  func openForWriting(
    origin: String? = nil,
    sealing: Bool = true,
    hasKeys: Bool = false,
    clock: @escaping @Sendable () -> Instant = { .now }
  ) async throws -> Ledger {
    let keys = try keyFolder()
    let isNew = try !FileManager.default.fileExists(atPath: path() + "/data.mdb")
    if !hasKeys, isNew || !keys.isComplete(sealing: sealing) {
      let lock = FolderLock(beside: try path())
      defer { lock.release() }
      switch try await LedgerPlace(at: path()) {
      case .vacant: try makeKeys(origin: origin, sealing: sealing)
      // Without the keys that were made for it, it would become a plain one.
      case .unfinished(let error) where !keys.isComplete(sealing: sealing): throw error
      case .unfinished, .ledger: break
      }
    }
    let options = Ledger.Options(
      origin: origin,
      privacy: sealing ? try keys.privacy() : .plain,
      signer: try keys.signer(),
      clock: clock
    )
    let ledger = try await open(options)
    if !isNew, let problem = keys.problem(isSealed: ledger.isSealed) {
      await ledger.close()
      throw Problem(problem)
    }
    try await letGoOfFormerKeys(of: ledger, in: keys)
    warn(of: keys, for: ledger, isSigning: options.signer != nil)
    return ledger
  }

  /// Ends what a rotation that was cut off had still to do: opening ended it in the ledger, and as long
  /// as the keys of before are there, old backups open with them.
  private func letGoOfFormerKeys(of ledger: Ledger, in keys: KeyFolder) async throws {
    guard let status = ledger.keyStatus, status.isOpen, !status.isRotating, let epoch = status.epoch
    else { return }
    do {
      guard try keys.encryptionKeys.epochs().contains(where: { $0 < epoch }) else { return }
      try keys.encryptionKeys.removeKeys(before: epoch)
    } catch {
      await ledger.close()
      throw error
    }
  }

  /// Makes the keys of a new ledger, where the ledger itself has a place and they can be its keys.
  func makeKeys(origin: String?, sealing: Bool) throws {
    let path = try path()
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: parent) else {
      throw Problem(
        "\(path): the folder that the ledger would be made in is missing; make it, or name another "
          + "place with --ledger",
        exitCode: 3
      )
    }
    let folder = FileManager.default.fileExists(atPath: path) ? path : parent
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw Problem(
        "\(path): the ledger cannot be made, for \(folder) cannot be written; change its permissions, or "
          + "name another place with --ledger",
        exitCode: 3
      )
    }
    let origin = origin ?? Ledger.origin(ofNewLedgerAt: path)
    try keyFolder().make(origin: origin, sealing: sealing)
  }

  private func warn(of keys: KeyFolder, for ledger: Ledger, isSigning: Bool) {
    if let warning = keys.warning { Terminal.complain(warning) }
    if !isSigning, ledger.read({ $0.catalogue.signingKey != nil }) {
      Terminal.complain(
        "\(keys.signingKey.path): the ledger's signing key is not there; no checkpoint will be signed"
      )
    }
  }
}

extension Ledger {
  /// Closes a ledger that a command wrote to, and says where a checkpoint could not be signed.
  ///
  /// That is no error: what is recorded is durable, and the next checkpoint covers it.
  func end() async {
    await close()
    guard let failure = signingFailure else { return }
    Terminal.complain(
      "what was recorded is durable, and no checkpoint covers the end of it: \(failure); `ticket-ledger "
        + "checkpoint` signs one"
    )
  }
}
