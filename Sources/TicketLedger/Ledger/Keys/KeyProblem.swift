/// What is wrong with the keys of a sealed ledger.
public struct KeyProblem: Hashable, Sendable, CustomStringConvertible {
  /// The question a host asks of a problem.
  @nonexhaustive
  public enum Reason: Hashable, Sendable {
    /// The ledger was opened without key-encryption keys.
    case notGiven
    /// The host has no key-encryption key of the epoch that is needed.
    case noKeyEncryptionKey
    /// The host's key-encryption key is another than the keys were wrapped under.
    case wrongKeyEncryptionKey
    /// The ledger's folder has no key file.
    case noKeyFile
    /// The key file is of another ledger, no key file at all, or no regular file.
    case wrongKeyFile
    /// The key file was written by a later version of this library.
    case newerFormat
    /// The key file is damaged, or lacks a key that it should have.
    case damaged
    /// A rotation was asked for to the key that is in use.
    case sameKeyEncryptionKey
    /// The ledger is plain: it has no keys.
    case plainLedger
    /// Anything else; the description tells.
    case other
  }

  /// What kind of problem it is.
  public let reason: Reason
  /// One line that names what is wrong, and the remedy.
  public let description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }

  /// What needs keys was asked of a sealed ledger that was opened without.
  static let notGiven = KeyProblem(
    .notGiven,
    "this needs the key-encryption keys of the ledger, which was opened without; open it with them"
  )

  /// What needs keys was asked of a plain ledger.
  static let plainLedger = KeyProblem(
    .plainLedger,
    "the ledger is plain: its words are in clear, and it has no keys"
  )

  /// The key file is gone.
  static func noKeyFile(in folder: String) -> KeyProblem {
    KeyProblem(
      .noKeyFile,
      "\(folder): the ledger is sealed, and its file of keys is missing; put it back, or open the "
        + "ledger without key-encryption keys to read all but words"
    )
  }
}

extension LedgerError {
  /// What a failure of keys means to a host.
  ///
  /// - Parameters:
  ///   - failure: The failure.
  ///   - path: The file of keys, to be named; its name alone where the folder is not known.
  init(_ failure: KeyFailure, at path: String = LedgerKeyStorage.name) {
    let reason: KeyProblem.Reason
    switch failure {
    case .storage(let storage):
      self = .storage(storage)
      return
    case .erased, .keyExists:
      self = .refused(TicketRefusal(.person, failure.description))
      return
    case .notAKeyFile, .unusableFile, .otherLedger, .otherKey, .keysWithoutLog:
      reason = .wrongKeyFile
    case .newerFormat: reason = .newerFormat
    case .damagedHeader, .damagedSlot, .missingKey, .lostKeys: reason = .damaged
    case .noKeyEncryptionKey, .supply: reason = .noKeyEncryptionKey
    case .wrongKeyEncryptionKey: reason = .wrongKeyEncryptionKey
    case .sameKeyEncryptionKey: reason = .sameKeyEncryptionKey
    case .cipher, .notLost: reason = .other
    }
    self = .keys(KeyProblem(reason, failure.description(at: path)))
  }

  init(_ failure: SealingFailure, at position: Position) {
    switch failure {
    case .keys(let failure): self.init(failure)
    case .missingKey: self = .keys(KeyProblem(.damaged, failure.description))
    case .undecodable(let failure): self = .undecodable(position, failure)
    case .damaged: self = .inconsistent(position, failure.description)
    case .tooLarge: self = .refused(TicketRefusal(.value, failure.description))
    }
  }
}
