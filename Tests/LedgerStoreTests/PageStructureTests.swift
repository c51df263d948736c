import Foundation
import LedgerStore
import Testing

@Suite("Sound files pass the reader of pages, and its counts are LMDB's own")
struct PageStructureTests {
  @Test("a log in which nothing was ever committed is sound")
  func empty() throws {
    let folder = try Folder()
    try folder.open().close()
    let report = try folder.examine()
    #expect(report.isSound)
    #expect(report.transactionID == 0)
    #expect(report.pageCount == 2)
    #expect(report.trees.map(\.name) == ["(free)", "(main)"])
  }

  @Test("logs of any number of events are sound", arguments: [1, 2, 60, 500, 20_000])
  func plain(events: Int) throws {
    let folder = try Folder()
    try folder.makeLog(events: events)
    let report = try sound(folder)
    #expect(report.trees.first { $0.name == "events" }?.entries == UInt64(events))
  }

  @Test(
    "mixed sizes, long values, removals and free pages are sound",
    arguments: 1...6 as ClosedRange<UInt64>
  )
  func mixed(seed: UInt64) throws {
    let folder = try Folder()
    let store = try folder.open {
      $0.initialMapSizeInBytes = 1 << 20
      $0.durability = .none
    }
    var log = LedgerLikeLog(seed: seed)
    for _ in 0..<4 {
      try log.write(8, to: store)
      _ = try sound(folder)
    }
    #expect(try sound(folder).trees.contains { $0.name == "references" && $0.depth >= 3 })
    try log.empty(store)
    let emptied = try sound(folder)
    #expect(emptied.trees.first { $0.name == "contents" }?.depth == 0)
    #expect(emptied.freePageCount > 100)
    try log.write(5, to: store)
    _ = try sound(folder)
    try store.copy(to: folder.path + "/copy")
    store.close()
    _ = try sound(folder)
    let copy = try LogStore.examine(at: folder.path + "/copy")
    #expect(copy.isSound && copy.notes.isEmpty && copy.freePageCount == 0)
  }

  @Test("values far longer than a page, and lists of many free pages, are sound")
  func long() throws {
    let folder = try Folder()
    let store = try folder.open { $0.durability = .none }
    for round in 0..<6 {
      try store.append { writer in
        for key: UInt64 in 0..<3 {
          let size = 3_000_000 + round * 70_000 + Int(key)
          try writer.put([UInt8](repeating: 1, count: size), in: .contents, at: key)
        }
        _ = try writer.append([1])
      }
      _ = try sound(folder)
    }
    try store.append { writer in _ = try writer.remove(in: .contents, at: 1) }
    let report = try sound(folder)
    #expect(report.trees.contains { $0.name == "(free)" && $0.overflowPages > 0 })
    store.close()
  }

  @Test("what two processes wrote, and one that was killed while writing, is sound")
  func processes() throws {
    let folder = try Folder()
    try folder.makeLog()
    let holder = try ProbeRunner("hold-writer", folder.log)
    _ = try holder.line()
    holder.kill()
    let first = try ProbeRunner("append", folder.log, 300)
    let second = try ProbeRunner("append", folder.log, 400)
    #expect(try first.line() == "appended 300")
    #expect(try second.line() == "appended 400")
    #expect(try sound(folder).trees.first { $0.name == "events" }?.entries == 703)
  }

  @Test("a log that another process writes to is sound, or not stable, but never damaged")
  func whileWriting() throws {
    let folder = try Folder()
    try folder.makeLog()
    let writer = try ProbeRunner("append", folder.log, 5_000)
    var last: UInt64 = 0
    var walks = 0
    while last < 50 && walks < 100_000 {
      let report = try folder.examine()
      #expect(!report.isStable || report.isSound, "\(report.problems)")
      last = report.transactionID
      walks += 1
    }
    #expect(try writer.line() == "appended 5000")
    #expect(walks > 1)
    _ = try sound(folder)
  }

  @Test("a log that other processes write to, however busily, is sound at every moment")
  func underAReadTransaction() throws {
    let folder = try Folder()
    try folder.makeLog()
    let writers = try (0..<2).map { _ in try ProbeRunner("append", folder.log, 3_000) }
    var walks = 0
    var last: UInt64 = 0
    while walks < 200, last < 4_000 {
      let report = try LogStore.examine(at: folder.log)
      #expect(report.isSound, "\(report.problems)")
      last = report.transactionID
      walks += 1
    }
    for writer in writers { #expect(try writer.line() == "appended 3000") }
    #expect(walks > 1)
  }

  #if os(Linux)
  @Test("a file that the disk cannot read is not called damaged")
  func unreadable() throws {
    // No page of memory lies at its beginning, which is an error of input and output.
    let path = "/proc/self/mem"
    let error = #expect(throws: StoreError.self) { try PageStructure.examine(path: path) }
    #expect(error?.reason == .diskFailed)
    #expect(error?.operation == "pread")
    #expect(error?.description.hasPrefix("\(path): the disk failed; check the disk") == true)
  }
  #endif

  @Test("a file cut behind its meta pages is one problem")
  func cut() throws {
    let folder = try Folder()
    try folder.makeLog()
    let store = try folder.open()
    for _ in 0..<300 { try store.append(1) }
    store.close()
    let file = try FileHandle(forUpdating: folder.dataFile)
    let pages = try file.seekToEnd() / 4_096
    for kept in [pages / 2, 2] {
      try file.truncate(atOffset: kept * 4_096)
      let report = try folder.examine()
      #expect(report.problems.map(\.kind) == [.fileCut(pages: kept, of: report.pageCount)])
    }
  }

  @Test("a file that lacks only free pages at its end is sound, and one page less is not")
  func lacksFreePages() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append { writer in
      _ = try writer.append([1])
      try writer.put([UInt8](repeating: 1, count: 400_000), in: .contents, at: 1)
    }
    try store.append { writer in _ = try writer.remove(in: .contents, at: 1) }
    for _ in 0..<10 { try store.append(1) }
    store.close()
    let file = try FileHandle(forUpdating: folder.dataFile)
    var size = try file.seekToEnd()
    let whole = size
    while try folder.examine().isSound {
      size -= 4_096
      try file.truncate(atOffset: size)
    }
    #expect(whole - size > 200_000, "no free pages were at the end")
    #expect(reasonNotToOpen(folder.log) == .corrupted)
    let report = try folder.examine()
    #expect(
      report.problems.contains { $0.kind == .pageMissing(size / 4_096) },
      "\(report.problems)"
    )
  }

  @Test("the map tells of every page what it holds")
  func map() throws {
    let folder = try Folder()
    try folder.makeLedgerLikeLog(seed: 3, transactions: 20)
    let report = try folder.examine(mapsPages: true)
    let map = try #require(report.map)
    var held: [PageMap.Content: UInt64] = [:]
    for page in 0..<map.pageCount { held[map[page: page], default: 0] += 1 }
    #expect(held[.meta] == 2)
    #expect(held[.free] == report.freePageCount)
    #expect(held[.lost] == nil)
    for tree in report.trees {
      #expect(held[.branch(of: tree.name), default: 0] == tree.branchPages)
      #expect(held[.leaf(of: tree.name), default: 0] == tree.leafPages)
      #expect(held[.overflow(of: tree.name), default: 0] == tree.overflowPages)
    }
  }

  @Test("progress rises to the number of pages")
  func progress() throws {
    let folder = try Folder()
    try folder.makeLog(events: 60_000)
    var told: [UInt64] = []
    var totals: Set<UInt64> = []
    let report = try LogStore.examine(at: folder.log) { done, total in
      told.append(done)
      totals.insert(total)
    }
    #expect(told.count > 1)
    #expect(told == told.sorted())
    #expect(told.last == report.pageCount)
    #expect(totals == [report.pageCount])
  }

  @Test("what is not there, or is no file, is told apart from damage")
  func absent() throws {
    let folder = try Folder()
    let error = #expect(throws: StoreError.self) { try LogStore.examine(at: folder.log) }
    #expect(error?.reason == .notFound)
    let other = #expect(throws: StoreError.self) { try LogStore.examine(at: folder.path) }
    #expect(other?.reason == .notALedger)
  }

  /// Examines a log, compares all counts with LMDB's, and expects that no page is lost.
  private func sound(_ folder: Folder) throws -> PageStructure.Report {
    let report = try folder.examine()
    #expect(report.isSound, "\(report.problems.prefix(5))")
    #expect(report.notes.isEmpty)
    #expect(report.lostPageCount == 0)
    // LMDB must not open a log twice in a process, nor a sibling's lock: a copy of the file it is.
    let copy = try Folder()
    try FileManager.default.createDirectory(atPath: copy.log, withIntermediateDirectories: false)
    try FileManager.default.copyItem(at: folder.dataFile, to: copy.dataFile)
    let sizes = try SizesByLMDB(copy.log)
    #expect(report.counts == sizes.trees)
    #expect(report.freePageCount == sizes.freePages)
    #expect(report.pageCount == sizes.pages)
    #expect(report.transactionID == sizes.transactionID)
    return report
  }
}
