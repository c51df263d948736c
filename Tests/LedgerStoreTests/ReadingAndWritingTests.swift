import LedgerStore
import Testing

@Suite struct ReadingAndWritingTests {
  @Test func positionsAreDense() throws {
    let folder = try Folder()
    let store = try folder.open()
    var positions: [UInt64] = []
    for _ in 0..<3 {
      try store.append { writer in
        for _ in 0..<4 { positions.append(try writer.append(envelope(writer.end))) }
      }
    }
    #expect(positions == Array(0..<12))
    let snapshot = try store.beginRead()
    #expect(snapshot.end == 12)
    #expect(try snapshot.count(of: .events) == 12)
    #expect(try snapshot.bytes(in: .events, at: 7) == envelope(7))
    #expect(try snapshot.bytes(in: .events, at: 12) == nil)
  }

  @Test(arguments: [0, 1, 11, 12, 99] as [UInt64]) func aWalkBeginsAnywhere(
    from first: UInt64
  ) throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(12)
    let snapshot = try store.beginRead()
    var cursor = try snapshot.envelopes(from: first)
    var found: [[UInt8]] = []
    while let next = try cursor.next() { found.append(array(next)) }
    #expect(found == (min(first, 12)..<12).map { envelope($0) })
    #expect(try cursor.nextBytes() == nil)
  }

  @Test func aGapIsNamed() throws {
    let folder = try Folder()
    try folder.makeLog(events: 9)
    try Foreign.removeEvent(4, at: folder.log)
    let store = try folder.open()
    let snapshot = try store.beginRead()
    #expect(snapshot.end == 9)
    for first in [2, 4] as [UInt64] {
      var cursor = try snapshot.envelopes(from: first)
      var error: StoreError?
      do throws(StoreError) {
        while try cursor.next() != nil {}
      } catch let thrown {
        error = thrown
      }
      #expect(error?.reason == .corrupted)
      #expect(error?.description.contains("no event at position 4") == true)
    }
  }

  @Test func aSnapshotDoesNotSeeWhatIsCommittedLater() throws {
    let folder = try Folder()
    let store = try folder.open()
    let before = try store.beginRead()
    try store.append(5)
    let middle = try store.beginRead()
    try store.append(5)
    #expect(before.end == 0)
    #expect(try before.bytes(in: .events, at: 0) == nil)
    #expect(middle.end == 5)
    var cursor = try middle.envelopes(from: 4)
    #expect(try cursor.nextBytes() != nil)
    #expect(try cursor.nextBytes() == nil)
    #expect(try store.beginRead().end == 10)
  }

  @Test func aWriterSeesItsOwnWrites() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append { writer in
      _ = try writer.append(envelope(0))
      try writer.put([1, 2], in: .streams, at: 9)
      try writer.put([3], in: .references, for: Array("a".utf8))
      #expect(writer.end == 1)
      #expect(try writer.bytes(in: .events, at: 0) == envelope(0))
      #expect(try writer.bytes(in: .streams, at: 9) == [1, 2])
      #expect(try writer.bytes(in: .references, for: Array("a".utf8)) == [3])
      var cursor = try writer.envelopes(from: 0)
      #expect(try cursor.nextBytes() == envelope(0))
    }
  }

  @Test func aWriterThatIsDroppedLeavesNothing() throws {
    let folder = try Folder()
    let store = try folder.open()
    do {
      var writer = try store.beginAppend()
      _ = try writer.append(envelope(0))
    }
    #expect(store.isEmpty)
    try store.append(2)
    let transaction = store.lastTransactionID
    do {
      var writer = try store.beginAppend()
      _ = try writer.append(envelope(2))
    }
    #expect(store.lastTransactionID == transaction)
    #expect(try store.countIntactEnvelopes() == 2)
  }

  @Test func aBodyThatThrowsLeavesNothing() throws {
    struct Refusal: Error {}
    let folder = try Folder()
    let store = try folder.open()
    try store.append(2)
    #expect(throws: Refusal.self) {
      try store.append { writer in
        _ = try writer.append(envelope(2))
        throw Refusal()
      }
    }
    #expect(try store.countIntactEnvelopes() == 2)
    try store.append(1)
    #expect(try store.countIntactEnvelopes() == 3)
  }

  @Test func aWriterThatIsCommittedEndsThere() throws {
    let folder = try Folder()
    let store = try folder.open()
    var writer = try store.beginAppend()
    _ = try writer.append(envelope(0))
    try writer.commit()
    #expect(try store.countIntactEnvelopes() == 1)
  }

  @Test func entriesComeInTheOrderOfTheirBytesWithinAPrefix() throws {
    let folder = try Folder()
    let store = try folder.open()
    let keys: [[UInt8]] = [[1], [1, 0], [1, 255], [1, 255, 255], [2], [255], [255, 1]]
    try store.append { writer in
      for key in keys.reversed() { try writer.put(key + [9], in: .imports, for: key) }
    }
    let snapshot = try store.beginRead()
    for prefix in [[], [1], [1, 255], [255], [3], [255, 1]] as [[UInt8]] {
      var cursor = try snapshot.entries(in: .imports, prefix: prefix)
      var found: [[UInt8]] = []
      while let entry = try cursor.next() {
        found.append(array(entry.key))
        #expect(array(entry.value) == array(entry.key) + [9])
      }
      #expect(found == keys.filter { $0.starts(with: prefix) })
    }
  }

  @Test func aKeyThatIsTooLongHarmsNothing() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append { writer in
      try writer.put([1], in: .references, for: [UInt8](repeating: 65, count: 511))
      let error = #expect(throws: StoreError.self) {
        try writer.put([1], in: .references, for: [UInt8](repeating: 65, count: 512))
      }
      #expect(error?.reason == .keyTooLong)
      _ = try writer.append(envelope(0))
    }
    let snapshot = try store.beginRead()
    #expect(snapshot.end == 1)
    #expect(try snapshot.count(of: .references) == 1)
  }

  @Test func aReadOnlyStoreRefusesToWrite() throws {
    let folder = try Folder()
    try folder.makeLog()
    let store = try LogStore.open(at: folder.log, options: .init(access: .readOnly))
    let error = #expect(throws: StoreError.self) { try store.append(1) }
    #expect(error?.reason == .readOnly)
    #expect(try store.countIntactEnvelopes() == 3)
  }

  @Test func aClosedStoreSaysSo() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(1)
    let transaction = store.lastTransactionID
    store.close()
    store.close()
    let reading = #expect(throws: StoreError.self) { _ = try store.beginRead().end }
    #expect(reading?.reason == .closed)
    let writing = #expect(throws: StoreError.self) { try store.append(1) }
    #expect(writing?.reason == .closed)
    let copying = #expect(throws: StoreError.self) { try store.copy(to: folder.path + "/copy") }
    #expect(copying?.reason == .closed)
    let clearing = #expect(throws: StoreError.self) { try store.clearStaleReaders() }
    #expect(clearing?.reason == .closed)
    #expect(store.lastTransactionID == transaction)
  }

  @Test(arguments: [LogStore.Options.Durability.metaLazy, .none])
  func aLessDurableLogIsThereAfterReopening(durability: LogStore.Options.Durability) throws {
    let folder = try Folder()
    let store = try folder.open { $0.durability = durability }
    for _ in 0..<20 { try store.append(5) }
    store.close()
    #expect(try folder.open().countIntactEnvelopes() == 100)
  }

  @Test func theWrongKindOfKeyIsTheCallersBug() async {
    await #expect(processExitsWith: .failure) {
      let store = try Folder().open()
      _ = try store.beginRead().bytes(in: .meta, at: 1)
    }
    await #expect(processExitsWith: .failure) {
      let store = try Folder().open()
      _ = try store.beginRead().bytes(in: .events, for: [1])
    }
    await #expect(processExitsWith: .failure) {
      let store = try Folder().open()
      try store.append { writer in try writer.put([1], in: .events, at: 1) }
    }
    await #expect(processExitsWith: .failure) {
      let store = try Folder().open()
      try store.append { writer in try writer.put([1], in: .meta, for: Array("format".utf8)) }
    }
  }
}
