extension KeyFile {
  /// Wraps all keys under the next epoch's key-encryption key and overwrites what the former one left;
  /// with the ledger's write transaction held.
  ///
  /// 1. The header says that the next epoch is being filled.
  /// 2. Every key is wrapped anew into the bank of the next epoch, which nobody reads yet; sync.
  /// 3. The header says that the next epoch is the active one: from here on the former key-encryption
  ///    key is not needed.
  /// 4. The bank of the former epoch is overwritten with zeros, ends of keys excepted; sync.
  /// 5. The header says that all is at rest.
  ///
  /// Each header is synced before the next step begins. Cut off anywhere, a second call goes on: before
  /// step 3 it fills again, from the bank that is whole, and after it clears again. A rotation that was
  /// found under way is ended, and no other is begun.
  ///
  /// - Parameters:
  ///   - lastRegistered: The highest number of a person that the log knows; what lies in slots beyond
  ///     is left of transactions that never were, and is not carried on.
  ///   - abandoning: Persons whose keys are given up: their slots are damaged or empty.
  /// - Returns: The number of keys that are wrapped under the active epoch.
  /// - Throws: ``KeyFailure/lostKeys(_:)`` where persons who were not erased, or the ledger itself,
  ///   have no key that opens, and are not abandoned, or ``KeyFailure/notLost(_:)`` where one who is
  ///   has no such slot; nothing is written then. ``KeyFailure/sameKeyEncryptionKey(epoch:)``, the
  ///   failures of ``checkKeyEncryptionKey()`` for both epochs, or ``KeyFailure/storage(_:)``.
  /// - Complexity: O(n) in the slots.
  @discardableResult
  package func rotate(
    lastRegistered: UInt32,
    abandoning: Set<PersonID> = []
  ) throws(KeyFailure) -> Int {
    var header = try refreshHeader()
    // Slots of transactions that never were may lie beyond the log's persons, but not without end.
    let most = KeyFileLayout.sizeInBytes(persons: lastRegistered) + KeyFile.mostLeftOver
    let groups = KeyFileLayout.groupCount(inFileOf: min(most, try storage.sizeInBytes()))
    if header.stage != .clearing {
      // The former key-encryption key is what a copy of the file could still be opened with.
      let lost = try lostKeys(lastRegistered: lastRegistered, in: header)
      let abandoned = Set(abandoning.map { KeyOwner.person($0) })
      if let sound = abandoned.subtracting(lost).min(by: { $0.slot < $1.slot }) {
        throw .notLost(sound)
      }
      guard lost.count == abandoned.count else {
        throw .lostKeys(lost.filter { !abandoned.contains($0) })
      }
    }
    // Nothing is overwritten before both copies say the same. Where they do, the disk has both: a sync that
    // fails ends the writing of them before the second.
    try settleHeader()
    if header.stage == .atRest { header = try beginRotation(from: header) }
    if header.stage == .filling {
      let former = try wrapper(of: header.epoch)
      let next = try wrapper(of: header.otherEpoch)
      for group in 0..<groups {
        try fill(group, from: former, to: next) { owner in
          guard case .person(let person) = owner else { return true }
          return person.rawValue <= lastRegistered
        }
      }
      try storage.sync()
      header = header.clearing()
      try write(header)
    }
    try clear(groups, bank: KeyFileLayout.bank(of: header.otherEpoch))
    try write(header.atRest())
    return try keyCount(in: header.epoch, groups)
  }

  /// Whether one copy of the header is another than the one that counts: damaged, or a step behind.
  ///
  /// - Throws: What reading the header throws.
  package func needsSettling() throws(KeyFailure) -> Bool {
    let header = try refreshHeader().encoded()
    for offset in KeyFileLayout.headerOffsets
    where try storage.read(at: offset, count: header.count) != header {
      return true
    }
    return false
  }

  /// Writes the header that counts over both copies, where they differ; with the ledger's write
  /// transaction held.
  ///
  /// The copy that is whole keeps its bytes, so that one is whole at any time.
  ///
  /// - Throws: What reading the header throws, or ``KeyFailure/storage(_:)``.
  package func settleHeader() throws(KeyFailure) {
    if try needsSettling() { try write(try refreshHeader()) }
  }

  private func beginRotation(from header: KeyFileHeader) throws(KeyFailure) -> KeyFileHeader {
    let former = try wrapper(of: header.epoch)
    guard header.epoch < .max else { throw .noKeyEncryptionKey(epoch: .max) }
    let next = try wrapper(of: header.epoch + 1)
    guard !former.isSame(as: next) else { throw .sameKeyEncryptionKey(epoch: next.epoch) }
    let filling = header.filling(epoch: next.epoch, check: next.check)
    try write(filling)
    return filling
  }

  /// Wraps the keys of a page of slots anew, into the other bank.
  private func fill(
    _ group: UInt64,
    from former: KeyWrapper,
    to next: KeyWrapper,
    isCarried: (KeyOwner) -> Bool
  ) throws(KeyFailure) {
    let active = try page(of: group, bank: KeyFileLayout.bank(of: former.epoch))
    let other = try page(of: group, bank: KeyFileLayout.bank(of: next.epoch))
    guard active.contains(where: { $0 != .empty }) || other.contains(where: { $0 != .empty }) else {
      return
    }
    var bytes: [UInt8] = []
    for (index, pair) in zip(active, other).enumerated() {
      let slot = group * KeyFileLayout.slotsPerPage + UInt64(index)
      var copy = KeySlot.empty
      if pair.0 == .erased || pair.1 == .erased {
        copy = .erased
      } else if let owner = KeyOwner(slot: slot), isCarried(owner),
        let key = unwrapped(pair.0, in: slot, by: former)
      {
        copy = .key(epoch: next.epoch, wrapped: try next.wrap(key, in: slot))
      }
      bytes += copy.encoded(slot: slot, origin: origin)
    }
    let isHole = !bytes.contains { $0 != 0 } && !other.contains { $0 != .empty }
    let offset = KeyFileLayout.pageOffset(of: group, bank: KeyFileLayout.bank(of: next.epoch))
    if !isHole { try storage.write(bytes, at: offset) }
  }

  /// The most bytes of slots that no person of the log has.
  private static let mostLeftOver: UInt64 = 256 << 20

  /// The owners whom the log knows, and whose slots hold neither a key that opens nor its end.
  private func lostKeys(
    lastRegistered: UInt32,
    in header: KeyFileHeader
  ) throws(KeyFailure) -> [KeyOwner] {
    let wrapper = try wrapper(of: header.epoch)
    let last =
      lastRegistered == 0 ? KeyOwner.lookup.slot : KeyOwner.person(PersonID(lastRegistered)).slot
    var lost: [KeyOwner] = []
    for group in 0...last / KeyFileLayout.slotsPerPage {
      let active = try page(of: group, bank: KeyFileLayout.bank(of: header.epoch))
      let other = try page(of: group, bank: 1 - KeyFileLayout.bank(of: header.epoch))
      for (index, pair) in zip(active, other).enumerated() {
        let slot = group * KeyFileLayout.slotsPerPage + UInt64(index)
        guard slot <= last, let owner = KeyOwner(slot: slot), pair.0 != .erased, pair.1 != .erased,
          unwrapped(pair.0, in: slot, by: wrapper) == nil
        else { continue }
        lost.append(owner)
      }
    }
    return lost
  }

  private func unwrapped(_ slot: KeySlot, in number: UInt64, by wrapper: KeyWrapper) -> ContentKey?
  {
    guard case .key(let epoch, let wrapped) = slot, epoch == wrapper.epoch else { return nil }
    return wrapper.unwrap(wrapped, in: number)
  }

  /// Overwrites a bank with zeros, ends of keys excepted.
  private func clear(_ groups: UInt64, bank: UInt64) throws(KeyFailure) {
    for group in 0..<groups {
      let copies = try page(of: group, bank: bank)
      // One that was cleared can be so in memory alone; where the other is a hole too, nothing ever was.
      let other = try page(of: group, bank: 1 - bank)
      guard (copies + other).contains(where: { $0 != .empty }) else { continue }
      var bytes: [UInt8] = []
      for (index, copy) in copies.enumerated() {
        let slot = group * KeyFileLayout.slotsPerPage + UInt64(index)
        bytes += (copy == .erased ? copy : .empty).encoded(slot: slot, origin: origin)
      }
      try storage.write(bytes, at: KeyFileLayout.pageOffset(of: group, bank: bank))
    }
    try storage.sync()
  }

  private func keyCount(in epoch: UInt32, _ groups: UInt64) throws(KeyFailure) -> Int {
    var count = 0
    for group in 0..<groups {
      for copy in try page(of: group, bank: KeyFileLayout.bank(of: epoch)) {
        if case .key = copy { count += 1 }
      }
    }
    return count
  }

  /// Changes both copies of the header, one after the other, so that one is whole at any time.
  private func write(_ header: KeyFileHeader) throws(KeyFailure) {
    for offset in KeyFileLayout.headerOffsets {
      try storage.write(header.encoded(), at: offset)
      try storage.sync()
    }
    keep(header)
  }
}
