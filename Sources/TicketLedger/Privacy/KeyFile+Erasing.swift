extension KeyFile {
  /// Destroys the keys of persons for ever; with the ledger's write transaction held, and after the log
  /// committed that they are erased.
  ///
  /// Both copies of each slot are overwritten with the end of a key, then all are synced. Where that is
  /// cut off, some slots are damaged; the log says whose, and the next opening calls this again with
  /// all persons that it names. Copies that say so already are overwritten too: that can have been read
  /// from memory alone, where whoever wrote it died before the sync, or the sync failed.
  ///
  /// - Returns: The persons whose slots held anything else, ascending.
  /// - Throws: ``KeyFailure/storage(_:)``; the persons are fenced in memory even then.
  /// - Complexity: O(n log n) in the persons.
  @discardableResult
  package func erase(_ persons: some Sequence<PersonID>) throws(KeyFailure) -> [PersonID] {
    let persons = Set(persons).sorted()
    for person in persons { fence(person) }
    var erased: [PersonID] = []
    for person in persons {
      let slot = KeyOwner.person(person).slot
      if try holdsAnything(of: [person]) { erased.append(person) }
      for bank: UInt64 in 0...1 {
        try storage.write(
          KeySlot.erased.encoded(slot: slot, origin: origin),
          at: KeyFileLayout.offset(of: slot, bank: bank)
        )
      }
    }
    try storage.sync()
    return erased
  }

  /// Whether a slot of any of these persons holds something else than the end of a key in one of its
  /// copies.
  ///
  /// - Complexity: O(n) in the persons, two reads each.
  package func holdsAnything(of persons: some Sequence<PersonID>) throws(KeyFailure) -> Bool {
    for person in persons {
      let slot = KeyOwner.person(person).slot
      for bank: UInt64 in 0...1 where try copy(of: slot, bank: bank) != .erased { return true }
    }
    return false
  }

  /// The persons up to a number whose slot says that their key was destroyed, ascending.
  ///
  /// Where the log does not say so of one of them, it is an older log than this file is of.
  ///
  /// - Throws: ``KeyFailure/storage(_:)``.
  /// - Complexity: O(n) in the persons, however long the file is.
  package func erasedPersons(upTo last: UInt32) throws(KeyFailure) -> [PersonID] {
    var persons: [PersonID] = []
    let wanted = KeyFileLayout.sizeInBytes(persons: last)
    let groups = KeyFileLayout.groupCount(inFileOf: min(wanted, try storage.sizeInBytes()))
    for group in 0..<groups {
      let pages = [try page(of: group, bank: 0), try page(of: group, bank: 1)]
      for index in 0..<KeyFileLayout.slotsPerPage {
        let slot = group * KeyFileLayout.slotsPerPage + index
        guard case .person(let person) = KeyOwner(slot: slot), person.rawValue <= last else {
          continue
        }
        if pages.contains(where: { $0[Int(index)] == .erased }) { persons.append(person) }
      }
    }
    return persons
  }

  /// The copies that a page of slots holds.
  func page(of group: UInt64, bank: UInt64) throws(KeyFailure) -> [KeySlot] {
    let bytes = try storage.read(
      at: KeyFileLayout.pageOffset(of: group, bank: bank),
      count: KeyFileLayout.pageSizeInBytes
    )
    // Most of a file that is longer than its persons need is a hole.
    guard bytes.contains(where: { $0 != 0 }) else {
      return [KeySlot](repeating: .empty, count: Int(KeyFileLayout.slotsPerPage))
    }
    return (0..<Int(KeyFileLayout.slotsPerPage)).map { index in
      KeySlot(
        decoding: bytes.dropFirst(index * KeySlot.sizeInBytes).prefix(KeySlot.sizeInBytes),
        slot: group * KeyFileLayout.slotsPerPage + UInt64(index),
        origin: origin
      )
    }
  }
}
