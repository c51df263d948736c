import LedgerStore
import Testing

@Suite("Updating values in key order")
struct UpdateTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  @Test(
    "shows what was there and leaves what was given, for old, new and last keys",
    arguments: 1...6
  )
  func oracle(seed: UInt64) throws {
    let folder = try Folder()
    let store = try folder.open { $0.durability = .none }
    var generator = Generator(state: seed)
    var expected: [UInt64: [UInt8]] = [:]
    for _ in 0..<30 {
      let keys = Set((0..<200).map { _ in UInt64.random(in: 0..<2_000, using: &generator) })
        .sorted()
      // Sizes that stay, grow and shrink; some take pages of their own.
      let values = keys.map { key in
        let size = generator.next() % 4 == 0 ? Int.random(in: 0...3_000, using: &generator) : 110
        return [UInt8](repeating: UInt8(truncatingIfNeeded: key &+ generator.next()), count: size)
      }
      var present: [[UInt8]?] = []
      let refused = try store.append { writer in
        try writer.update(.streams, at: keys) { place, bytes in
          if let bytes { present.append(array(bytes)) } else { present.append(nil) }
          return values[place]
        }
      }
      #expect(refused == nil)
      #expect(present == keys.map { expected[$0] })
      for (key, value) in zip(keys, values) { expected[key] = value }
    }
    let snapshot = try store.beginRead()
    #expect(try snapshot.count(of: .streams) == UInt64(expected.count))
    for (key, value) in expected {
      let found = try #require(try snapshot.bytes(of: key))
      #expect(found == value)
    }
  }

  @Test("ends at the first key that is given no value, and says which")
  func refused() throws {
    let folder = try Folder()
    let store = try folder.open { $0.durability = .none }
    let refused = try store.append { writer in
      try writer.update(.streams, at: [3, 5, 8]) { place, _ in place == 1 ? nil : [7] }
    }
    #expect(refused == 5)
    #expect(try store.beginRead().count(of: .streams) == 1)
  }
}

extension LogSnapshot {
  fileprivate borrowing func bytes(of key: UInt64) throws -> [UInt8]? {
    guard let found = try value(in: .streams, at: key) else { return nil }
    return array(found)
  }
}
