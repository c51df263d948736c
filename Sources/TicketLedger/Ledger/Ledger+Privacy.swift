extension Ledger {
  /// Whether words are sealed, each person's under a key of their own; as the ledger was made.
  public var isSealed: Bool { seal != nil }

  /// What there is of a sealed ledger's keys; nil for a plain ledger.
  public var keyStatus: KeyStatus? {
    seal.map { seal in
      KeyStatus(
        hasKeyFile: seal.keys != nil,
        isOpen: seal.hasKeys,
        epoch: seal.keys?.epoch,
        isRotating: seal.keys?.isRotating ?? false,
        hasEndedRotation: engine.hasEndedRotation
      )
    }
  }

  /// What there is of a sealed ledger's keys.
  public struct KeyStatus: Hashable, Sendable {
    /// Whether the file of keys lies in the ledger's folder.
    public let hasKeyFile: Bool
    /// Whether words can be read: key-encryption keys were given.
    public let isOpen: Bool
    /// The epoch that keys are wrapped in; nil where there is no file of keys.
    public let epoch: UInt32?
    /// Whether a rotation was begun and not ended; ``Ledger/rotateKeys(abandoning:)`` goes on with it.
    public let isRotating: Bool
    /// Whether opening this ledger ended a rotation that was cut off.
    public let hasEndedRotation: Bool
  }

  /// Erases a person: their words, and their key for ever.
  ///
  /// One commit records the erasure, removes their contents, and fences what leads from an identity to
  /// them, which is refused from then on; then their key is destroyed. A crash between is made good by
  /// the next opening. Every event, figure and proof stays what it was; the person's number stays in the
  /// events. The result is not anonymous.
  ///
  /// In a plain ledger there is no key: what was removed stays in the file's unused pages until
  /// ``compact(at:)`` was called, as ``needsCompaction`` says.
  ///
  /// - Parameters:
  ///   - person: Whom.
  ///   - basis: On what legal basis, at most 1,024 bytes; it is recorded, and is not to name anybody.
  ///   - actor: Who erases.
  /// - Returns: What was done; a second erasure does nothing, and says so.
  /// - Throws: ``LedgerError/refused(_:)`` where nobody has that number or identity;
  ///   ``LedgerError/storage(_:)``. Where the key could not be destroyed, the erasure is recorded all
  ///   the same, and ended by the next opening.
  /// - Complexity: O(t + p + e): the ledger's tickets and persons, and the events of the person's
  ///   tickets.
  @discardableResult
  public func erase(
    _ person: PersonReference,
    basis: String,
    by actor: ActorReference
  ) async throws(LedgerError) -> ErasureReceipt {
    try await erase(contentsOf: [person], basis: basis, by: actor)[0]
  }

  /// Erases persons in one commit, as ``erase(_:basis:by:)`` does one.
  ///
  /// - Returns: What was done for each, in order.
  /// - Throws: As ``erase(_:basis:by:)``; what it says of one person holds of all of them then.
  @discardableResult
  public func erase(
    contentsOf persons: [PersonReference],
    basis: String,
    by actor: ActorReference
  ) async throws(LedgerError) -> [ErasureReceipt] {
    try await onEngine { engine in
      try engine.erase(persons, basis: basis, by: actor)
    }
  }

  /// Erases the persons of whom the ledger has heard nothing since an instant.
  ///
  /// Who is heard of while they are looked for is left alone: it is asked again in the commit. So is who
  /// erases.
  ///
  /// - Parameters:
  ///   - instant: Since when, as of ``persons(unheardOfSince:)``.
  ///   - basis: On what legal basis.
  ///   - actor: Who erases.
  /// - Returns: What was done for each.
  /// - Throws: As ``persons(unheardOfSince:)`` and ``erase(contentsOf:basis:by:)``.
  /// - Complexity: As both.
  @discardableResult
  public func erase(
    unheardOfSince instant: Instant,
    basis: String,
    by actor: ActorReference
  ) async throws(LedgerError) -> [ErasureReceipt] {
    let known = try logEnd()
    let persons = try await persons(unheardOfSince: instant)
    return try await onEngine { engine in
      try engine.erase(persons.map { .number($0) }, unheardOfFrom: known, basis: basis, by: actor)
    }
  }

  /// Wraps all keys under the next epoch's key-encryption key, or goes on with a rotation that was cut
  /// off.
  ///
  /// Both key-encryption keys are needed until it returns. Then the host destroys the former one: until
  /// that is done, nothing is gained. It makes older copies of the file of keys worthless, and with them
  /// the words of those who were erased since.
  ///
  /// - Parameter abandoning: Persons whose keys are damaged or gone and are given up, and with them their
  ///   words.
  /// - Returns: The epoch now, and how many keys there are.
  /// - Throws: ``LedgerError/keys(_:)`` where a key-encryption key is missing, or the key of somebody
  ///   who was not erased is damaged or gone and not given up: nothing is changed then;
  ///   ``LedgerError/storage(_:)``, after which a second call goes on.
  /// - Complexity: O(n) in the persons; everybody who writes waits meanwhile.
  @discardableResult
  public func rotateKeys(
    abandoning: Set<PersonID> = []
  ) async throws(LedgerError) -> KeyRotation {
    try await onEngine { engine in
      try engine.rotateKeys(abandoning: abandoning)
    }
  }

  /// Rotates to a new key of a file, and lets go of the former one there; or ends what was cut off.
  ///
  /// The file is locked until it is done: of two who rotate at once, the second one waits, and then
  /// rotates again.
  ///
  /// - Parameters:
  ///   - file: The file that the ledger was opened with the keys of.
  ///   - abandoning: As of ``rotateKeys(abandoning:)``.
  /// - Returns: The epoch now, and how many keys there are.
  /// - Throws: As ``rotateKeys(abandoning:)``; the former key stays in the file then.
  /// - Complexity: O(n) in the persons; everybody who writes waits meanwhile.
  @discardableResult
  public func rotateKeys(
    in file: KeyEncryptionKeyFile,
    abandoning: Set<PersonID> = []
  ) async throws(LedgerError) -> KeyRotation {
    try await onEngine { engine in
      try file.locked { file throws(LedgerError) in
        try engine.rotateKeys(in: file, abandoning: abandoning)
      }
    }
  }
}
