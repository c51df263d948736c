import Testing

@testable import TicketLedger

@Suite("A pool of classifications")
struct ClassificationPoolTests {
  private static func classification(_ random: inout SeededNumbers) -> Classification {
    var classification = Classification()
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let dimension = TermDimension(rawValue: UInt8.random(in: 32...36, using: &random))
      _ = classification.insert(TermID(dimension, Int.random(in: 1...4, using: &random)))
    }
    return classification
  }

  private static func encoding(of pool: ClassificationPool) -> [UInt8] {
    var writer = ByteWriter()
    pool.encode(into: &writer)
    return writer.bytes
  }

  @Test("numbers values in order of first appearance, as a list does", arguments: UInt64(1)...5)
  func againstList(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    var pool = ClassificationPool()
    var list = [Classification()]
    for _ in 0..<3_000 {
      let value = Self.classification(&random)
      let known = list.firstIndex(of: value)
      if known == nil { list.append(value) }
      let number = pool.number(of: value)
      #expect(number == UInt32(known ?? list.count - 1))
      #expect(pool.count == list.count)
    }
    try #require(list.count > 300)
    for (number, value) in list.enumerated() {
      #expect(pool[UInt32(number)] == value)
      for dimension in UInt8(30)...38 {
        let dimension = TermDimension(rawValue: dimension)
        #expect(pool.term(in: dimension, of: UInt32(number)) == value[dimension])
      }
    }
    let bytes = Self.encoding(of: pool)
    var reader = ByteReader(bytes)
    var read = try ClassificationPool(decoding: &reader)
    try reader.finish()
    #expect(Self.encoding(of: read) == bytes)
    for (expected, value) in list.enumerated() {
      let number = read.number(of: value)
      #expect(number == UInt32(expected))
    }
    for _ in 0..<100 {
      let value = Self.classification(&random)
      let numbers = (read.number(of: value), pool.number(of: value))
      #expect(numbers.0 == numbers.1)
    }
  }

  @Test("is not read from bytes that are cut, or hold a value twice, nothing, or no term")
  func damaged() throws {
    var pool = ClassificationPool()
    var value = Classification()
    for place in 1...3 {
      let dimension = TermDimension(rawValue: 40 + UInt8(place))
      let isInserted = value.insert(TermID(dimension, place))
      #expect(isInserted)
      let number = pool.number(of: value)
      #expect(number == UInt32(place))
    }
    let bytes = Self.encoding(of: pool)
    for cut in bytes.indices {
      var reader = ByteReader(Array(bytes[..<cut]))
      #expect(throws: DecodingFailure.self) { try ClassificationPool(decoding: &reader) }
    }
    let term: [UInt8] = [1, 0, 0, 41]
    let hostile: [[UInt8]] = [
      [2, 0, 0, 0] + [1] + term + [1] + term,
      [1, 0, 0, 0] + [0, 0, 0, 0, 0],
      [1, 0, 0, 0] + [1, 0, 0, 0, 41],
      [1, 0, 0, 0] + [1, 1, 0, 0, 1],
      [1, 0, 0, 0] + [2] + term + term,
      [0xFF, 0xFF, 0xFF, 0xFF] + [1] + term,
    ]
    for bytes in hostile {
      var reader = ByteReader(bytes)
      #expect(throws: DecodingFailure.self) { try ClassificationPool(decoding: &reader) }
    }
  }
}
