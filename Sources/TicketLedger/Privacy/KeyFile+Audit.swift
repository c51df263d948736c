/// What a look at a key file found that is not as the log says; it needs no key-encryption key.
package enum KeyFileFinding: Hashable, Sendable {
  /// There is no key file: the words of everybody are unreadable, unless a copy of it is put back.
  case noFile
  /// The file cannot be used at all: it is none, of another ledger, of a newer format, or without header.
  case unusable(KeyFailure)
  /// One of the two copies of the header is damaged; the other is whole, and the file is usable.
  case damagedHeaderCopy
  /// An owner's key is lost: what lies in their slot is neither a key nor its end.
  case damagedSlot(KeyOwner)
  /// An owner who was not erased has no key.
  case missingKey(KeyOwner)
  /// An owner has their key, and where a second copy of the slot should be empty it is not.
  case strayCopy(KeyOwner)
  /// The log says that a person was erased, and their slot still holds a key, whole or in part.
  case keyOfErased(PersonID)
  /// The log says that a person was erased, and their slot does not say so yet; it holds no key.
  case unendedErasure(PersonID)
  /// The slot says that a person was erased, and the log does not: it may be an older copy of the log.
  case unrecordedErasure(PersonID)
}

extension KeyFile {
  /// Looks whether a key file is what the log says that it is, without any key.
  ///
  /// Slots of persons whom the log does not know count for nothing. That a key is the one that the log
  /// commits to can be told with the key-encryption keys alone, by opening words.
  ///
  /// Nobody is kept from changing the file meanwhile. Where others may write, a finding holds if it is
  /// found again against a state of the log that was read after the first time.
  ///
  /// - Parameters:
  ///   - storage: The file; nil where there is none.
  ///   - origin: Whose it should be.
  ///   - registered: The number of persons that the log knows; they have the numbers from 1.
  ///   - erased: Those of them whom the log calls erased.
  /// - Returns: What is not as it should be: the file, the organisation and the lookup, and then persons,
  ///   ascending; empty where all is well.
  /// - Throws: ``KeyFailure/storage(_:)`` where the file cannot be read.
  /// - Complexity: O(n) in the persons, 16 KiB of memory.
  package static func audit(
    _ storage: (some KeyStorage)?,
    origin: OriginDigest,
    registered: UInt32,
    erased: Set<PersonID>
  ) throws(KeyFailure) -> [KeyFileFinding] {
    guard let storage else { return [.noFile] }
    let file: KeyFile
    do throws(KeyFailure) {
      file = try KeyFile(storage, origin: origin, keys: KeyEncryptionKeys([:]))
    } catch {
      if case .storage = error { throw error }
      return [.unusable(error)]
    }
    var findings: [KeyFileFinding] = try file.hasWholeHeaders() ? [] : [.damagedHeaderCopy]
    let last = registered == 0 ? KeyOwner.lookup.slot : KeyOwner.person(PersonID(registered)).slot
    for group in 0...last / KeyFileLayout.slotsPerPage {
      let banks = [try file.page(of: group, bank: 0), try file.page(of: group, bank: 1)]
      for index in 0..<Int(KeyFileLayout.slotsPerPage) {
        let slot = group * KeyFileLayout.slotsPerPage + UInt64(index)
        guard slot <= last, let owner = KeyOwner(slot: slot) else { continue }
        var isErased = false
        if case .person(let person) = owner { isErased = erased.contains(person) }
        let copies = banks.map { $0[index] }
        if file.finding(of: owner, isErased: isErased, in: copies) == nil { continue }
        // It may have been read while it was written.
        if let finding = try file.settledFinding(of: owner, isErased: isErased) {
          findings.append(finding)
        }
      }
    }
    return findings
  }

  private func hasWholeHeaders() throws(KeyFailure) -> Bool {
    for _ in 0..<KeyFile.attempts {
      var isWhole = true
      for offset in KeyFileLayout.headerOffsets {
        let copy = try storage.read(at: offset, count: KeyFileHeader.sizeInBytes)
        if (try? KeyFileHeader(decoding: [copy])) == nil { isWhole = false }
      }
      if isWhole { return true }
    }
    return false
  }

  /// What is wrong with a slot however often it is read.
  private func settledFinding(
    of owner: KeyOwner,
    isErased: Bool
  ) throws(KeyFailure) -> KeyFileFinding? {
    var finding: KeyFileFinding?
    for _ in 0..<KeyFile.attempts {
      try refreshHeader()
      let copies = [try copy(of: owner.slot, bank: 0), try copy(of: owner.slot, bank: 1)]
      finding = self.finding(of: owner, isErased: isErased, in: copies)
      if finding == nil { return nil }
    }
    return finding
  }

  private func finding(
    of owner: KeyOwner,
    isErased: Bool,
    in banks: [KeySlot]
  ) -> KeyFileFinding? {
    if case .person(let person) = owner {
      if isErased {
        if banks.allSatisfy({ $0 == .erased }) { return nil }
        let isHarmless = banks.allSatisfy { $0 == .erased || $0 == .empty }
        return isHarmless ? .unendedErasure(person) : .keyOfErased(person)
      }
      if banks.contains(.erased) { return .unrecordedErasure(person) }
    }
    let header = state.withLock { $0.header }
    let bank = Int(KeyFileLayout.bank(of: header.epoch))
    switch banks[bank] {
    case .empty: return .missingKey(owner)
    case .damaged, .erased: return .damagedSlot(owner)
    case .key(let epoch, _):
      guard epoch == header.epoch else { return .damagedSlot(owner) }
      // A rotation under way leaves what it likes in the bank that is not in use.
      return header.stage != .atRest || banks[1 - bank] == .empty ? nil : .strayCopy(owner)
    }
  }
}

extension KeyFileFinding: CustomStringConvertible {
  /// One line that names what is wrong, and the remedy.
  package var description: String {
    switch self {
    case .noFile:
      "the file of keys is missing; restore a copy of it, or, where this is a backup that was made without "
        + "it, verify it with --without-keys"
    case .unusable(let failure): failure.description
    case .damagedHeaderCopy:
      "one of the two headers of the file of keys is damaged; open the ledger for writing, which writes both "
        + "anew"
    case .damagedSlot(let owner):
      "the slot of \(owner) is damaged: the key is lost; restore a copy of the file of keys"
    case .missingKey(let owner): "\(owner) has no key; restore a copy of the file of keys"
    case .strayCopy(let owner):
      "the slot of \(owner) has a second copy that should be empty; `keys rotate` clears it"
    case .keyOfErased(let person):
      "person \(person.rawValue) was erased, and their slot still holds a key or a part of one; open "
        + "the ledger for writing, which ends the erasure"
    case .unendedErasure(let person):
      "person \(person.rawValue) was erased, and their slot does not say so; open the ledger for "
        + "writing, which ends the erasure"
    case .unrecordedErasure(let person):
      "the key of person \(person.rawValue) was destroyed, and the log does not say that they were "
        + "erased; open the ledger for writing, which records it"
    }
  }
}
