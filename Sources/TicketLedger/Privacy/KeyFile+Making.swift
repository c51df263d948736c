extension KeyFile {
  /// Writes the keys of new persons and syncs them, once for all; with the ledger's write transaction
  /// held, and before it commits the first words under them.
  ///
  /// Where this or the commit is cut off, the log does not know these persons. What their slots then
  /// hold, whole or half-written, counts for nothing and is overwritten when the numbers are given
  /// again. That is also so for the end of a key there: it is another person's, of a log that was put
  /// back to an earlier state.
  ///
  /// - Parameters:
  ///   - draft: The keys.
  ///   - lastRegistered: The highest number of a person that the log knows. Slots up to it are never
  ///     written here: a key that should be there is not silently replaced.
  /// - Throws: ``KeyFailure/keyExists(_:)`` or ``KeyFailure/erased(_:)`` for a person up to that number,
  ///   before anything is written; the failures of ``checkKeyEncryptionKey()``;
  ///   ``KeyFailure/storage(_:)``, after which the transaction is not to be committed.
  /// - Complexity: O(n log n) in the new keys.
  package func write(_ draft: KeyDraft, lastRegistered: UInt32) throws(KeyFailure) {
    guard !draft.isEmpty else { return }
    // Another process may have rotated since: a key is never wrapped in an epoch that is over.
    let header = try refreshHeader()
    let persons = draft.keys.keys.sorted()
    for person in persons where person.rawValue <= lastRegistered {
      let found = try slot(of: KeyOwner.person(person).slot, in: header)
      throw found == .erased ? .erased(person) : .keyExists(person)
    }
    let wrapper = try wrapper(of: header.epoch)
    var run: [UInt8] = []
    var start: UInt64 = 0
    for person in persons {
      guard let key = draft.keys[person] else { continue }
      let slot = KeyOwner.person(person).slot
      let isNext = slot == start + UInt64(run.count / KeySlot.sizeInBytes)
      if !isNext || slot % KeyFileLayout.slotsPerPage == 0 {
        try write(run, from: start, in: header)
        run.removeAll()
      }
      if run.isEmpty { start = slot }
      let wrapped = try wrapper.wrap(key, in: slot)
      run += KeySlot.key(epoch: wrapper.epoch, wrapped: wrapped)
        .encoded(slot: slot, origin: origin)
    }
    try write(run, from: start, in: header)
    try storage.sync()
    state.withLock { state in
      // What another transaction left under these numbers is nobody's.
      for person in persons {
        state.keys[.person(person)] = nil
        state.fenced.remove(.person(person))
      }
    }
  }

  /// Writes copies of neighbouring slots, and clears their places in the bank that is not in use.
  private func write(
    _ run: [UInt8],
    from slot: UInt64,
    in header: KeyFileHeader
  ) throws(KeyFailure) {
    guard !run.isEmpty else { return }
    let bank = KeyFileLayout.bank(of: header.epoch)
    try storage.write(run, at: KeyFileLayout.offset(of: slot, bank: bank))
    let other = KeyFileLayout.offset(of: slot, bank: 1 - bank)
    // A hole is left one. Zeros that are there may not be on the disk: what another transaction wrote and
    // could not sync is no hole.
    if !storage.isHole(at: other, count: run.count) {
      try storage.write([UInt8](repeating: 0, count: run.count), at: other)
    }
  }
}
