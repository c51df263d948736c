import Foundation
import LedgerStore
import Testing

@Suite("Damage is named: what, in which page, and which entries it touches")
struct PageDamageTests {
  private let folder: Folder
  private let map: PageMap
  private let bytes: [UInt8]
  private let pageSize: Int

  init() throws {
    folder = try Folder()
    try folder.makeLedgerLikeLog(seed: 5, transactions: 15)
    let report = try folder.examine(mapsPages: true)
    try #require(report.isSound)
    map = try #require(report.map)
    pageSize = report.pageSizeInBytes
    bytes = try [UInt8](Data(contentsOf: folder.dataFile))
  }

  // MARK: Meta pages

  @Test(
    "a changed field of a meta page is named",
    arguments: [
      (0, 10, 2, 9, .pageFlags(9)), (0, 0, 8, 1, .pageNumber(1)), (0, 16, 4, 7, .notLMDB),
      (0, 20, 4, 2, .dataVersion(2)), (0, 40, 4, 1_000, .pageSize(1_000)),
      (1, 16, 4, 0, .notLMDB), (1, 40, 4, 8_192, .pageSizesDiffer),
    ] as [(Int, Int, Int, UInt64, PageStructure.Kind)]
  )
  func metaField(page: Int, place: Int, count: Int, number: UInt64, kind: PageStructure.Kind) throws
  {
    var changed = bytes
    set(number, count, at: page * pageSize + place, in: &changed)
    let report = try examine(changed)
    #expect(report.problems.map(\.kind) == [kind])
  }

  @Test("the older meta page may lead to trees, and say that there is no page")
  func olderMetaPage() throws {
    let older = number(at: pageSize + 144, 8) > number(at: 144, 8) ? 0 : pageSize
    for last: UInt64 in [0, 1] {
      var changed = bytes
      set(last, 8, at: older + 136, in: &changed)
      let report = try examine(changed)
      #expect(report.isSound && report.notes.contains(.olderMetaPage))
    }
  }

  @Test("a changed field of the newer meta page is named")
  func newerMetaField() throws {
    let newer = number(at: pageSize + 144, 8) > number(at: 144, 8) ? pageSize : 0
    let pages = number(at: newer + 136, 8) + 1
    let table: [(Int, Int, UInt64, PageStructure.Kind)] = [
      (32, 8, 4_096, .mapSize(4_096)), (32, 8, 1 << 60, .mapSize(1 << 60)),
      (136, 8, 0, .lastPage(0)), (136, 8, 1 << 60, .lastPage(1 << 60)),
      (44, 2, 0x0C, .databaseFlags(0x0C)), (92, 2, 4, .databaseFlags(4)),
      (46, 2, 33, .contradictoryRecord), (46, 2, 0, .contradictoryRecord),
      (88, 4, 1, .contradictoryRecord), (128, 8, .max, .contradictoryRecord),
      (80, 8, pages, .pageOutOfRange(pages)), (80, 8, 1, .pageOutOfRange(1)),
      (120, 8, 9, .count(.entries, recorded: 9, counted: 10)),
      (104, 8, 7, .count(.leafPages, recorded: 7, counted: 1)),
      (96, 8, 7, .count(.branchPages, recorded: 7, counted: 0)),
      (112, 8, 7, .count(.overflowPages, recorded: 7, counted: 0)),
    ]
    for (place, count, number, kind) in table {
      var changed = bytes
      set(number, count, at: newer + place, in: &changed)
      let kinds = try examine(changed).problems.map(\.kind)
      #expect(kinds.contains(kind), "\(place): \(kinds)")
    }
  }

  @Test("transaction numbers that no history leads to are named, a skipped one is noted")
  func transactions() throws {
    let newer = number(at: pageSize + 144, 8) > number(at: 144, 8) ? pageSize : 0
    let older = pageSize - newer
    let id = number(at: newer + 144, 8)
    for number: UInt64 in [id + 1, id - 1, .max - 1] {
      var changed = bytes
      set(number, 8, at: newer + 144, in: &changed)
      let kinds = try examine(changed).problems.map(\.kind)
      guard case .transactionNumbers = kinds.first else {
        Issue.record("\(number): \(kinds)")
        continue
      }
    }
    var changed = bytes
    set(id - 3, 8, at: older + 144, in: &changed)
    let report = try examine(changed)
    #expect(report.isSound)
    #expect(report.notes == [.skippedTransactions(older: id - 3, newer: id)])
  }

  // MARK: Trees

  @Test("a key out of order in events is named by its position")
  func keyOrder() throws {
    let page = try leaf(of: "events")
    let node = nodes(of: page)[1]
    let position = number(at: node + 8, 8)
    var changed = bytes
    set(position + 1_000_000, 8, at: node + 8, in: &changed)
    let problems = try examine(changed).problems
    #expect(problems.contains { $0.page == UInt64(page) && $0.database == "events" })
    #expect(problems.contains { $0.place == .number(position + 1_000_000) })
    set(position - 1, 8, at: node + 8, in: &changed)
    let first = try #require(try examine(changed).problems.first)
    #expect(first.kind == .keyOrder)
    #expect(first.place == .number(position - 1))
  }

  @Test("a spoilt header of a leaf of events names the positions that it holds")
  func leafHeader() throws {
    let page = try leaf(of: "events")
    let keys = nodes(of: page).map { number(at: $0 + 8, 8) }
    let table: [(Int, UInt64)] = [
      (0, 3), (10, 0x12), (10, 1), (12, 17), (12, 14), (14, 0), (14, 5_000),
    ]
    for (place, number) in table {
      var changed = bytes
      set(number, place == 0 ? 8 : 2, at: page * pageSize + place, in: &changed)
      let problems = try examine(changed).problems
      let problem = try #require(problems.first)
      #expect(problem.page == UInt64(page))
      guard case .numbers(let from, let end) = problem.place else {
        Issue.record("\(problem)")
        continue
      }
      #expect(from <= keys[0])
      #expect(end.map { $0 > keys[keys.count - 1] } ?? true)
    }
  }

  @Test("a spoilt long value of contents is named by its position")
  func overflow() throws {
    let (page, node) = try #require(longValue(), "no long value")
    let position = number(at: node + 8, 8)
    let run = Int(number(at: node + 16, 8)) * pageSize
    let pages = number(at: run + 12, 4)
    let table: [(Int, Int, UInt64)] = [
      (run, 8, 2), (run + 10, 2, 2), (run + 10, 2, 0x14), (run + 12, 4, 0),
      (run + 12, 4, pages + 1),
      (run + 12, 4, 0xFFFF_FFFF), (node, 4, 0xFFFF_FFFF), (node + 16, 8, 1), (node + 16, 8, .max),
      (node + 16, 8, UInt64(page)), (node + 4, 2, 5),
    ]
    for (place, count, number) in table {
      var changed = bytes
      set(number, count, at: place, in: &changed)
      let problems = try examine(changed).problems
      let isNamed = problems.contains { $0.database == "contents" && $0.place == .number(position) }
      // A run that is one page longer takes one that is lost, free, or another's.
      #expect(isNamed || number == pages + 1, "\(place): \(problems)")
      #expect(!problems.isEmpty)
    }
  }

  @Test("entries that overlap, leave gaps, or lie outside of the page are named")
  func layout() throws {
    let page = try leaf(of: "contents")
    let index = page * pageSize + 16
    let first = number(at: index, 2)
    for number in [first + 1, first + 2, first - 2, 0, 10, UInt64(pageSize), 0xFFFE] {
      var changed = bytes
      set(number, 2, at: index, in: &changed)
      let problem = try #require(try examine(changed).problems.first)
      #expect(problem.kind == .layout || problem.kind == .tooFewEntries, "\(number): \(problem)")
      #expect(problem.page == UInt64(page))
    }
  }

  @Test("a value that LMDB would never have put into a leaf is named by its position")
  func longInLeaf() throws {
    let page = try leaf(of: "events")
    let start = page * pageSize
    let upper = number(at: start + 14, 2)
    let node = start + Int(upper)
    let size = UInt64(pageSize) - upper - 16
    var changed = bytes
    // One entry takes the room of all.
    set(18, 2, at: start + 12, in: &changed)
    set(upper, 2, at: start + 16, in: &changed)
    set(size, 4, at: node, in: &changed)
    let problems = try examine(changed).problems
    let position = number(at: node + 8, 8)
    #expect(problems.first?.kind == .valueSize(size))
    #expect(problems.first?.place == .number(position))
  }

  @Test("a branch that leads to itself, to its parent or to a sibling is named, and ends the walk")
  func cycle() throws {
    let branch = try #require(pages { $0 == .branch(of: "references") }.first)
    let children = nodes(of: branch)
    for target in pages({ $0 == .branch(of: "references") || $0 == .leaf(of: "events") }) {
      var changed = bytes
      set(UInt64(target), 6, at: children[0], in: &changed)
      let report = try examine(changed)
      #expect(!report.isSound || number(at: children[0], 6) == UInt64(target))
    }
  }

  @Test("a database that lost its name, or that is none, is named")
  func databases() throws {
    let page = try #require(pages { $0 == .leaf(of: "(main)") }.first)
    let node = try #require(nodes(of: page).first { name(at: $0) == "contents" })
    var changed = bytes
    changed[node + 8 + 4] = UInt8(ascii: "a")
    let report = try examine(changed)
    #expect(report.problems.map(\.kind) == [.missingDatabase])
    #expect(report.problems.first?.database == "contents")
    #expect(report.notes == [.unknownDatabase("contants")])
    let table: [(Int, Int, UInt64, PageStructure.Kind)] = [
      (node + 4, 2, 0, .notADatabase), (node + 4, 2, 6, .entryFlags(6)),
      (node + 16 + 4, 2, 0, .databaseFlags(0)), (node + 16 + 4, 2, 0x0C, .databaseFlags(0x0C)),
    ]
    for (place, count, number, kind) in table {
      changed = bytes
      set(number, count, at: place, in: &changed)
      let kinds = try examine(changed).problems.map(\.kind)
      #expect(kinds.contains(kind), "\(kinds)")
    }
  }

  // MARK: Free pages

  @Test("a list of free pages that cannot be is named by its transaction")
  func freeLists() throws {
    let page = try #require(pages { $0 == .leaf(of: "(free)") }.first)
    let node = try #require(
      nodes(of: page).first { number(at: $0 + 4, 2) == 0 && number(at: $0 + 16, 8) > 1 }
    )
    let id = number(at: node + 8, 8)
    let count = number(at: node + 16, 8)
    let used = UInt64(try leaf(of: "events"))
    let table: [(Int, UInt64, PageStructure.Kind)] = [
      (node + 16, count + 1_000, .freeListLength(count + 1_000)),
      (node + 24, 1 << 40, .freePageOutOfRange(1 << 40)), (node + 24 + 8, .max, .freeListOrder),
      (node + 24 + 8 * Int(count - 1), 1, .freePageOutOfRange(1)),
    ]
    for (place, number, kind) in table {
      var changed = bytes
      set(number, 8, at: place, in: &changed)
      let problems = try examine(changed).problems
      #expect(problems.contains { $0.kind == kind && $0.place == .number(id) }, "\(problems)")
    }
    var changed = bytes
    set(1, 8, at: node + 16, in: &changed)
    set(used, 8, at: node + 24, in: &changed)
    let shared = try examine(changed).problems
    #expect(shared.contains { $0.kind == .freePageInUse(used) && $0.database == "events" })
    set(0, 8, at: node + 16, in: &changed)
    let report = try examine(changed)
    #expect(report.isSound)
    #expect(report.notes == [.lostPages(count)])
  }

  @Test("a file cut anywhere is refused, and bytes of free pages mean nothing")
  func cutsAndFreePages() throws {
    for size in [0, 1, 151, 4_095, 4_096, 4_247, 8_192, 12_288, bytes.count / 2] {
      #expect(try !examine(Array(bytes.prefix(size))).isSound)
    }
    var changed = bytes
    for page in pages({ $0 == .free }) {
      for place in 0..<pageSize where page * pageSize + place < changed.count {
        changed[page * pageSize + place] = 0xA5
      }
    }
    #expect(changed != bytes)
    let report = try examine(changed)
    #expect(report.isSound)
    #expect(report.notes.isEmpty)
  }

  // MARK: Helpers

  private func examine(_ bytes: [UInt8]) throws -> PageStructure.Report {
    try Data(bytes).write(to: folder.dataFile)
    return try folder.examine()
  }

  private func pages(_ isWanted: (PageMap.Content) -> Bool) -> [Int] {
    (0..<map.pageCount).filter { isWanted(map[page: $0]) }
  }

  /// A leaf with at least three entries that is not at the edge of the tree.
  private func leaf(of name: String) throws -> Int {
    let leaves = pages { $0 == .leaf(of: name) }.filter { nodes(of: $0).count > 2 }
    return try #require(leaves.dropFirst(leaves.count / 2).first)
  }

  /// A leaf of contents and an entry in it whose value has pages of its own.
  private func longValue() -> (page: Int, node: Int)? {
    for page in pages({ $0 == .leaf(of: "contents") }) {
      if let node = nodes(of: page).first(where: { number(at: $0 + 4, 2) == 1 }) {
        return (page, node)
      }
    }
    return nil
  }

  /// Where the entries of a page begin, in the order of their keys.
  private func nodes(of page: Int) -> [Int] {
    let start = page * pageSize
    let count = (Int(number(at: start + 12, 2)) - 16) / 2
    return (0..<count).map { start + Int(number(at: start + 16 + $0 * 2, 2)) }
  }

  private func name(at node: Int) -> String {
    String(decoding: bytes[node + 8..<node + 8 + Int(number(at: node + 6, 2))], as: UTF8.self)
  }

  private func number(at place: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << (UInt64($1) * 8) }
  }

  private func set(_ number: UInt64, _ count: Int, at place: Int, in bytes: inout [UInt8]) {
    for index in 0..<count {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> (UInt64(index) * 8))
    }
  }
}
