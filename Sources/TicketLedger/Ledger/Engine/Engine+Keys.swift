import LedgerStore

extension Engine {
  /// Changes the file of keys.
  ///
  /// Where it cannot be read or written, nothing is written any more until the ledger is opened again:
  /// what of the change is on the disk is unknown.
  func changingKeys<R>(_ body: () throws(LedgerError) -> R) throws(LedgerError) -> R {
    do throws(LedgerError) {
      return try body()
    } catch {
      if case .storage(let problem) = error { endWriting(problem.description) }
      throw error
    }
  }

  /// Ends what was cut off, on the keys that lie beside the log; before the engine's thread starts.
  ///
  /// - Erasures that the log calls done: the key's slot is overwritten.
  /// - Erasures that only the keys know of, since an older copy of the log was put back: they are
  ///   recorded again.
  /// - A header of the file of keys that was written in part, beside one that is whole.
  /// - A rotation, where the key-encryption keys that it needs are given.
  ///
  /// - Complexity: O(n) in the persons, two reads for each who was erased.
  func settleKeys() throws(LedgerError) {
    forgetErasedPersons()
    seal?.keys?.compare { [live, store] (person) throws(KeyFailure) in
      guard let position = live.read({ $0.catalogue.registration(of: person) }) else { return nil }
      do throws(LedgerError) {
        let found = try LedgerError.wrapping { try store.beginRead().commitments(at: position) }
        // Every registration in a sealed ledger has one: without, no key is the right one.
        return found ?? []
      } catch .storage(let failure) {
        throw .storage(failure)
      } catch {
        throw .otherKey(.person(person))
      }
    }
    guard options.access == .readWrite, let seal, let keys = seal.keys else { return }
    try LedgerError.wrapping {
      if try keys.needsSettling() {
        try changingKeysLocked { () throws(KeyFailure) in try keys.settleHeader() }
      }
      let known = live.readOnEngineThread { $0.catalogue.personCount }
      let unrecorded = try keys.erasedPersons(upTo: UInt32(known)).filter { person in
        !live.readOnEngineThread { $0.catalogue.isErased(person) }
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
      try endErasures(of: live.readOnEngineThread { $0.catalogue.erasedPersons })
      if seal.hasKeys, keys.isRotating {
        do throws(LedgerError) {
          // No keys where another process has ended it meanwhile.
          hasEndedRotation = try rotateKeys(onlyEnding: true).keyCount > 0
        } catch {
          // It stays under way, as the key status tells, until the keys that it needs are given.
          guard case .keys = error else { throw error }
        }
      }
    }
  }

  /// Erases persons, but for those whom an event names from a position on, in two steps: one commit
  /// records it, removes their contents and fences what leads to them, and from there on it is decided;
  /// then their keys are overwritten and synced.
  ///
  /// A crash before the commit leaves nothing of it. One after leaves persons whom the log calls erased
  /// and whose slots may still hold a key, whole or in part: the next opening for writing does the
  /// second step. A mark that the commit leaves says so, since the slots need not: what was written to
  /// them, and could not be synced, can be read, and a power cut takes it.
  ///
  /// The contents go with the record, so that an erasure needs no key; what the log's file still holds of
  /// them in free pages is ciphertext, and worth nothing once the keys are gone.
  func erase(
    _ persons: [PersonReference],
    unheardOfFrom known: UInt64? = nil,
    basis: String,
    by actor: ActorReference
  ) throws(LedgerError) -> [ErasureReceipt] {
    try LedgerError.wrapping {
      let receipts = try append { transaction in
        var persons = persons
        if let known {
          let heardOf = try transaction.persons(heardOfFrom: known)
          persons.removeAll { heardOf.contains($0) }
        }
        // Who acts is heard of.
        return try transaction.erase(
          persons,
          basis: basis,
          by: actor,
          sparingActor: known != nil
        )
      }
      // Those erased before too: what was cut off is ended.
      try endErasures(of: receipts.compactMap(\.person))
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

  /// Adds a key to a file that is locked, rotates to it, and lets go of the former one.
  func rotateKeys(
    in file: KeyEncryptionKeyFile,
    abandoning: Set<PersonID>
  ) throws(LedgerError) -> KeyRotation {
    guard let seal else { throw .keys(.plainLedger) }
    guard let keys = seal.keys, seal.hasKeys else { throw .keys(.notGiven) }
    let header: KeyFileHeader
    do throws(KeyFailure) {
      header = try keys.refreshHeader()
    } catch {
      throw LedgerError(error, at: seal.path)
    }
    // A rotation under way, or cut off before anything was wrapped, has its key already.
    if header.stage == .atRest, try file.epochs().last ?? 0 <= header.epoch {
      _ = try file.addKeyUnlocked()
    } else {
      // Whoever added it may have died before it was on the disk, and words will need it.
      try file.syncName()
    }
    let rotation = try rotateKeys(abandoning: abandoning)
    try file.removeKeysUnlocked(before: rotation.epoch)
    return rotation
  }

  /// Overwrites the slots of persons whom the log calls erased, if they hold anything, and of all those whose
  /// keys may not be gone for good; syncs them, and takes the mark of that away.
  private func endErasures(of persons: [PersonID]) throws {
    guard let keys = seal?.keys else { return }
    let persons = try keys.holdsAnything(of: persons) ? persons : []
    let isMarked = try store.beginRead().number(in: .meta, for: erasingKey) != nil
    guard isMarked || !persons.isEmpty else { return }
    // The record of the erasure, with who and why, is to outlast the key.
    try store.sync()
    try store.append { writer in
      try catchUp(with: writer)
      let erased = live.readOnEngineThread { $0.catalogue.erasedPersons }
      let doneCount = try writer.number(in: .meta, for: erasingKey) ?? UInt64(erased.count)
      let isKnown = doneCount <= UInt64(erased.count)
      let open = persons + erased.dropFirst(isKnown ? Int(doneCount) : 0)
      try changingKeysFile { () throws(KeyFailure) in try keys.erase(open) }
      _ = try writer.remove(in: .meta, for: erasingKey)
    }
  }

  /// Changes the file of keys with the write lock held.
  private func changingKeysLocked(_ body: () throws(KeyFailure) -> Void) throws {
    let writer = try store.beginAppend()
    try changingKeysFile(body)
    // The lock is held until here.
    _ = consume writer
  }

  private func changingKeysFile(_ body: () throws(KeyFailure) -> Void) throws(LedgerError) {
    try changingKeys { () throws(LedgerError) in
      do throws(KeyFailure) {
        try body()
      } catch {
        throw LedgerError(error, at: store.path + "/" + LedgerKeyStorage.name)
      }
    }
  }
}

/// Key of table meta: there while keys of erased persons may not be gone for good, with the number of those
/// whose keys are, which are the first that were erased.
let erasingKey = Array("erasing".utf8)
