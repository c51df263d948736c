import Foundation
import TicketLedger

/// A ledger and its keys in a folder that is removed when nobody needs it any more.
final class LedgerCopy: Sendable {
  let root: String
  /// The ledger's folder.
  let path: String
  /// The folder of its keys, where the command looks for them.
  let keys: String

  init(name: String) throws {
    let base = FileManager.default.temporaryDirectory.path
    root = base + "/format-" + UUID().uuidString
    path = root + "/\(name).ledger"
    keys = root + "/\(name).keys"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  var signingKey: SigningKeyFile { SigningKeyFile(at: keys + "/signing.key") }
  var encryptionKeys: KeyEncryptionKeyFile { KeyEncryptionKeyFile(at: keys + "/encryption.keys") }
  var isSealed: Bool { FileManager.default.fileExists(atPath: encryptionKeys.path) }

  /// Copies the files of a folder; for their owner alone, as secrets have to be.
  func take(_ folder: String, as target: String) throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: target,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    for name in try files.contentsOfDirectory(atPath: folder) where name != "lock.mdb" {
      try files.copyItem(atPath: folder + "/" + name, toPath: target + "/" + name)
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target + "/" + name)
    }
  }

  /// How it is opened with its keys.
  func options(access: Ledger.Options.Access = .readWrite) throws -> Ledger.Options {
    var options = Ledger.Options(access: access, durability: .none, createsIfMissing: false)
    options.signer = try signingKey.signer(forLedgerAt: path)
    if isSealed { options.privacy = .sealed(try encryptionKeys.keys(forLedgerAt: path)) }
    let later = Instant(millisecondsSince1970: 1_900_000_000_000)
    options.clock = { later }
    return options
  }

  func open(access: Ledger.Options.Access = .readWrite) async throws -> Ledger {
    try await Ledger.open(at: path, options: try options(access: access))
  }

  /// The file of the log.
  func data() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + "/data.mdb"))
  }
}
