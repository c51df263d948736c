import Crypto
import Testing

@testable import TicketLedger

/// The bytes of a key file, held against the pages of the documentation by other code.
@Suite("The format of a key file")
struct KeyFileFormatTests {
  @Test("the header and the slots lie where the documentation says, and say what it says")
  func layout() throws {
    let (storage, keys) = try Keys.file([1, 49])
    let bytes = storage.bytes
    let origin = Array(SHA256.hash(data: Array("fictional.example/desk".utf8)))
    let secret = SymmetricKey(data: (0..<32).map { UInt8(71 + $0) })
    #expect(Array(bytes[0..<128]) == Array(bytes[4_096..<4_224]))
    #expect(Array(bytes[0..<16]) == Array("TicketLedgerKeys".utf8))
    #expect(Array(bytes[16..<32]) == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[32..<64]) == origin)
    let message = Array("ticket-ledger check\0".utf8) + origin + [1, 0, 0, 0]
    let check = Array(HMAC<SHA256>.authenticationCode(for: message, using: secret))
    #expect(Array(bytes[72..<88]) == Array(check[..<16]))
    #expect(Array(bytes[112..<128]) == Array(Array(SHA256.hash(data: bytes[0..<112]))[..<16]))
    for (owner, slot) in [
      (KeyOwner.organisation, 0), (.lookup, 1), (.person(PersonID(1)), 16),
      (.person(PersonID(49)), 64),
    ] {
      let page = 3 + 2 * (slot / 64)
      let copy = Array(bytes[(page * 4_096 + slot % 64 * 64)...].prefix(64))
      #expect(Array(copy[..<8]) == [1, 0, 0, 0, 1, 0, 0, 0])
      let number = [UInt8(slot), 0, 0, 0, 0, 0, 0, 0]
      let checksum = Array(SHA256.hash(data: origin + number + copy[..<48]))
      #expect(Array(copy[48...]) == Array(checksum[..<16]))
      let wrapping = HKDF<SHA256>.deriveKey(
        inputKeyMaterial: secret,
        info: Array("ticket-ledger wrap\0".utf8) + origin + number + [1, 0, 0, 0],
        outputByteCount: 32
      )
      let key = try AES.KeyWrap.unwrap(copy[8..<48], using: wrapping)
      #expect(ContentKey(key) == keys[owner])
      let named = Array("ticket-ledger key\0".utf8) + origin + number
      let commitment = Array(HMAC<SHA256>.authenticationCode(for: named, using: key))
      #expect(keys[owner]?.commitment(of: owner, origin: Keys.origin) == commitment)
    }
    let used = Set([0, 1, 3, 5])
    for (index, byte) in bytes.enumerated() where !used.contains(index / 4_096) {
      #expect(byte == 0)
    }
  }

  @Test("a changed bit is found, wherever it is in a slot or a header")
  func changedBits() throws {
    let (storage, keys) = try Keys.file([1])
    let slot = 3 * 4_096 + 16 * 64
    for offset in slot..<slot + 64 {
      for bit in 0..<8 {
        var bytes = storage.bytes
        bytes[offset] ^= 1 << bit
        #expect(throws: KeyFailure.damagedSlot(.person(PersonID(1)))) {
          try Keys.open(bytes).key(of: .person(PersonID(1)))
        }
      }
    }
    for offset in 0..<128 {
      var bytes = storage.bytes
      bytes[offset] ^= 0x10
      // The other copy is whole.
      for (owner, key) in keys { #expect(try Keys.open(bytes).held(owner) == key) }
      bytes[4_096 + offset] ^= 0x10
      #expect(throws: KeyFailure.self) { try Keys.open(bytes) }
    }
  }

  @Test("a slot with a sound checksum that was never wrapped so does not open")
  func forgedSlots() throws {
    let (storage, _) = try Keys.file([1, 2])
    let first = 3 * 4_096 + 16 * 64
    var swapped = storage.bytes
    let copies = (Array(swapped[first..<first + 64]), Array(swapped[first + 64..<first + 128]))
    swapped.overwrite(copies.1 + copies.0, at: first)
    let owner = KeyOwner.person(PersonID(1))
    #expect(throws: KeyFailure.damagedSlot(owner)) { try Keys.open(swapped).key(of: owner) }
    // The same with a checksum made anew: the wrapping tells.
    var forged = storage.bytes
    let slot = KeySlot.key(epoch: 1, wrapped: Array(copies.1[8..<48]))
    forged.overwrite(slot.encoded(slot: owner.slot, origin: Keys.origin), at: first)
    #expect(throws: KeyFailure.damagedSlot(owner)) { try Keys.open(forged).key(of: owner) }
  }

  @Test("hostile bytes are refused by name, whatever they are")
  func hostileBytes() throws {
    var generator = SeededGenerator(seed: 5)
    let (storage, _) = try Keys.file([1, 2])
    for round in 0..<300 {
      var bytes = storage.bytes
      if round % 3 == 0 {
        bytes = (0..<Int(generator.next() % 20_000)).map { _ in
          UInt8(truncatingIfNeeded: generator.next())
        }
      } else {
        for _ in 0..<200 {
          bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(
            truncatingIfNeeded: generator.next()
          )
        }
        bytes.removeLast(Int(generator.next() % 9_000))
      }
      // No trap; what cannot be read is a KeyFailure, and nothing else.
      guard let file = try? Keys.open(bytes) else { continue }
      for person: UInt32 in [1, 2, 3, .max] { _ = try? file.key(of: .person(PersonID(person))) }
      _ = try? file.erasedPersons(upTo: 1_000)
      _ = try? file.rotate(lastRegistered: 2)
    }
    #expect(throws: KeyFailure.damagedHeader) { try Keys.open([]) }
    #expect(throws: KeyFailure.notAKeyFile) { try Keys.open(Array("something else".utf8)) }
    var newer = storage.bytes
    newer[16] = 9
    newer[4_096 + 16] = 9
    #expect(throws: KeyFailure.newerFormat(9)) { try Keys.open(newer) }
  }

  @Test("a slot is what it is written as, and nothing else is one")
  func slotCoding() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<500 {
      let number = generator.next()
      let wrapped = (0..<40).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let slot = KeySlot.key(
        epoch: UInt32.random(in: 1 ... .max, using: &generator),
        wrapped: wrapped
      )
      for slot in [slot, .erased, .empty] {
        let bytes = slot.encoded(slot: number, origin: Keys.origin)
        #expect(bytes.count == 64)
        #expect(KeySlot(decoding: bytes, slot: number, origin: Keys.origin) == slot)
        let cut = Array(bytes[..<Int(generator.next() % 64)])
        if slot != .empty, cut.contains(where: { $0 != 0 }) {
          #expect(KeySlot(decoding: cut, slot: number, origin: Keys.origin) == .damaged)
        }
      }
      let noise = (0..<64).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      #expect(KeySlot(decoding: noise, slot: number, origin: Keys.origin) == .damaged)
    }
  }

  @Test("owners and slots are each other's")
  func owners() {
    for slot in (0..<200).map(UInt64.init) + [UInt64(UInt32.max) + 15, UInt64(UInt32.max) + 16] {
      guard let owner = KeyOwner(slot: slot) else { continue }
      #expect(owner.slot == slot)
    }
    #expect(KeyOwner(slot: 2) == nil && KeyOwner(slot: 15) == nil)
    #expect(KeyOwner(slot: 16) == .person(PersonID(1)))
    #expect(KeyOwner(slot: UInt64(UInt32.max) + 16) == nil && KeyOwner(slot: .max) == nil)
  }
}
