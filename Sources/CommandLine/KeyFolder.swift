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
  /// Whether it was named, by the option or the environment.
  let isNamed: Bool
  private let ledger: String

  /// The folder named, or the one beside the ledger.
  init(forLedgerAt ledger: String, named folder: String?) {
    self.ledger = ledger
    isNamed = folder != nil
    path = folder ?? KeyFolder.beside(ledger)
  }

  /// `helpdesk.keys` for `helpdesk.ledger`.
  private static func beside(_ ledger: String) -> String {
    (ledger.hasSuffix(".ledger") ? ledger.dropLast(7) : ledger[...]) + ".keys"
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

  /// What is wrong with a folder that was named for a ledger; nil where nothing is.
  func problem(isSealed: Bool) -> String? {
    guard isNamed else { return nil }
    if !isThere(path) {
      return "\(path): there is no such folder of keys; name another with --keys"
    }
    guard isSealed, !isThere(encryptionKeys.path) else { return nil }
    return "\(path): encryption.keys is not there, which the words of a sealed ledger need; name "
      + "another folder with --keys"
  }

  /// Whom else the folder is open to, in one line; nil where it is its owner's alone.
  var warning: String? {
    // The folder's that a link leads to: a link's own says nothing.
    guard let folder = Paths.real(path) else { return nil }
    let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
    guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 else { return nil }
    return
      "\(path): others may look into the folder of keys, mode \(String(mode, radix: 8)); make it "
      + "chmod 700"
  }

  /// Makes what is missing for a new ledger; what is there is used again.
  ///
  /// - Returns: The paths of what was made, the folder first.
  func make(origin: String, sealing: Bool) throws -> [String] {
    var made = try makeFolder() ? [path] : []
    do {
      if !isThere(signingKey.path) {
        let isMade = try makeOrFind(signingKey.path) {
          try signingKey.create(forLedgerAt: ledger, name: KeyName(forOrigin: origin))
        }
        if isMade { made.append(signingKey.path) }
      }
      if try writeLogKey() { made.append(logKeyPath) }
      if sealing, !isThere(encryptionKeys.path) {
        let isMade = try makeOrFind(encryptionKeys.path) {
          try encryptionKeys.create(forLedgerAt: ledger)
        }
        if isMade { made.append(encryptionKeys.path) }
      }
    } catch {
      KeyFolder.remove(made)
      throw error
    }
    return made
  }

  /// Puts a new signing key in the place of the one before, which is gone then.
  func replaceSigningKey(with new: SigningKeyFile) throws {
    guard unsafe rename(new.path, signingKey.path) == 0 else {
      throw Problem(
        "\(new.path) cannot take the place of \(signingKey.path); check the folder, and run it again",
        exitCode: 3
      )
    }
    try sync(path)
    try writeLogKey()
  }

  /// Writes the public half of the signing key beside it.
  ///
  /// - Returns: Whether it was not there.
  @discardableResult
  private func writeLogKey() throws -> Bool {
    guard let vkey = try signer()?.verifier.vkey else { return false }
    let isNew = !isThere(logKeyPath)
    do {
      try Data("\(vkey)\n".utf8).write(
        to: URL(fileURLWithPath: logKeyPath),
        options: .atomic
      )
    } catch {
      throw Problem("\(logKeyPath) cannot be written; check the folder", exitCode: 3)
    }
    return isNew
  }

  private var logKeyPath: String { path + "/log.vkey" }

  /// Takes back what was made for a ledger that came to nothing; a folder only where nothing else is in
  /// it.
  static func remove(_ made: [String]) {
    for path in made.reversed() {
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
      if names?.isEmpty ?? true { try? FileManager.default.removeItem(atPath: path) }
    }
  }

  private func makeFolder() throws -> Bool {
    guard !isThere(path) else { return false }
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
      return false
    }
    // The files in it are made durable with their names, which are lost with the folder's own.
    try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    return true
  }

  /// Makes the names in a folder durable; `fsync`.
  private func sync(_ folder: String) throws {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw Problem(
        "\(folder): what was made in it could not be put on the disk; check the folder",
        exitCode: 3
      )
    }
  }

  /// Another process may make the same file meanwhile; then it is not made here.
  private func makeOrFind(_ file: String, _ make: () throws -> Void) throws -> Bool {
    do {
      try make()
      return true
    } catch {
      guard isThere(file) else { throw error }
      return false
    }
  }

  private func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
