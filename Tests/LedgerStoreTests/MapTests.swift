import Foundation
import LedgerStore
import Synchronization
import Testing

@Suite struct MapTests {
  private static let small = 1 << 20

  @Test func aFullMapGrowsAndLosesNothing() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    var runs = 0
    for _ in 0..<30 {
      try store.append { writer in
        runs += 1
        for _ in 0..<500 {
          _ = try writer.append(envelope(writer.end, sizeInBytes: 500))
        }
      }
    }
    #expect(runs > 30, "the map was never full, and this test shows nothing")
    #expect(store.sizeInBytes > UInt64(Self.small))
    #expect(try store.countIntactEnvelopes(sizeInBytes: 500) == 15_000)
    store.close()
    // A map smaller than the file is raised to it.
    let again = try folder.open { $0.initialMapSizeInBytes = Self.small }
    #expect(try again.countIntactEnvelopes(sizeInBytes: 500) == 15_000)
  }

  @Test func aFullMapThatTheBodyDoesNotMentionGrowsAllTheSame() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    try store.append { writer in
      for _ in 0..<3_000 { _ = try? writer.append([UInt8](repeating: 1, count: 1_000)) }
    }
    #expect(try store.beginRead().end == 3_000)
  }

  @Test func growthWaitsForTheSnapshotsOfOtherThreads() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    try store.append(100, sizeInBytes: 500)
    let isDone = Atomic(false)
    let threads = (0..<3).map { _ in
      Worker {
        var walks = 0
        while !isDone.load(ordering: .relaxed) || walks == 0 {
          let snapshot = try store.beginRead()
          let end = Int(snapshot.end)
          var cursor = try snapshot.envelopes(from: 0)
          var count = 0
          while let found = try cursor.next() { count += found.byteCount / 500 }
          try #require(count == end)
          _ = store.lastTransactionID
          walks += 1
        }
      }
    }
    let writers = (0..<2).map { _ in
      Worker { for _ in 0..<40 { try store.append(100, sizeInBytes: 500) } }
    }
    for writer in writers { try writer.wait() }
    isDone.store(true, ordering: .relaxed)
    for thread in threads { try thread.wait() }
    #expect(try store.countIntactEnvelopes(sizeInBytes: 500) == 8_100)
  }

  @Test func aSecondSnapshotDoesNotWaitForEverOnAGrowthThatWaitsForTheFirst() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    try store.append(1)
    var writers: [Worker] = []
    for _ in 0..<3 {
      let first = try store.beginRead()
      writers.append(Worker { try store.append(3_000, sizeInBytes: 1_000) })
      // Whether or not the writer has come to wait yet, this must go on.
      for _ in 0..<5 {
        let second = try store.beginRead()
        #expect(second.end >= first.end)
      }
    }
    for writer in writers { try writer.wait() }
    #expect(try store.beginRead().end == 9_001)
  }

  @Test func aMapAtItsGreatestSizeKeepsWhatItHas() throws {
    let folder = try Folder()
    let store = try folder.open {
      $0.initialMapSizeInBytes = Self.small
      $0.maximumMapSizeInBytes = 2 * Self.small
    }
    try store.append(1_000, sizeInBytes: 500)
    let error = #expect(throws: StoreError.self) { try store.append(10_000, sizeInBytes: 500) }
    #expect(error?.reason == .mapFull)
    #expect(error?.description.contains("greater maximum map size") == true)
    #expect(try store.countIntactEnvelopes(sizeInBytes: 500) == 1_000)
    try store.append(10, sizeInBytes: 500)
    #expect(try store.countIntactEnvelopes(sizeInBytes: 500) == 1_010)
    store.close()
    let again = try folder.open()
    try again.append(10_000, sizeInBytes: 500)
    #expect(try again.countIntactEnvelopes(sizeInBytes: 500) == 11_010)
  }

  @Test func aWriterBegunByHandSaysThatTheMapIsFullAndGoesOnSayingIt() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    var writer = try store.beginAppend()
    var errors: [StoreError.Reason] = []
    for _ in 0..<2 {
      do throws(StoreError) {
        try writer.put([UInt8](repeating: 0, count: 2 * Self.small), in: .contents, at: 1)
      } catch {
        errors.append(error.reason)
      }
    }
    do throws(StoreError) {
      try writer.commit()
    } catch {
      errors.append(error.reason)
    }
    #expect(errors == [.mapFull, .mapFull, .mapFull])
    #expect(store.isEmpty)
  }

  @Test func theGrowthOfAnotherProcessIsTakenOver() throws {
    let folder = try Folder()
    let store = try folder.open { $0.initialMapSizeInBytes = Self.small }
    try store.append(1)
    let transaction = store.lastTransactionID
    #expect(try ProbeRunner.run("append", folder.log, 5_000) == "appended 5000")
    #expect(store.lastTransactionID > transaction)
    #expect(try store.beginRead().end == 5_001)
    #expect(try ProbeRunner.run("append", folder.log, 20_000) == "appended 20000")
    try store.append(1)
    #expect(try store.beginRead().end == 25_002)
    #expect(try ProbeRunner.run("count", folder.log) == "25002")
  }

  @Test func theFirstAppendIsNotSeenByThoseWhoReadTheEmptyLog() throws {
    let folder = try Folder()
    let store = try folder.open()
    let isDone = Atomic(false)
    let readers = (0..<3).map { _ in
      Worker {
        var isLast = false
        while !isLast {
          isLast = isDone.load(ordering: .relaxed)
          let snapshot = try store.beginRead()
          let count = try snapshot.count(of: .events)
          try #require(count == snapshot.end)
          try #require(try snapshot.bytes(in: .streams, at: 1)?.count == (count == 0 ? nil : 1))
        }
      }
    }
    let writers = (0..<2).map { _ in
      Worker {
        try store.append { writer in
          _ = try writer.append(envelope(writer.end))
          try writer.put([1], in: .streams, at: 1)
        }
      }
    }
    for writer in writers { try writer.wait() }
    isDone.store(true, ordering: .relaxed)
    for reader in readers { try reader.wait() }
    #expect(try store.countIntactEnvelopes() == 2)
  }

  @Test func anEmptyLogLearnsThatAnotherProcessWasFirst() throws {
    let folder = try Folder()
    let reader = try folder.open()
    let snapshot = try reader.beginRead()
    #expect(try ProbeRunner.run("append", folder.log, 10) == "appended 10")
    #expect(snapshot.end == 0)
    #expect(!reader.isEmpty)
    #expect(try reader.beginRead().end == 10)
    reader.close()

    let other = try Folder()
    let writer = try other.open()
    #expect(try ProbeRunner.run("append", other.log, 10) == "appended 10")
    try writer.append(1)
    #expect(try writer.beginRead().end == 11)
  }
}

/// A thread whose error is given to whoever waits for it.
final class Worker: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let failure = Mutex<(any Error)?>(nil)

  init(_ body: @escaping @Sendable () throws -> Void) {
    let thread = Thread { [self] in
      do {
        try body()
      } catch {
        failure.withLock { $0 = error }
      }
      done.signal()
    }
    thread.start()
  }

  func wait() throws {
    done.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
