import LedgerStore

/// A file of key-encryption keys for those who have no store of secrets: only its owner may read it,
/// and it never lies in a ledger's folder.
public struct KeyEncryptionKeyFile: Sendable {
  /// Where it lies.
  public let path: String
  private var file: SecretFile { SecretFile(at: path) }

  /// A file at a path; nothing is looked at yet.
  public init(at path: String) {
    self.path = path
  }

  /// Makes a file with a random key of epoch 1, mode 0600.
  ///
  /// - Parameter folder: The folder of the ledger, which the file must not be in.
  /// - Throws: ``LedgerError/storage(_:)`` where something lies there already, where it would lie in
  ///   the ledger's folder, or where it cannot be written.
  public func create(forLedgerAt folder: String) throws(LedgerError) {
    var text = KeyEncryptionKeyText()
    text.addKey()
    do throws(StoreError) {
      if try file.isInside(folder) { throw insideError }
      try file.create(Array(text.text.utf8))
    } catch {
      throw LedgerError(error)
    }
  }

  /// The keys in the file, which is read at once, and again where a key of another epoch is asked for: a
  /// rotation may have added it since.
  ///
  /// - Parameter folder: The folder of the ledger, which the file must not be in.
  /// - Returns: The keys by epoch.
  /// - Throws: ``LedgerError/storage(_:)`` where there is no such file, where others than its owner may
  ///   read or write it, where it lies in the ledger's folder, or where it is no file of keys.
  public func keys(forLedgerAt folder: String) throws(LedgerError) -> KeyEncryptionKeys {
    do throws(StoreError) {
      if try file.isInside(folder) { throw insideError }
    } catch {
      throw LedgerError(error)
    }
    let known = try read()
    return KeyEncryptionKeys { epoch in
      if let key = known.key(of: epoch) { return key }
      return try self.read().key(of: epoch)
    }
  }

  /// The epochs there are keys of, ascending.
  ///
  /// - Throws: As ``keys(forLedgerAt:)``.
  public func epochs() throws(LedgerError) -> [UInt32] { try read().keys.keys.sorted() }

  /// Adds a random key for the next epoch, before a rotation.
  ///
  /// - Returns: The epoch.
  /// - Throws: ``LedgerError/storage(_:)``; the file is then as it was.
  public func addKey() throws(LedgerError) -> UInt32 {
    try locked { file throws(LedgerError) in try file.addKeyUnlocked() }
  }

  /// Lets go of the keys before an epoch, after a rotation to it.
  ///
  /// The file is replaced, not overwritten: what a disk or a backup still has of the old one is for the
  /// host to destroy.
  ///
  /// - Throws: ``LedgerError/storage(_:)``; the file is then as it was.
  public func removeKeys(before epoch: UInt32) throws(LedgerError) {
    try locked { file throws(LedgerError) in try file.removeKeysUnlocked(before: epoch) }
  }

  /// Does something while no other process changes the file; whoever reads it is not kept from it.
  func locked<Result>(
    _ body: (KeyEncryptionKeyFile) throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    try LedgerError.wrapping {
      try file.withLock { try body(KeyEncryptionKeyFile(at: $0.path)) }
    }
  }

  /// Adds a key, under the lock.
  func addKeyUnlocked() throws(LedgerError) -> UInt32 {
    var text = try read()
    text.addKey()
    try replace(with: text)
    return text.lastEpoch
  }

  /// Lets go of the keys before an epoch that there is a key of, under the lock.
  func removeKeysUnlocked(before epoch: UInt32) throws(LedgerError) {
    var text = try read()
    guard text.key(of: epoch) != nil else { return }
    text.removeKeys(before: epoch)
    try replace(with: text)
  }

  /// Makes durable that the file was replaced, whoever did it.
  func syncName() throws(LedgerError) {
    do throws(StoreError) {
      try file.syncName()
    } catch {
      throw LedgerError(error)
    }
  }

  private func read() throws(LedgerError) -> KeyEncryptionKeyText {
    let bytes: [UInt8]
    do throws(StoreError) {
      bytes = try file.read()
    } catch {
      throw LedgerError(error)
    }
    do throws(KeyFileTextFault) {
      return try KeyEncryptionKeyText(bytes)
    } catch {
      let description = "\(path): this is no file of key-encryption keys (\(error))"
      throw .storage(StorageFailure(reason: .other, description: description))
    }
  }

  private func replace(with text: KeyEncryptionKeyText) throws(LedgerError) {
    do throws(StoreError) {
      try file.replace(with: Array(text.text.utf8))
    } catch {
      throw LedgerError(error)
    }
  }

  private var insideError: StoreError {
    StoreError(
      .system,
      operation: "stat",
      path: path,
      detail: "the key-encryption key would lie beside what it protects; choose another folder"
    )
  }
}
