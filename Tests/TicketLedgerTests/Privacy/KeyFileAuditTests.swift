import Testing

@testable import TicketLedger

@Suite("A look at a file of keys without keys")
struct KeyFileAuditTests {
  private func audit(
    _ bytes: [UInt8],
    registered: UInt32 = 60,
    erased: Set<PersonID> = [],
    origin: OriginDigest = Keys.origin
  ) throws -> [KeyFileFinding] {
    try KeyFile.audit(
      RecordingStorage(bytes),
      origin: origin,
      registered: registered,
      erased: erased
    )
  }

  private func file(erasing erased: [UInt32] = []) throws -> [UInt8] {
    let (storage, _) = try Keys.file(Array(1...60))
    try Keys.open(storage).erase(erased.map { PersonID($0) })
    return storage.bytes
  }

  /// Where a copy of a person's slot lies, by the documented layout.
  private func offset(of person: Int, bank: Int) -> Int {
    let slot = 15 + person
    return (2 + 2 * (slot / 64) + bank) * 4_096 + slot % 64 * 64
  }

  @Test("finds nothing where all is well, at rest, in both epochs, and with some erased")
  func sound() throws {
    #expect(try audit(file()).isEmpty)
    #expect(try audit(file(erasing: [3, 50]), erased: [PersonID(3), PersonID(50)]).isEmpty)
    let storage = RecordingStorage(try file(erasing: [3]))
    try Keys.open(storage).rotate(lastRegistered: 60)
    #expect(try audit(storage.bytes, erased: [PersonID(3)]).isEmpty)
    #expect(
      try audit(KeyFile.newFile(origin: Keys.origin, keys: Keys.supply()), registered: 0) == []
    )
  }

  @Test("finds nothing at any step of a rotation that is cut off")
  func rotating() throws {
    let start = try file(erasing: [7])
    let whole = RecordingStorage(start)
    try Keys.open(whole).rotate(lastRegistered: 60)
    var bytes = start
    for change in whole.changes {
      guard case .write(let written, let offset) = change else { continue }
      let end = Int(offset) + written.count
      if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
      bytes.replaceSubrange(Int(offset)..<end, with: written)
      #expect(try audit(bytes, erased: [PersonID(7)]).isEmpty)
    }
  }

  @Test("names the file that is missing, none at all, another ledger's, or without its header")
  func files() throws {
    let missing = try KeyFile.audit(
      RecordingStorage?.none,
      origin: Keys.origin,
      registered: 1,
      erased: []
    )
    #expect(missing == [.noFile])
    #expect(try audit([UInt8](repeating: 7, count: 20_000)) == [.unusable(.notAKeyFile)])
    #expect(try audit([]) == [.unusable(.damagedHeader)])
    #expect(try audit(file(), origin: OriginDigest(of: "other")) == [.unusable(.otherLedger)])
    var bytes = try file()
    bytes[30] ^= 1
    #expect(try audit(bytes) == [.damagedHeaderCopy])
    bytes[4_096 + 30] ^= 1
    #expect(try audit(bytes) == [.unusable(.damagedHeader)])
  }

  @Test("names whose slot is damaged or empty, whichever byte it is", arguments: [1, 48, 49, 60])
  func slots(person: Int) throws {
    let bytes = try file()
    let place = offset(of: person, bank: 1)
    for byte in 0..<64 {
      var changed = bytes
      changed[place + byte] ^= 0x10
      #expect(try audit(changed) == [.damagedSlot(.person(PersonID(UInt32(person))))])
    }
    var empty = bytes
    empty.replaceSubrange(place..<place + 64, with: [UInt8](repeating: 0, count: 64))
    #expect(try audit(empty) == [.missingKey(.person(PersonID(UInt32(person))))])
    #expect(try audit(empty, registered: UInt32(person - 1)).isEmpty)
    var stray = bytes
    stray[offset(of: person, bank: 0) + 5] = 1
    #expect(try audit(stray) == [.strayCopy(.person(PersonID(UInt32(person))))])
  }

  @Test("names the organisation's slot and the lookup's")
  func ledgerSlots() throws {
    var bytes = try file()
    bytes[3 * 4_096 + 9] ^= 1
    bytes.replaceSubrange(3 * 4_096 + 64..<3 * 4_096 + 128, with: [UInt8](repeating: 0, count: 64))
    #expect(try audit(bytes) == [.damagedSlot(.organisation), .missingKey(.lookup)])
  }

  @Test("a file that was cut names everybody beyond its end")
  func cut() throws {
    let bytes = try Array(file().prefix(offset(of: 40, bank: 1)))
    let expected = (40...60).map { KeyFileFinding.missingKey(.person(PersonID(UInt32($0)))) }
    #expect(try audit(bytes) == expected)
  }

  @Test("names erasures that the log and the file do not both know")
  func erasures() throws {
    let bytes = try file(erasing: [3])
    #expect(try audit(bytes) == [.unrecordedErasure(PersonID(3))])
    #expect(
      try audit(bytes, erased: [PersonID(3), PersonID(4)]) == [.keyOfErased(PersonID(4))]
    )
    var torn = bytes
    torn[offset(of: 3, bank: 0) + 20] = 9
    #expect(try audit(torn, erased: [PersonID(3)]) == [.keyOfErased(PersonID(3))])
    var half = bytes
    let place = offset(of: 3, bank: 0)
    half.replaceSubrange(place..<place + 64, with: [UInt8](repeating: 0, count: 64))
    #expect(try audit(half, erased: [PersonID(3)]) == [.unendedErasure(PersonID(3))])
    #expect(try audit(half) == [.unrecordedErasure(PersonID(3))])
  }
}
