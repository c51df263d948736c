import Foundation
import TicketLedger

/// Backups, and what is left of one that was cut off.
extension LedgerCheck {
  /// Looks at backups, and removes them.
  ///
  /// One that was made verifies and holds the beginning of the log; one that was cut off is refused, or
  /// is a whole one too.
  mutating func checkCopies(of ledger: Ledger) async throws {
    let log = try ledger.envelopes(0..<ledger.read { $0.eventCount })
    let made = Set(journal.done("copy").compactMap(\.words.first))
    for mark in journal.begun where mark.name == "copy" && mark.words.count == 2 {
      let (name, least) = (mark.words[0], UInt64(mark.words[1]) ?? 0)
      let path = setting.root + "/" + name
      if made.contains(name) {
        try await verify(path, expectsKeys: setting.isSealed)
        try await compare(path, with: log, least: least)
        findings.count("backups")
      } else if FileManager.default.fileExists(atPath: path) {
        try await checkCutOff(path, log, least)
      }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private func compare(_ path: String, with log: [[UInt8]], least: UInt64) async throws {
    var options = try setting.options()
    options.access = .readOnly
    options.createsIfMissing = false
    let copy = try await Ledger.open(at: path, options: options)
    let envelopes = try copy.envelopes(0..<copy.read { $0.eventCount })
    let live = copy.read { $0.digests() }
    let replayed = try await copy.replay().digests()
    await copy.close()
    try require(
      envelopes.count >= least && envelopes.elementsEqual(log.prefix(envelopes.count)),
      "the backup \(path) holds other events than the ledger"
    )
    try require(live == replayed, "a replay of the backup \(path) differs from its live view")
  }

  private mutating func checkCutOff(_ path: String, _ log: [[UInt8]], _ least: UInt64) async throws
  {
    // As a host opens it, in a process of its own: what it is given may be any part of a file.
    let arguments = [
      "look", setting.scenario.name, "\(setting.life)", "\(setting.seed)", setting.root, path,
    ]
    let errors = setting.root + "/errors"
    let child = try Child(arguments, environment: ["SWIFT_BACKTRACE": "enable=no"], errors: errors)
    let ending = try child.wait()
    switch ending {
    case .exited(3): findings.count("backups cut off and refused")
    case .exited(0):
      try await verify(path, expectsKeys: setting.isSealed)
      try await compare(path, with: log, least: least)
      findings.count("backups cut off and whole")
    default: throw Broken("a backup that was cut off ended who opened it: \(ending)")
    }
  }

  /// Opens a ledger that may be cut off, as a host does, and reads all of it.
  ///
  /// - Returns: Whether it was opened.
  static func look(at path: String, _ setting: Setting) async throws -> Bool {
    var options = try setting.options()
    options.access = .readOnly
    options.createsIfMissing = false
    do {
      let copy = try await Ledger.open(at: path, options: options)
      _ = try copy.envelopes(0..<copy.read { $0.eventCount })
      _ = try await copy.replay().digests()
      await copy.close()
      return true
    } catch {
      return false
    }
  }
}
