import LedgerStore
public import Transparency

/// A file of the key that signs a ledger's checkpoints, for those who have no store of secrets: only
/// its owner may read it, and it never lies in a ledger's folder.
///
/// It holds one line, the private key as Go's `note` writes it, see ``Transparency/NoteSigner``:
///
/// ```
/// PRIVATE+KEY+<name>+<key ID>+<base64 of the type's byte and the seed>
/// ```
public struct SigningKeyFile: Sendable {
  /// Where it lies.
  public let path: String
  private var file: SecretFile { SecretFile(at: path) }

  /// A file at a path; nothing is looked at yet.
  public init(at path: String) {
    self.path = path
  }

  /// Makes a file with a new random Ed25519 key, mode 0600.
  ///
  /// - Parameters:
  ///   - folder: The folder of the ledger, which the file must not be in.
  ///   - name: The key's name, `KeyName(forOrigin:)` of the ledger's origin.
  /// - Returns: The key.
  /// - Throws: ``LedgerError/storage(_:)`` where something lies there already, where it would lie in
  ///   the ledger's folder, or where it cannot be written; nothing is left then.
  @discardableResult
  public func create(
    forLedgerAt folder: String,
    name: KeyName
  ) throws(LedgerError) -> NoteSigner {
    guard let signer = NoteSigner.random(name: name) else {
      throw failure("the system made no Ed25519 key; try again")
    }
    do throws(StoreError) {
      if try file.isInside(folder) { throw insideError }
      try file.create(Array("\(signer.skey)\n".utf8))
    } catch {
      throw LedgerError(error)
    }
    return signer
  }

  /// The key in the file.
  ///
  /// - Parameter folder: The folder of the ledger, which the file must not be in.
  /// - Returns: The key.
  /// - Throws: ``LedgerError/storage(_:)`` where there is no such file, where others than its owner may
  ///   read or write it, where it lies in the ledger's folder, or where it holds no private key of a
  ///   log. What the file holds is never quoted.
  public func signer(forLedgerAt folder: String) throws(LedgerError) -> NoteSigner {
    let bytes: [UInt8]
    do throws(StoreError) {
      if try file.isInside(folder) { throw insideError }
      bytes = try file.read()
    } catch {
      throw LedgerError(error)
    }
    let signer: NoteSigner
    do throws(KeyRefusal) {
      signer = try NoteSigner(skey: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw failure("this is no file of a signing key (\(error))")
    }
    guard signer.verifier.type == .ed25519 else {
      throw failure("this is a witness's key, and a ledger signs with a key of type 1")
    }
    return signer
  }

  private func failure(_ detail: String) -> LedgerError {
    .storage(StorageFailure(reason: .other, description: "\(path): \(detail)"))
  }

  private var insideError: StoreError {
    StoreError(
      .system,
      operation: "stat",
      path: path,
      detail: "the signing key would lie beside what it signs; choose another folder"
    )
  }
}
