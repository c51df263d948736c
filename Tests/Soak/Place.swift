import Foundation
import TicketLedger
import Transparency

/// Where a run keeps its ledger and the keys, and how it opens it: as a careful host does.
struct Place: Sendable {
  let folder: String
  static let origin = "fictional.example/soak"

  var ledger: String { folder + "/soak.ledger" }
  private var keys: String { folder + "/soak.keys" }
  var signingKey: SigningKeyFile { SigningKeyFile(at: keys + "/signing.key") }
  var encryptionKeys: KeyEncryptionKeyFile { KeyEncryptionKeyFile(at: keys + "/encryption.keys") }

  /// Makes the folder anew, with keys.
  func prepare() throws {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
    try signingKey.create(forLedgerAt: ledger, name: KeyName(forOrigin: Place.origin))
    try encryptionKeys.create(forLedgerAt: ledger)
  }

  func open() async throws -> Ledger {
    var options = Ledger.Options(origin: Place.origin)
    options.privacy = .sealed(try encryptionKeys.keys(forLedgerAt: ledger))
    options.signer = try signingKey.signer(forLedgerAt: ledger)
    options.checkpointInterval = 2_000
    return try await Ledger.open(at: ledger, options: options)
  }

  /// Verifies the ledger or a copy; a copy's keys may be under one that a rotation has removed.
  func verify(_ path: String, opensKeys: Bool) async throws -> VerificationReport {
    var options = VerificationOptions()
    if opensKeys { options.encryptionKeys = try encryptionKeys.keys(forLedgerAt: ledger) }
    return try await Ledger.verify(at: path, options: options)
  }

  func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Tickets of which some are late in a few seconds, so that there is something to raise.
  static var policy: ServicePolicy {
    let answer = ServiceTarget(
      .firstResponse,
      limit: .duration(milliseconds: 40_000),
      thresholds: [.percent(100)]
    )
    let end = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 60_000),
      pausedBy: [.requester],
      thresholds: [.percent(75), .percent(100)]
    )
    return ServicePolicy(name: "soak", rules: [ServiceRule(name: "all", targets: [answer, end])])
  }
}
