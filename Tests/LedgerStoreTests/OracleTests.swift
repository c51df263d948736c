import LedgerStore
import Testing

/// LMDB before 0.9.25 had faults with records of mixed sizes: a dictionary is the oracle.
@Suite struct OracleTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func mixedSizesReadBackAsWritten(seed: UInt64) throws {
    let folder = try Folder()
    var generator = SeededGenerator(state: seed)
    var contents: [UInt64: [UInt8]] = [:]
    var references: [[UInt8]: [UInt8]] = [:]
    var events: [[UInt8]] = []
    for _ in 0..<3 {
      let store = try folder.open {
        $0.initialMapSizeInBytes = 1 << 20
        $0.durability = .none
      }
      for _ in 0..<25 {
        let changes = (0..<20).map { _ in Change(&generator) }
        // The body may run twice, so the oracle learns of the changes afterwards.
        try store.append { writer in
          for change in changes { try change.make(in: &writer) }
        }
        for change in changes { change.make(in: &contents, &references, &events) }
      }
      try compare(store, contents, references, events)
      store.close()
    }
  }

  private func compare(
    _ store: LogStore,
    _ contents: [UInt64: [UInt8]],
    _ references: [[UInt8]: [UInt8]],
    _ events: [[UInt8]]
  ) throws {
    let snapshot = try store.beginRead()
    #expect(try snapshot.count(of: .contents) == UInt64(contents.count))
    for key in 0..<Change.keys {
      let found = try snapshot.bytes(in: .contents, at: key)
      #expect(found == contents[key], "contents at \(key)")
    }
    var cursor = try snapshot.entries(in: .references)
    var found: [[UInt8]: [UInt8]] = [:]
    while let entry = try cursor.next() { found[array(entry.key)] = array(entry.value) }
    #expect(found == references)
    var walk = try snapshot.envelopes(from: 0)
    var walked: [[UInt8]] = []
    while let next = try walk.next() { walked.append(array(next)) }
    #expect(walked == events)
  }
}

/// One random change, made alike in the log and in the oracle.
private struct Change {
  static let keys: UInt64 = 60

  let key: UInt64
  let removes: Bool
  let content: [UInt8]
  let small: [UInt8]

  init(_ generator: inout SeededGenerator) {
    key = UInt64.random(in: 0..<Self.keys, using: &generator)
    removes = UInt8.random(in: 0..<10, using: &generator) < 4
    let scale = Int.random(in: 0...20, using: &generator)
    let size = Int.random(in: 1...(1 << scale), using: &generator)
    content = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: size)
    let smallSize = Int.random(in: 1...900, using: &generator)
    small = (0..<smallSize).map { UInt8(truncatingIfNeeded: $0 &+ size) }
  }

  private var reference: [UInt8] { Array("reference \(key * 7)".utf8) }

  func make(in writer: inout LogWriter) throws {
    if removes {
      _ = try writer.remove(in: .contents, at: key)
      _ = try writer.remove(in: .references, for: reference)
    } else {
      _ = try writer.append(small)
      try writer.put(content, in: .contents, at: key)
      try writer.put(small, in: .references, for: reference)
    }
  }

  func make(
    in contents: inout [UInt64: [UInt8]],
    _ references: inout [[UInt8]: [UInt8]],
    _ events: inout [[UInt8]]
  ) {
    contents[key] = removes ? nil : content
    references[reference] = removes ? nil : small
    if !removes { events.append(small) }
  }
}
