import Foundation
import TicketLedger

/// Lets a disk fail in the middle of a workload, and looks at what the ledger makes of it.
struct FailingRun {
  let scenario: Scenario
  let disk: any TroubledDisk
  let defect: Defect
  /// A folder with an empty one in it, `desk.keys`.
  let root: String
  /// Whether what the workload said is said again, but for the bytes of events.
  let isTold: Bool

  /// What became of it.
  enum Outcome {
    /// Nothing failed.
    case unreached
    /// Who asked was told.
    case told(step: String)
    /// It harmed nobody, and nobody was told.
    case harmless(step: String, FailedCall)
    case failed(String)
  }

  private struct Broken: Error {
    let text: String
  }

  func outcome() async -> Outcome {
    let notes = Notes(disk)
    let workload = Workload(scenario, in: root, marks: notes.marks)
    let ending = await workload.run()
    defer { if isTold { for line in notes.lines { say("  \(line.prefix(60))") } } }
    let failure = disk.failure
    do {
      guard failure != nil || ending != nil else { return .unreached }
      let step = notes.failedStep
      if let ending { try requireClear(ending) }
      if let failure, ending == nil, defect == .nothing, !notes.isHarmless(failure) {
        throw Broken(text: "nobody was told of \(failure)")
      }
      try await goOn(workload, notes)
      try await openWhileFailing(workload, notes)
      try disk.mend()
      if let violation = notes.violation { throw Broken(text: violation) }
      try await checkMended(workload, notes)
      if let failure, ending == nil { return .harmless(step: step, failure) }
      return .told(step: step)
    } catch {
      let text = (error as? Broken)?.text ?? "\(error)"
      return .failed("\(notes.failedStep), \(failure?.description ?? "full"): \(text)")
    }
  }

  /// Submits once more to the ledger that saw the failure, reads all of it, and closes it.
  private func goOn(_ workload: Workload, _ notes: Notes) async throws {
    guard let ledger = workload.openedLedger else { return }
    let isBound = notes.isBound
    let isKnown = disk.lasts != nil
    do {
      let ledger = defect == .goesOn ? try await openedAgain(ledger, workload) : ledger
      try await submitOnce(workload, to: ledger)
      if isKnown, isBound { throw Broken(text: "a submission after it was acknowledged") }
    } catch let error as Broken {
      throw error
    } catch {
      try requireClear(error)
      if isKnown, !isBound {
        throw Broken(text: "it is harmless, and the ledger acknowledges no more: \(error)")
      }
    }
    try readAll(of: ledger, workload)
    await ledger.close()
    workload.marks.put("closed")
  }

  /// The live view can be read whatever failed, and the log unless its header could not be written.
  private func readAll(of ledger: Ledger, _ workload: Workload) throws {
    guard defect == .nothing else { return }
    do {
      try workload.tellEvents(of: ledger)
    } catch LedgerError.storage(let failure) where failure.reason == .broken {
      guard disk.failure?.isOfLedger ?? true else { throw LedgerError.storage(failure) }
      try requireClear(LedgerError.storage(failure))
    }
  }

  /// The defect of a ledger that writes on: it is opened anew, and nobody asked for that.
  private func openedAgain(_ ledger: Ledger, _ workload: Workload) async throws -> Ledger {
    await ledger.close()
    return try await Ledger.open(at: workload.path, options: try scenario.options(in: root))
  }

  private func submitOnce(_ workload: Workload, to ledger: Ledger) async throws {
    try await workload.submit(to: ledger) { .open("once more \($0)", summary: "submission \($0).") }
  }

  /// Opens the ledger while the disk still fails: it can be read, and acknowledges nothing wrongly.
  private func openWhileFailing(_ workload: Workload, _ notes: Notes) async throws {
    let promised = promises(notes).end
    guard disk.lasts ?? true, promised > 0, defect == .nothing else { return }
    var options = try scenario.options(in: root)
    options.access = .readOnly
    options.createsIfMissing = false
    options.signer = nil
    let readable = try await Ledger.open(at: workload.path, options: options)
    let count = readable.read { $0.eventCount }
    _ = try readable.envelopes(0..<count)
    await readable.close()
    guard count >= promised else {
      throw Broken(text: "\(count) events can be read, and \(promised) were acknowledged")
    }
    do {
      let ledger = try await workload.openLedger()
      do {
        try await submitOnce(workload, to: ledger)
        try workload.tellEvents(of: ledger)
        if disk.lasts != nil { throw Broken(text: "a submission was acknowledged meanwhile") }
      } catch {
        await ledger.close()
        throw error
      }
      await ledger.close()
    } catch let error as Broken {
      throw error
    } catch {
      try requireClear(error)
    }
  }

  /// What was promised until now.
  private func promises(_ notes: Notes) -> Promises {
    var promises = Promises()
    for line in notes.lines { promises.note(line) }
    return promises
  }

  /// Looks at what is there once the disk is mended, and makes what was not made.
  private func checkMended(_ workload: Workload, _ notes: Notes) async throws {
    let promises = promises(notes)
    let check = StateCheck(
      scenario: scenario,
      truth: Truth(notes.lines),
      isWrittenInPart: disk.failure.map { $0.file.hasSuffix("/keys") } ?? true
    )
    let outcome = await check.outcome(
      at: root,
      promises,
      checksCopy: promises.copySize != nil,
      verifiesAgain: true
    )
    if case .failed(let text) = outcome { throw Broken(text: "mended: \(text)") }
  }

  /// Requires an error that names the file, the cause, the remedy, and the call.
  private func requireClear(_ error: any Error) throws {
    if defect != .nothing { return }
    guard let error = error as? LedgerError, case .storage(let failure) = error else {
      throw Broken(text: "an error of another kind: \(error)")
    }
    let text = failure.description
    guard disk.reasons.contains(failure.reason) || failure.reason == .broken else {
      throw Broken(text: "an error for another reason, \(failure.reason): \(text)")
    }
    guard text.hasPrefix(root + "/"), text.contains("; "), text.hasSuffix("]") else {
      throw Broken(text: "an error that does not say all: \(text)")
    }
  }
}
