import Foundation
import TicketLedger

/// Whether a state of the disk holds what was promised, and nothing else.
struct StateCheck {
  let scenario: Scenario
  let truth: Truth
  /// Whether less than a sector of a disk may have been written.
  var isWrittenInPart = false

  /// What became of a state.
  enum Outcome {
    /// All that was promised is there.
    case sound
    case failed(String)
  }

  /// Something that is not as it was promised.
  private struct Failure: Error {
    let text: String

    init(_ text: String) { self.text = text }
  }

  /// Verifies what lies in a folder, opens it, compares every event, replays, and appends one more.
  ///
  /// - Parameters:
  ///   - root: The folder, which is changed.
  ///   - promises: What has to be there.
  ///   - checksCopy: Whether the backup is looked at too.
  ///   - verifiesAgain: Whether it is verified after the event that is appended.
  /// - Returns: What became of it.
  func outcome(
    at root: String,
    _ promises: Promises,
    checksCopy: Bool,
    verifiesAgain: Bool = false
  ) async -> Outcome {
    do {
      for name in promises.keyFiles where !isThere(root + "/" + name) {
        throw Failure("\(name) is gone")
      }
      guard promised(promises) > 0 else {
        try await young(root, promises)
        return .sound
      }
      let path = root + "/" + Scenario.ledgerName
      try require(isThere(path + "/data.mdb"), "the ledger is gone")
      try checkEpoch(root, promises)
      // An erasure that the log has, and that nobody was told of, is ended by opening the ledger.
      let isErasing = promises.perishable != promises.perished
      var allowed: Set<VerificationProblem.Kind> =
        isErasing && scenario.isSealed ? [.unerasedKey] : []
      // So is a header of keys that is there in part, of which no sector of a disk is.
      if isWrittenInPart { allowed.insert(.key) }
      let isEnded = try await verify(path, allowing: allowed)
      try await read(root, promises)
      if !isEnded || verifiesAgain { try await verify(path) }
      if FileManager.default.fileExists(atPath: path + "/compacting") {
        try await Ledger.compact(at: path)
        try await verify(path)
      }
      if checksCopy, let size = promises.copySize { try await checkCopy(root, size) }
      return .sound
    } catch let failure as Failure {
      return .failed(failure.text)
    } catch {
      return .failed("\(error)")
    }
  }

  /// Whether a file lies there that is not empty.
  private func isThere(_ path: String) -> Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return size ?? 0 > 0
  }

  /// A ledger whose making was not acknowledged is made, or found as it is.
  private func young(_ root: String, _ promises: Promises) async throws {
    let ledger: Ledger
    do {
      ledger = try await Ledger.open(
        at: root + "/" + Scenario.ledgerName,
        options: try scenario.options(in: root)
      )
    } catch {
      // Without its keys nobody would open it.
      let areKeysThere =
        promises.keyFiles.isEmpty == !scenario.work.hasKeys
      guard areKeysThere else { return }
      throw Failure("refused: \(error)")
    }
    await ledger.close()
    try await verify(ledger.path)
  }

  /// Verifies the ledger.
  ///
  /// - Returns: Whether nothing is wrong; false where something is, and of an allowed kind only.
  @discardableResult
  private func verify(
    _ path: String,
    expectsKeys: Bool = true,
    allowing kinds: Set<VerificationProblem.Kind> = []
  ) async throws -> Bool {
    var options = VerificationOptions()
    options.expectsKeys = expectsKeys
    options.threadCount = 1
    let report = try await Ledger.verify(at: path, options: options)
    let isUnended = report.problems.allSatisfy { kinds.contains($0.kind) }
    if !report.isSound, isUnended { return false }
    try require(report.isSound, "verify: \(report.problems.prefix(3).map(\.description))")
    return true
  }

  private func read(_ root: String, _ promises: Promises) async throws {
    var options = try scenario.options(in: root)
    options.createsIfMissing = false
    options.durability = .none
    let ledger = try await Ledger.open(at: root + "/" + Scenario.ledgerName, options: options)
    do {
      try checkEvents(of: ledger, promises)
      try checkWords(of: ledger, promises)
      let isCompacted = promises.isCompacted && scenario.work == .plain
      try require(try !isCompacted || !ledger.needsCompaction, "the compaction is gone")
      let live = ledger.read { $0.digests() }
      try require(
        try await ledger.replay().digests() == live,
        "a replay differs from the live view"
      )
      for size in promises.signedSizes {
        try require(try ledger.checkpoint(at: size) != nil, "the checkpoint at \(size) is gone")
      }
      try await append(to: ledger)
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
  }

  private func append(to ledger: Ledger) async throws {
    let end = ledger.read { $0.eventCount }
    let receipt = try await ledger.submit(.open("afterwards", summary: "goes on"), by: "a-1")
    try require(
      receipt.position.rawValue >= end,
      "what is appended afterwards stands before the end"
    )
    let words = try ledger.words(at: receipt.position)
    try require(words.known?.joined == "goes on", "what is appended afterwards has other words")
  }

  /// How many events have to be there.
  private func promised(_ promises: Promises) -> UInt64 {
    scenario.work == .lazy ? promises.endBeforeLastCommit : promises.end
  }

  private func checkEvents(of ledger: Ledger, _ promises: Promises) throws {
    let end = ledger.read { $0.eventCount }
    let promised = promised(promises)
    try require(end >= promised, "\(end) events are there, and \(promised) were acknowledged")
    for (position, bytes) in zip(UInt64(0)..., try ledger.envelopes(0..<end)) {
      if let submission = truth.submission(of: position) {
        try require(
          promises.submitted.contains(submission),
          "event \(position) is there, and submission \(submission) was not made yet"
        )
      }
      if let event = truth.events[position] {
        try require(event == bytes, "event \(position) is another one than was acknowledged")
      } else {
        let unanswered = promises.submitted.subtracting(promises.acknowledged.keys)
        try require(!unanswered.isEmpty, "event \(position) is one that nobody submitted")
      }
    }
  }

  private func checkWords(of ledger: Ledger, _ promises: Promises) throws {
    let end = ledger.read { $0.eventCount }
    for (number, (position, hasWords)) in promises.acknowledged where hasWords {
      guard position < end else { continue }
      switch try ledger.words(at: Position(position)) {
      case .known(let words):
        try require(
          words.joined?.contains("submission \(number).") ?? false,
          "submission \(number) has other words"
        )
        try require(
          !promises.perished.contains(number),
          "the words of submission \(number) are back"
        )
      case .erased:
        try require(promises.perishable.contains(number), "submission \(number) is erased")
      case let other: throw Failure("the words of submission \(number): \(other)")
      }
    }
  }

  /// After a rotation, keys are of its epoch or a later one, and of the former one nothing is left; looked
  /// at before the ledger is opened, which ends a rotation that was cut off.
  private func checkEpoch(_ root: String, _ promises: Promises) throws {
    guard let epoch = promises.epoch else { return }
    let path = root + "/" + Scenario.ledgerName
    let wrapping = Scenario.keyEncryptionKeys(in: root)
    guard let storage = try LedgerKeyStorage(in: path, isWritable: false) else {
      throw Failure("the file of keys is gone")
    }
    let keys = try KeyFile(
      storage,
      origin: OriginDigest(of: Scenario.origin),
      keys: wrapping.keys(forLedgerAt: path)
    )
    try require(
      keys.epoch >= epoch,
      "keys were rotated to epoch \(epoch), and are of \(keys.epoch)"
    )
    try require(
      keys.epoch > epoch || !keys.isRotating || promises.isRotating,
      "keys were rotated to epoch \(epoch), and those of the former one are not all gone"
    )
    let first = try wrapping.epochs().first ?? 0
    try require(
      first >= epoch,
      "keys were rotated to epoch \(epoch), and the key of \(first) is still there"
    )
  }

  private func checkCopy(_ root: String, _ size: UInt64) async throws {
    let path = root + "/" + Scenario.copyName
    try await verify(path, expectsKeys: scenario.isSealed)
    var options = Ledger.Options(access: .readOnly, createsIfMissing: false)
    if scenario.isSealed { options.privacy = .plain }
    let copy = try await Ledger.open(at: path, options: options)
    let count = copy.read { $0.eventCount }
    await copy.close()
    try require(count == size, "the backup has \(count) events, and not \(size)")
  }

  private func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
    if !condition { throw Failure(text()) }
  }
}
