import Synchronization

/// What a workload said of itself while its disk failed.
final class Notes: Sendable {
  private struct State {
    var lines: [String] = []
    var step = ""
    var failedStep: String?
    /// Submissions that were made when nothing may be acknowledged any more.
    var forbidden: Set<Int> = []
    var violation: String?
    /// Whether the ledger was opened again after the failure.
    var isLifted = false
  }

  private let state = Mutex(State())
  private let disk: any TroubledDisk

  init(_ disk: any TroubledDisk) {
    self.disk = disk
  }

  var marks: Marks { Marks(put: { self.put($0) }, begin: { self.begin($0) }) }
  var lines: [String] { state.withLock { $0.lines } }
  /// What was being done when the disk failed.
  var failedStep: String { state.withLock { $0.failedStep ?? $0.step } }
  /// A submission that was made after the failure and acknowledged.
  var violation: String? { state.withLock { $0.violation } }

  /// Whether the ledger may acknowledge nothing: a write or a sync of its own files failed, and it was
  /// not opened since, or no write can succeed.
  var isBound: Bool {
    let isLifted = state.withLock { $0.isLifted }
    guard let failure = disk.failure else { return false }
    if disk.lasts ?? false { return true }
    return !isLifted && failure.isOfLedger && !isMadeUpFor(failure)
  }

  /// Whether what failed is a write cut short that the writer goes on with: all but LMDB's own.
  private func isMadeUpFor(_ failure: FailedCall) -> Bool {
    disk.isCutShort && !failure.file.hasSuffix(Scenario.ledgerName + "/data.mdb")
  }

  /// Whether a failure may be kept from who asked: it harms nobody.
  ///
  /// A write cut short and gone on with; a name that could not be removed; a checkpoint of projections or
  /// a signature that nobody asked for, whose ledger then acknowledges nothing.
  func isHarmless(_ failure: FailedCall) -> Bool {
    isMadeUpFor(failure) || failure.description.hasPrefix("unlink") || failure.isOfLedger
  }

  private func begin(_ step: String) {
    let failure = disk.failure
    state.withLock { state in
      if failure != nil, state.failedStep == nil { state.failedStep = state.step }
      if failure != nil, step == "opening" { state.isLifted = true }
      state.step = step
    }
  }

  private func put(_ line: String) {
    let isBound = isBound
    let hasFailed = disk.failure != nil
    state.withLock { state in
      // Closing promises nothing of a ledger that writes no more.
      if line != "closed" || !isBound { state.lines.append(line) }
      if hasFailed, state.failedStep == nil { state.failedStep = state.step }
      let words = line.split(separator: " ")
      guard words.count > 1, let number = Int(words[1]) else { return }
      if words[0] == "submitted", isBound { state.forbidden.insert(number) }
      if words[0] == "acknowledged", state.forbidden.contains(number) {
        state.violation = "submission \(number) was acknowledged after the failure"
      }
    }
  }
}
