import Foundation
import TicketLedger
import Transparency

/// The folder of a ledger's keys: beside the ledger, never in it, readable by its owner alone.
///
/// ```
/// helpdesk.ledger/          helpdesk.keys/
///   data.mdb                  signing.key       what signs the checkpoints
///                             log.vkey          its public half, to be given to auditors
///   keys                      encryption.keys   what the keys of persons are wrapped under
/// ```
struct KeyFolder {
  let path: String
  private let ledger: String

  /// The folder named, or the one beside the ledger.
  init(forLedgerAt ledger: String, named folder: String?) {
    self.ledger = ledger
    path = folder ?? KeyFolder.beside(ledger)
  }

  /// `helpdesk.keys` for `helpdesk.ledger`.
  private static func beside(_ ledger: String) -> String {
    var name = ledger[...]
    while name.hasSuffix("/"), name.count > 1 { name = name.dropLast() }
    return (name.hasSuffix(".ledger") ? name.dropLast(7) : name) + ".keys"
  }

  var signingKey: SigningKeyFile { SigningKeyFile(at: path + "/signing.key") }
  var encryptionKeys: KeyEncryptionKeyFile { KeyEncryptionKeyFile(at: path + "/encryption.keys") }

  /// The key that signs; nil where there is none.
  func signer() throws -> NoteSigner? {
    guard isThere(signingKey.path) else { return nil }
    return try signingKey.signer(forLedgerAt: ledger)
  }

  /// What a sealed ledger's words are opened with; plain where there is nothing.
  func privacy() throws -> Ledger.Options.Privacy {
    guard isThere(encryptionKeys.path) else { return .plain }
    return .sealed(try encryptionKeys.keys(forLedgerAt: ledger))
  }

  /// Makes what is missing for a new ledger; what is there is used again.
  func make(origin: String, sealing: Bool) throws {
    try makeFolder()
    if !isThere(signingKey.path) {
      try makeOrFind(signingKey.path) {
        try signingKey.create(forLedgerAt: ledger, name: KeyName(forOrigin: origin))
      }
    }
    try writeLogKey()
    if sealing, !isThere(encryptionKeys.path) {
      try makeOrFind(encryptionKeys.path) { try encryptionKeys.create(forLedgerAt: ledger) }
    }
  }

  /// Puts a new signing key in the place of the one before, which is gone then.
  func replaceSigningKey(with new: SigningKeyFile) throws {
    guard unsafe rename(new.path, signingKey.path) == 0 else {
      throw Problem(
        "\(new.path) cannot take the place of \(signingKey.path); check the folder, and run it again",
        exitCode: 3
      )
    }
    try writeLogKey()
  }

  /// Writes the public half of the signing key beside it.
  private func writeLogKey() throws {
    guard let vkey = try signer()?.verifier.vkey else { return }
    do {
      try Data("\(vkey)\n".utf8).write(to: URL(fileURLWithPath: path + "/log.vkey"))
    } catch {
      throw Problem("\(path)/log.vkey cannot be written; check the folder", exitCode: 3)
    }
  }

  private func makeFolder() throws {
    guard !isThere(path) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      // Another process may have made it meanwhile.
      guard isThere(path) else {
        throw Problem(
          "\(path): the folder of keys cannot be made; name another with --keys",
          exitCode: 3
        )
      }
    }
  }

  /// Another process may make the same file meanwhile.
  private func makeOrFind(_ file: String, _ make: () throws -> Void) throws {
    do { try make() } catch { guard isThere(file) else { throw error } }
  }

  private func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
