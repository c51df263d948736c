import Foundation
import LedgerStore
import Testing

@Suite("Several threads examine a file as one does")
struct ThreadedExaminationTests {
  private let folder: Folder
  private let map: PageMap
  private let bytes: [UInt8]
  private let pageSize: Int

  init() throws {
    folder = try Folder()
    try folder.makeLedgerLikeLog(seed: 7, transactions: 15)
    let report = try folder.examine(mapsPages: true)
    map = try #require(report.map)
    pageSize = report.pageSizeInBytes
    bytes = try [UInt8](Data(contentsOf: folder.dataFile))
  }

  private func expectOneReport(_ what: String) throws -> PageStructure.Report {
    let one = try LogStore.examine(at: folder.log, threadCount: 1)
    for threadCount in [2, 3, 16] {
      let report = try LogStore.examine(at: folder.log, threadCount: threadCount)
      #expect(report.problems == one.problems, "\(what)")
      #expect(report.problemCount == one.problemCount && report.notes == one.notes, "\(what)")
      #expect(report.trees == one.trees, "\(what)")
      #expect(report.pageCount == one.pageCount && report.freePageCount == one.freePageCount)
      #expect(report.lostPageCount == one.lostPageCount && report.isSound == one.isSound)
    }
    return one
  }

  @Test("a sound file is sound, tree by tree")
  func sound() throws {
    let report = try expectOneReport("sound")
    #expect(report.isSound && report.trees.count == 2 + Table.allCases.count)
  }

  @Test("the same is wrong with many damaged files, in the same order")
  func damaged() throws {
    var damaged = 0
    for seed: UInt64 in 0..<300 {
      var changed = bytes
      var mutation = Mutation(seed: seed)
      mutation.make(in: &changed, map, pageSize: pageSize)
      try Data(changed).write(to: folder.dataFile)
      if try !expectOneReport("\(mutation)").isSound { damaged += 1 }
    }
    #expect(damaged > 100)
  }

  @Test("a page that two databases lead to is found")
  func shared() throws {
    // The root of one takes the place of the other's: each tree alone is whole.
    let roots = ["streams", "tiles", "contents", "events"].compactMap(record)
    try #require(roots.count > 1)
    var changed = bytes
    changed.replaceSubrange(roots[1]..<roots[1] + 48, with: bytes[roots[0]..<roots[0] + 48])
    try Data(changed).write(to: folder.dataFile)
    let report = try expectOneReport("shared")
    let isShared = report.problems.contains {
      if case .pageReachedTwice = $0.kind { return true }
      return false
    }
    #expect(isShared, "\(report.problems)")
  }

  /// Where the record of a database lies in the newest state.
  private func record(of name: String) -> Int? {
    let mains = (0..<map.pageCount).filter {
      map[page: $0] == .leaf(of: PageStructure.TreeSize.main)
    }
    let name = Array(name.utf8)
    for page in mains {
      for start in page * pageSize + 16..<(page + 1) * pageSize - name.count - 48
      where Array(bytes[start..<start + name.count]) == name
        && bytes[start - 2] == UInt8(name.count) && bytes[start - 8] == 48
      {
        return start + name.count
      }
    }
    return nil
  }

  @Test("progress never falls, and ends with all pages, also where a walk is made again")
  func progress() throws {
    let folder = try Folder()
    try folder.makeLog(events: 60_000)
    for isDamaged in [false, true] {
      if isDamaged {
        let report = try folder.examine(mapsPages: true)
        let map = try #require(report.map)
        let leaf = try #require((0..<map.pageCount).last { map[page: $0] == .leaf(of: "events") })
        var bytes = try [UInt8](Data(contentsOf: folder.dataFile))
        bytes[leaf * report.pageSizeInBytes + 10] ^= 8
        try Data(bytes).write(to: folder.dataFile)
      }
      var told: [UInt64] = []
      let report = try LogStore.examine(at: folder.log, threadCount: 2) { done, _ in
        told.append(done)
      }
      #expect(report.isSound != isDamaged)
      #expect(told.count > 1 && told == told.sorted() && told.last == report.pageCount)
    }
  }
}
