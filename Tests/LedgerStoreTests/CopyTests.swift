import Foundation
import LedgerStore
import Synchronization
import Testing

@Suite struct CopyTests {
  @Test func aCopyTakenWhileAWriterAppendsIsAPrefix() throws {
    let folder = try Folder()
    let store = try folder.open { $0.durability = .none }
    try store.append(50)
    let isDone = Atomic(false)
    let writer = Worker {
      while !isDone.load(ordering: .relaxed) {
        // The count beside the events must agree with them in every copy.
        try store.append { writer in
          for _ in 0..<10 { _ = try writer.append(envelope(writer.end)) }
          try writer.put([UInt8](repeating: 1, count: Int(writer.end)), in: .streams, at: 1)
        }
      }
    }
    var ends: [Int] = []
    for number in 0..<5 {
      let path = folder.path + "/copy\(number)"
      try store.copy(to: path)
      let copy = try LogStore.open(at: path, options: .init(access: .readOnly))
      let end = Int(try copy.beginRead().end)
      #expect(try copy.countIntactEnvelopes() == end)
      if end > 50 {
        #expect(try copy.beginRead().bytes(in: .streams, at: 1)?.count == end)
      }
      ends.append(end)
      copy.close()
    }
    isDone.store(true, ordering: .relaxed)
    try writer.wait()
    #expect(ends == ends.sorted())
  }

  @Test func aCopyCanBeAppendedTo() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(10)
    let path = folder.path + "/copy"
    try store.copy(to: path)
    let copy = try LogStore.open(at: path, options: .init())
    try copy.append(10)
    #expect(try copy.countIntactEnvelopes() == 20)
    #expect(try store.countIntactEnvelopes() == 10)
  }

  @Test func aCopyGoesIntoANewFolderOnly() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(1)
    let error = #expect(throws: StoreError.self) { try store.copy(to: folder.path) }
    #expect(error?.reason == .notWritable)
    #expect(throws: StoreError.self) { try store.copy(to: folder.path + "/a/b") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["log.ledger"])
    let empty = folder.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
    try store.copy(to: empty)
    #expect(reasonNotToOpen(empty, access: .readOnly) == nil)
  }

  @Test func anEmptyLogHasNothingToCopy() throws {
    let folder = try Folder()
    let store = try folder.open()
    let error = #expect(throws: StoreError.self) { try store.copy(to: folder.path + "/copy") }
    #expect(error?.reason == .notALedger)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/copy"))
  }
}
