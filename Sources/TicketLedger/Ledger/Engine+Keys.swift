import LedgerStore

extension Engine {
  /// Ends what was cut off, on the keys that lie beside the log; before the engine's thread starts.
  ///
  /// - Erasures that the log calls done: the key's slot is overwritten.
  /// - Erasures that only the keys know of, since an older copy of the log was put back: they are
  ///   recorded again.
  /// - A rotation, where the key-encryption keys that it needs are given.
  ///
  /// - Complexity: O(n) in the persons, two reads for each who was erased.
  func settleKeys() throws(LedgerError) {
    fenceErasedPersons()
    guard options.access == .readWrite, let seal, let keys = seal.keys else { return }
    try LedgerError.wrapping {
      let erased = live.readOnEngineThread { $0.catalogue.erasedPersons }
      if try keys.holdsAnything(of: erased) { try destroyKeys(of: erased) }
      let known = live.readOnEngineThread { $0.catalogue.personCount }
      let unrecorded = try keys.erasedPersons().filter { person in
        Int(person.rawValue) <= known
          && !live.readOnEngineThread { $0.catalogue.isErased(person) }
      }
      if !unrecorded.isEmpty {
        _ = try append { transaction in
          try transaction.erase(
            unrecorded.map { .number($0) },
            basis: "the key was destroyed before this copy of the log was put in place",
            by: nil
          )
        }
      }
      if seal.hasKeys, keys.isRotating {
        do throws(LedgerError) {
          _ = try rotateKeys(onlyEnding: true)
        } catch {
          // It stays under way, as the key status tells, until the keys that it needs are given.
          guard case .keys = error else { throw error }
        }
      }
    }
  }

  /// Erases persons: records it, and then destroys their keys.
  func erase(
    _ persons: [PersonReference],
    basis: String,
    by actor: ActorReference
  ) throws(LedgerError) -> [ErasureReceipt] {
    try LedgerError.wrapping {
      let receipts = try append { try $0.erase(persons, basis: basis, by: actor) }
      // Those erased before too: what was cut off is ended.
      let erased = receipts.compactMap(\.person)
      if let keys = seal?.keys, try keys.holdsAnything(of: erased) {
        try destroyKeys(of: erased)
      }
      return receipts
    }
  }

  /// Wraps all keys under the next epoch's key-encryption key, or goes on with a rotation under way.
  ///
  /// - Returns: The active epoch, and the number of keys wrapped in it.
  func rotateKeys(
    onlyEnding: Bool = false,
    abandoning: Set<PersonID> = []
  ) throws(LedgerError) -> KeyRotation {
    guard let seal else { throw .keys(.plainLedger) }
    guard let keys = seal.keys, seal.hasKeys else { throw .keys(.notGiven) }
    return try LedgerError.wrapping {
      // In a transaction, so that the log is caught up with and nobody registers persons meanwhile.
      try append { transaction in
        let lastRegistered = transaction.pending.personCount
        return try changingKeys { () throws(LedgerError) in
          do throws(KeyFailure) {
            if onlyEnding, try keys.refreshHeader().stage == .atRest {
              return KeyRotation(epoch: keys.epoch, keyCount: 0)
            }
            let count = try keys.rotate(lastRegistered: lastRegistered, abandoning: abandoning)
            return KeyRotation(epoch: keys.epoch, keyCount: count)
          } catch {
            throw LedgerError(error, at: seal.path)
          }
        }
      }
    }
  }

  /// Overwrites the slots of persons whom the log calls erased, with the write lock held.
  private func destroyKeys(of persons: [PersonID]) throws {
    guard let seal, let keys = seal.keys else { return }
    let writer = try store.beginAppend()
    try changingKeys { () throws(LedgerError) in
      do throws(KeyFailure) {
        try keys.erase(persons)
      } catch {
        throw LedgerError(error, at: seal.path)
      }
    }
    // The lock is held until here.
    _ = consume writer
  }
}
