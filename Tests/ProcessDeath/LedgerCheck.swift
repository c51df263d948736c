import Foundation
import StudySupport
import TicketLedger

/// Whether a ledger whose writer was killed holds what was acknowledged, and nothing that nobody asked
/// for.
struct LedgerCheck {
  let setting: Setting
  let cycle: Int
  let journal: Journal
  /// Random numbers of this check.
  var numbers: SeededNumbers
  var findings: Findings

  /// Verifies, opens, compares, replays, goes on; the ledger is closed afterwards.
  mutating func run() async throws {
    let isNew = findings.log.isEmpty
    // One that nobody was told is made is found, or made.
    if isNew, !journal.isReady {
      await (try await Ledger.open(at: setting.path, options: try setting.options())).close()
    }
    let wasErasing = !journal.underWay("erasure").isEmpty || findings.mayHaveUnendedErasure
    try await verify(setting.path, allowingUnendedErasure: wasErasing && setting.isSealed)
    var options = try setting.options()
    options.createsIfMissing = false
    // Every other time the next writer finds the ledger as the last one left it.
    let isReadOnly = Bool.random(using: &numbers) && setting.scenario.work != .import
    if isReadOnly { options.access = .readOnly }
    let ledger = try await Ledger.open(at: setting.path, options: options)
    do {
      try await check(ledger)
      if !isReadOnly { try await goOn(with: ledger) }
      try remember(ledger)
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
    findings.mayHaveUnendedErasure = wasErasing && isReadOnly
    // What was unended is ended by now.
    if wasErasing, !isReadOnly { try await verify(setting.path) }
  }

  private mutating func check(_ ledger: Ledger) async throws {
    try checkLog(of: ledger)
    if setting.scenario.work == .import {
      try checkImport(ledger)
    } else {
      try checkDeeds(of: ledger)
      try checkWords(of: ledger)
    }
    try await checkReplay(of: ledger)
    switch setting.scenario.work {
    case .submitters, .growth, .import: break
    case .consumers: try checkConsumers(of: ledger)
    case .alarms: try checkAlarms(of: ledger)
    case .checkpoints: try checkSigned(ledger)
    case .backup: try await checkCopies(of: ledger)
    case .erasure: try checkErased(ledger)
    case .rotation: try checkEpoch(of: ledger)
    }
  }

  // MARK: The whole ledger

  func verify(
    _ path: String,
    expectsKeys: Bool = true,
    allowingUnendedErasure: Bool = false
  ) async throws {
    var options = VerificationOptions(expectsKeys: expectsKeys, threadCount: 1)
    if setting.isSealed, expectsKeys {
      options.encryptionKeys = try setting.encryptionKeys.keys(forLedgerAt: path)
    }
    let report = try await Ledger.verify(at: path, options: options)
    if allowingUnendedErasure, report.problems.allSatisfy({ $0.kind == .unerasedKey }) { return }
    try require(report.isSound, "verify: \(report.problems.prefix(3).map(\.description))")
  }

  private func checkReplay(of ledger: Ledger) async throws {
    let live = ledger.read { $0.digests() }
    let replayed = try await ledger.replay().digests()
    try require(replayed == live, "a replay differs from the live view")
  }

  /// What was there is there as it was, and what was acknowledged stands at its position.
  private mutating func checkLog(of ledger: Ledger) throws {
    let log = try ledger.envelopes(0..<ledger.read { $0.eventCount })
    for (position, event) in findings.log.enumerated() {
      try require(
        position < log.count && log[position] == event,
        "event \(position) was there before, and is gone or another one"
      )
    }
    for (number, answer) in journal.acknowledged {
      guard let position = answer.position else { continue }
      try require(position < log.count, "submission \(number) was acknowledged, and is lost")
      guard let bytes = answer.bytes else { continue }
      try require(
        log[Int(position)] == bytes,
        "submission \(number) was acknowledged at \(position), and another event is there"
      )
    }
    findings.count("acknowledged", journal.acknowledged.count)
  }

  private mutating func remember(_ ledger: Ledger) throws {
    let end = ledger.read { $0.eventCount }
    findings.log += try ledger.envelopes(UInt64(findings.log.count)..<end)
  }

  // MARK: Going on

  /// Asks for keyed deeds again: each is one event, whether it was answered before or not.
  private mutating func goOn(with ledger: Ledger) async throws {
    if setting.scenario.work == .alarms { try await raiseAlarms(of: ledger) }
    guard setting.scenario.work != .import else { return }
    let keyed = journal.submitted.values.filter { $0.isKeyed && $0.person == nil }
    let unanswered = keyed.filter { journal.acknowledged[$0.number] == nil }
    let others = keyed.shuffled(using: &numbers).prefix(5)
    for deed in (unanswered + others).sorted(by: { $0.number < $1.number }) {
      let before = try ledger.receipt(forKey: deed.key ?? "")
      let end = ledger.read { $0.eventCount }
      let receipt: Receipt
      do {
        receipt = try await ledger.submit(deed.submission)
      } catch {
        // Where what it followed on is not there either, it is refused.
        guard case .refused = error, before == nil else { throw error }
        continue
      }
      try require(
        before == nil || (receipt == before && ledger.read { $0.eventCount } == end),
        "submission \(deed.number) was there, and its key gave another event"
      )
      try require(
        try await ledger.submit(deed.submission) == receipt,
        "submission \(deed.number) has two receipts under one key"
      )
      if before == nil { findings.present[deed.number] = deed }
    }
    let last = Deed(number: (cycle + 1) * 100_000, act: .open, ticket: "after-\(cycle)")
    let receipt = try await ledger.submit(last.submission)
    try require(
      try ledger.words(at: receipt.position).known?.joined == last.text,
      "what is appended afterwards has other words"
    )
  }
}
