import Crypto
import Foundation
import Testing

@testable import TicketLedger

@Suite("Sealing words")
struct SealingTests {
  private let sealer = ContentSealer(origin: "fictional.example/desk")
  private let key = ContentKey.random()

  private static func content(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  @Test("what is sealed is opened again, through its stored bytes")
  func roundTrips() throws {
    var generator = SeededGenerator(seed: 21)
    for round in 0..<300 {
      let content = SealingTests.content(Int(generator.next() % 3_000), &generator)
      let kind = EventKind.allCases[round % EventKind.allCases.count]
      let person = round % 7 == 0 ? nil : PersonID(UInt32(round))
      let sealed = try sealer.seal(content, of: kind, for: person, under: key)
      let read = try SealedContent(decoding: sealed.encoded())
      #expect(read == sealed)
      #expect(read.person == person)
      #expect(try sealer.open(read, of: kind, under: key) == content)
    }
  }

  @Test("the stored bytes are those of the documentation, opened by other code")
  func format() throws {
    let content = Content.encode(Words("no tunnel since this morning"))
    let bytes = try sealer.seal(content, of: .noted, for: PersonID(7), under: key).encoded()
    #expect(Array(bytes[..<5]) == [3, 7, 0, 0, 0])
    #expect(bytes.count == 5 + 12 + 64 + 16)
    let box = try AES.GCM.SealedBox(
      nonce: AES.GCM.Nonce(data: bytes[5..<17]),
      ciphertext: bytes[17..<81],
      tag: bytes[81...]
    )
    let padded = try AES.GCM.open(
      box,
      using: key.key,
      authenticating: Array("fictional.example/desk".utf8) + [43, 0]
    )
    let count = UInt8(content.count)
    #expect(Array(padded.prefix(4)) == [count, 0, 0, 0])
    #expect(Array(padded.dropFirst(4).prefix(content.count)) == content)
    #expect(padded.dropFirst(4 + content.count).allSatisfy { $0 == 0 })
  }

  @Test("a change of any byte, of the kind, the origin or the key is found")
  func tampering() throws {
    let content = Array("the words of a person who does not exist".utf8)
    let sealed = try sealer.seal(content, of: .noted, for: PersonID(7), under: key)
    let bytes = sealed.encoded()
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] ^= 0x40
      guard let read = try? SealedContent(decoding: changed) else { continue }
      if 1..<5 ~= offset {
        // Whose key is needed is said outside the ciphertext; the digest in the envelope covers it.
        #expect(read.person != PersonID(7))
        #expect(Content.digest(of: changed) != Content.digest(of: bytes))
      } else {
        #expect(throws: SealingFailure.damaged) { try sealer.open(read, of: .noted, under: key) }
      }
    }
    #expect(throws: SealingFailure.damaged) { try sealer.open(sealed, of: .replied, under: key) }
    #expect(throws: SealingFailure.damaged) {
      try sealer.open(sealed, of: .noted, under: .random())
    }
    let other = ContentSealer(origin: "fictional.example/des")
    #expect(throws: SealingFailure.damaged) { try other.open(sealed, of: .noted, under: key) }
  }

  @Test("equal words are sealed differently each time, and nothing of them shows")
  func secrecy() throws {
    let content = Array("canary-7f3a-canary-91bd-canary".utf8)
    var seen: Set<[UInt8]> = []
    for _ in 0..<100 {
      let bytes = try sealer.seal(content, of: .noted, for: nil, under: key).encoded()
      #expect(bytes.windows.isDisjoint(with: content.windows.union(key.bytes.windows)))
      seen.insert(bytes)
    }
    #expect(seen.count == 100)
  }

  @Test("lengths in one bucket have one ciphertext's length, and buckets cost less than a quarter")
  func padding() throws {
    var sizes: Set<Int> = []
    for count in 0...5_000 {
      let bucket = Padding.bucket(for: count + 4)
      sizes.insert(bucket)
      #expect(bucket >= count + 4)
      #expect(bucket == 64 || bucket * 4 < (count + 4) * 5)
      #expect(Padding.bucket(for: bucket) == bucket)
    }
    let expected = [
      64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1_024,
    ]
    #expect(sizes.sorted().prefix(expected.count) == expected[...])
    var lengths: Set<Int> = []
    for count in 61...76 {
      let content = [UInt8](repeating: 9, count: count)
      lengths.insert(try sealer.seal(content, of: .noted, for: nil, under: key).encoded().count)
    }
    #expect(lengths == [5 + 12 + 80 + 16])
    #expect(Padding.bucket(for: 4 << 20) == 4 << 20)
    #expect(Padding.bucket(for: (4 << 20) + 1) == 5 << 20)
  }

  @Test("padding that is not what it should be is refused")
  func unpadding() {
    var padded = Padding.pad([1, 2, 3])
    #expect((try? Padding.unpad(padded)) == [1, 2, 3])
    padded[60] = 1
    #expect(throws: DecodingFailure.self) { try Padding.unpad(padded) }
    #expect(throws: DecodingFailure.self) { try Padding.unpad([255, 255, 255, 255]) }
    #expect(throws: DecodingFailure.self) { try Padding.unpad(Padding.pad([1]) + [0]) }
    #expect(throws: DecodingFailure.self) { try Padding.unpad([]) }
  }

  @Test("stored bytes of any kind are read or refused, never more")
  func hostileBytes() throws {
    var generator = SeededGenerator(seed: 22)
    let sealed = try sealer.seal([1, 2, 3], of: .noted, for: nil, under: key).encoded()
    for count in 0..<sealed.count {
      #expect(throws: DecodingFailure.self) { try SealedContent(decoding: Array(sealed[..<count])) }
    }
    #expect(throws: DecodingFailure.self) { try SealedContent(decoding: sealed + [0]) }
    for _ in 0..<2_000 {
      var bytes = SealingTests.content(Int(generator.next() % 400), &generator)
      if !bytes.isEmpty, generator.next() & 1 == 0 { bytes[0] = SealedContent.form }
      guard let read = try? SealedContent(decoding: bytes) else { continue }
      #expect(read.encoded() == bytes)
      #expect(throws: SealingFailure.damaged) { try sealer.open(read, of: .noted, under: key) }
    }
  }

  @Test("too much is refused, and the largest content is sealed")
  func limits() throws {
    let most = [UInt8](repeating: 1, count: Content.maximumSizeInBytes + 64)
    let sealed = try sealer.seal(most, of: .noted, for: nil, under: key)
    #expect(try sealer.open(sealed, of: .noted, under: key) == most)
    let more = [UInt8](repeating: 1, count: Padding.maximumSizeInBytes)
    #expect(throws: SealingFailure.tooLarge(sizeInBytes: more.count)) {
      try sealer.seal(more, of: .noted, for: nil, under: key)
    }
  }

  @Test("opening tells words, erased, missing and damaged apart")
  func states() throws {
    let (storage, keys) = try Keys.file([1, 2])
    let file = try Keys.open(storage)
    let content = Array("words".utf8)
    let first = try #require(keys[.person(PersonID(1))])
    let sealed = try sealer.seal(content, of: .noted, for: PersonID(1), under: first)
    #expect(try sealer.open(sealed, of: .noted, keys: file) == .content(content))
    let organisation = try #require(keys[.organisation])
    let common = try sealer.seal(content, of: .noticeBroadcast, for: nil, under: organisation)
    #expect(try sealer.open(common, of: .noticeBroadcast, keys: file) == .content(content))
    let missing = try sealer.seal(content, of: .noted, for: PersonID(3), under: first)
    #expect(throws: SealingFailure.missingKey(.person(PersonID(3)))) {
      try sealer.open(missing, of: .noted, keys: file)
    }
    let another = try sealer.seal(content, of: .noted, for: PersonID(2), under: first)
    #expect(throws: SealingFailure.damaged) { try sealer.open(another, of: .noted, keys: file) }
    try file.erase([PersonID(1)])
    for file in [file, try Keys.open(storage)] {
      #expect(try sealer.open(sealed, of: .noted, keys: file) == .erased)
    }
  }
}
