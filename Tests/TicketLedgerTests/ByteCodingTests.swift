import Testing

@testable import TicketLedger

@Suite("Reading and writing bytes")
struct ByteCodingTests {
  @Test("gives back what was written, in the same order", arguments: UInt64(1)...10)
  func roundTrip(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let texts = ["", "a", "é", "日本語", "🎟️ ticket", "null\0byte", "line\r\nend"]
    var writer = ByteWriter()
    let number = random.next()
    let signed = Int64(bitPattern: random.next())
    let flag = random.next() % 2 == 0
    let instant = Instant(millisecondsSince1970: Int64.random(in: Instant.range, using: &random))
    let text = texts[Int(random.next() % UInt64(texts.count))]
    writer.write(number)
    writer.write(UInt32(truncatingIfNeeded: number))
    writer.write(UInt16(truncatingIfNeeded: number))
    writer.write(UInt8(truncatingIfNeeded: number))
    writer.write(signed)
    writer.write(flag)
    writer.write(instant)
    writer.write(text)
    writer.write([1, 2, 3] as [UInt8])
    #expect(writer.count == 8 + 4 + 2 + 1 + 8 + 1 + 8 + 4 + text.utf8.count + 3)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.read() as UInt64 == number)
    #expect(try reader.read() as UInt32 == UInt32(truncatingIfNeeded: number))
    #expect(try reader.read() as UInt16 == UInt16(truncatingIfNeeded: number))
    #expect(try reader.read() as UInt8 == UInt8(truncatingIfNeeded: number))
    #expect(try reader.read() as Int64 == signed)
    #expect(try reader.readBool() == flag)
    #expect(try reader.readInstant() == instant)
    #expect(Array(try reader.readText().utf8) == Array(text.utf8))
    #expect(Array(try reader.readBytes(3)) == [1, 2, 3])
    try reader.finish()
    #expect(reader.remaining == 0)
  }

  @Test("is little-endian, each number in its own width")
  func endianness() {
    var writer = ByteWriter(capacity: 100)
    writer.write(UInt32(0x0102_0304))
    writer.write(Int16(-2))
    #expect(writer.bytes == [4, 3, 2, 1, 0xFE, 0xFF])
    writer.removeAll()
    writer.write("é")
    #expect(writer.bytes == [2, 0, 0, 0, 0xC3, 0xA9])
  }

  @Test("throws where the bytes end too soon, and moves nothing")
  func truncated() {
    var reader = ByteReader([1, 2, 3])
    #expect(throws: DecodingFailure.truncated(offset: 0)) { try reader.read() as UInt32 }
    #expect(throws: DecodingFailure.truncated(offset: 0)) { try reader.readBytes(4) }
    #expect(throws: DecodingFailure.truncated(offset: 0)) { try reader.readBytes(-1) }
    #expect(throws: DecodingFailure.truncated(offset: 0)) { try reader.readBytes(.max) }
    #expect(reader.remaining == 3)
    #expect(throws: DecodingFailure.trailingBytes(offset: 0)) { try reader.finish() }
    var empty = ByteReader([])
    #expect(throws: DecodingFailure.truncated(offset: 0)) { try empty.readBool() }
  }

  @Test("refuses counts that the bytes cannot hold before anything is reserved")
  func hostileCounts() throws {
    let most: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    for width in [0, 1, 4, 24] {
      var reader = ByteReader(most + [0, 0])
      #expect(throws: DecodingFailure.self) { try reader.readCount(ofEntriesTaking: width) }
    }
    var reader = ByteReader(most)
    #expect(throws: DecodingFailure.self) { try reader.readText() }
    var exact = ByteReader([2, 0, 0, 0] + [UInt8](repeating: 0, count: 8))
    #expect(try exact.readCount(ofEntriesTaking: 4) == 2)
    var short = ByteReader([2, 0, 0, 0] + [UInt8](repeating: 0, count: 7))
    #expect(throws: DecodingFailure.self) { try short.readCount(ofEntriesTaking: 4) }
  }

  @Test("refuses truth values, moments and texts that are none")
  func impossibleValues() {
    for byte in UInt8(2)...255 {
      var reader = ByteReader([byte])
      #expect(throws: DecodingFailure.invalidValue(offset: 1)) { try reader.readBool() }
    }
    for milliseconds in [
      Int64.min, Instant.range.lowerBound - 1, Instant.range.upperBound + 1, .max,
    ] {
      var writer = ByteWriter()
      writer.write(milliseconds)
      var reader = ByteReader(writer.bytes)
      #expect(throws: DecodingFailure.invalidValue(offset: 8)) { try reader.readInstant() }
    }
    for bytes in [[0xC3], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80]] as [[UInt8]] {
      var reader = ByteReader([UInt8(bytes.count), 0, 0, 0] + bytes)
      #expect(throws: DecodingFailure.self) { try reader.readText() }
    }
  }

  @Test("never traps on random bytes, and reads no more than there are")
  func randomBytes() {
    var random = SeededNumbers(seed: 5)
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...60, using: &random)
      var reader = ByteReader((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
      for _ in 0..<8 {
        switch random.next() % 6 {
        case 0: _ = try? reader.readText()
        case 1: _ = try? reader.readCount(ofEntriesTaking: Int(random.next() % 30))
        case 2: _ = try? reader.readInstant()
        case 3: _ = try? reader.readBool()
        case 4: _ = try? reader.readBytes(Int(random.next() % 20))
        default: _ = try? reader.read(UInt64.self)
        }
      }
      #expect(reader.offset + reader.remaining == count)
    }
  }

  @Test("writes words in the order of their fields and reads them back")
  func content() throws {
    var words = Words("body", as: .text)
    words[.location] = "s3://x"
    words[.summary] = ""
    let bytes = Content.encode(words)
    #expect(try Content.words(decoding: bytes) == words)
    for end in 0..<bytes.count {
      let cut = try? Content.words(decoding: Array(bytes[..<end]))
      #expect(cut != words)
    }
    #expect(throws: DecodingFailure.self) { try Content.words(decoding: []) }
    #expect(throws: DecodingFailure.self) { try Content.words(decoding: [9]) }
    // Public documents are no words.
    #expect(try Content.words(decoding: [1]) == nil)
    #expect(try Content.words(decoding: [2]) == nil)
    #expect(throws: DecodingFailure.self) { try Content.words(decoding: [0, 8, 0, 0, 0, 0]) }
    let twice: [UInt8] = [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    #expect(throws: DecodingFailure.self) { try Content.words(decoding: twice) }
  }
}
