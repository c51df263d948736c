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

  /// Whether the keys of a ledger that was begun are there.
  func isComplete(sealing: Bool) -> Bool {
    isThere(signingKey.path) && (!sealing || isThere(encryptionKeys.path))
  }

  /// Makes what is missing for a new ledger; what is there is used again.
  ///
  /// What was made stays where the rest cannot be: another process may have found it, and made a ledger
  /// with it, meanwhile. So what can be known to fail is asked first.
  func make(origin: String, sealing: Bool) throws {
    try checkUse(origin: origin, sealing: sealing)
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

  /// Refuses a place and keys that no ledger of that origin can have.
  private func checkUse(origin: String, sealing: Bool) throws {
    guard !Paths.isInside(path, ledger) else {
      throw Problem(
        "\(path): the keys would lie beside what they protect; name a folder outside of the ledger with "
          + "--keys",
        exitCode: 3
      )
    }
    let name = KeyName(forOrigin: origin)
    if let given = try signer()?.verifier, given.name != name {
      throw LedgerError.otherSigningKey(given: given.vkey, expected: "a key of the name \(name)")
    }
    if sealing { _ = try privacy() }
  }

  /// Puts a new signing key in the place of the one before, which is gone then.
  func replaceSigningKey(with new: SigningKeyFile) throws {
    guard unsafe rename(new.path, signingKey.path) == 0 else {
      throw Problem(
        "\(new.path) cannot take the place of \(signingKey.path); check the folder, and run it again",
        exitCode: 3
      )
    }
    try KeyFolder.sync(path)
    try writeLogKey()
  }

  /// Writes the public half of the signing key beside it.
  private func writeLogKey() throws {
    guard let vkey = try signer()?.verifier.vkey else { return }
    do {
      try Data("\(vkey)\n".utf8).write(
        to: URL(fileURLWithPath: logKeyPath),
        options: .atomic
      )
    } catch {
      throw Problem("\(logKeyPath) cannot be written; check the folder", exitCode: 3)
    }
  }

  private var logKeyPath: String { path + "/log.vkey" }

  /// Makes the names of the keys and the folder's own durable, whoever made them; nothing where there is
  /// no such folder.
  ///
  /// Who made them may have died before it had done so itself.
  func sync() throws {
    guard let real = Paths.real(path) else { return }
    let places = [real, KeyFolder.parent(of: real)]
    let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    for place in places + (isLink ? [KeyFolder.parent(of: path)] : []) {
      try KeyFolder.sync(place)
    }
  }

  private static func parent(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
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

  /// Makes the names in a folder durable; `fsync`.
  ///
  /// Nothing is done on a file system that knows no such thing, or in a folder in which nobody of this
  /// user's can have made a name.
  private static func sync(_ folder: String) throws {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0 {
      #if canImport(Darwin)
      // There `fsync` does not wait for the disk.
      if unsafe fcntl(descriptor, F_FULLFSYNC) == 0 { return }
      #endif
      if fsync(descriptor) == 0 || [EINVAL, ENOTSUP, EROFS].contains(errno) { return }
    } else if errno == EACCES, unsafe access(folder, W_OK) != 0 {
      return
    }
    throw Problem(
      "\(folder): the names in it could not be put on the disk; check the disk, and run it again",
      exitCode: 3
    )
  }

  /// Another process may make the same file meanwhile; then it is not made here.
  private func makeOrFind(_ file: String, _ make: () throws -> Void) throws {
    do { try make() } catch { guard isThere(file) else { throw error } }
  }

  private func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
