import Foundation
import LedgerStore
import Testing

/// A file that lacks free pages at its end, so that opening it reads their lists.
@Suite("A file that is too short is opened only where sound lists name all that it lacks")
struct ShortFileTests {
  private static let pageSize = 4_096
  private let folder: Folder
  private let bytes: [UInt8]
  /// Where the newer meta page begins, the leaf of the lists, and in it the entry of the list of what is
  /// missing.
  private let newer: Int
  private let leaf: Int
  private let list: Int

  init() throws {
    folder = try Folder()
    let store = try folder.open()
    try store.append(10)
    try store.append { writer in
      try writer.put([UInt8](repeating: 1, count: 4_000_000), in: .contents, at: 1)
    }
    try store.append { writer in _ = try writer.remove(in: .contents, at: 1) }
    for _ in 0..<3 { try store.append(1) }
    store.close()
    let whole = try [UInt8](Data(contentsOf: folder.dataFile))
    var pages = whole.count / Self.pageSize
    while try folder.examine().isSound {
      pages -= 1
      try Data(whole.prefix(pages * Self.pageSize)).write(to: folder.dataFile)
    }
    bytes = Array(whole.prefix((pages + 1) * Self.pageSize))
    try #require(whole.count - bytes.count > 2_000_000, "no free pages were at the end")
    newer = whole.number(at: 144) > whole.number(at: Self.pageSize + 144) ? 0 : Self.pageSize
    try #require(whole.number(at: newer + 46, 2) == 1, "the lists take more than a leaf")
    let start = Int(whole.number(at: newer + 80)) * Self.pageSize
    leaf = start
    list = try #require(
      stride(from: 16, to: Int(whole.number(at: start + 12, 2)), by: 2)
        .map { start + Int(whole.number(at: start + $0, 2)) }
        .first { whole.number(at: $0 + 4, 2) == 1 },
      "the list is on no pages of its own"
    )
  }

  private func reasonNotToOpen(_ changed: [UInt8]) throws -> StoreError.Reason? {
    try Data(changed).write(to: folder.dataFile)
    return LedgerStoreTests.reasonNotToOpen(folder.log, access: .readOnly)
  }

  @Test("as it is")
  func sound() throws {
    #expect(try reasonNotToOpen(bytes) == nil)
    #expect(try reasonNotToOpen(Array(bytes.dropLast(Self.pageSize))) == .corrupted)
  }

  @Test("and not where an entry is named twice")
  func entryTwice() throws {
    var changed = bytes
    changed.add(list - leaf, toLeafAt: leaf)
    #expect(try reasonNotToOpen(changed) == .corrupted)
    #expect(try folder.examine().problems.map(\.kind).contains(.layout))
  }

  @Test("and not where two entries name one list")
  func listTwice() throws {
    var changed = bytes
    let entry = bytes[list..<list + 24]
    let upper = Int(bytes.number(at: leaf + 14, 2)) - entry.count
    changed.replaceSubrange(leaf + upper..<leaf + upper + entry.count, with: entry)
    changed.set(UInt64(upper), 2, at: leaf + 14)
    changed.add(upper, toLeafAt: leaf)
    // The keys rise, and no transaction is one that was not yet.
    let newest = bytes.number(at: newer + 144) + 2
    changed.set(newest, 8, at: newer + 144)
    changed.set(newest, 8, at: leaf + upper + 8)
    #expect(try reasonNotToOpen(changed) == .corrupted)
    let page = bytes.number(at: list + 16)
    #expect(try folder.examine().problems.map(\.kind).contains(.pageReachedTwice(page)))
  }

  @Test("and says what an examination finds, where one is asked for")
  func examined() throws {
    var changed = bytes
    changed.add(list - leaf, toLeafAt: leaf)
    try Data(changed).write(to: folder.dataFile)
    let error = #expect(throws: StoreError.self) {
      try LogStore.open(at: folder.log, options: .init(access: .readOnly, examinesFile: true))
    }
    #expect(error?.reason == .corrupted)
    let page = leaf / Self.pageSize
    #expect(error?.detail.hasPrefix("data.mdb: page \(page), (free)") == true, "\(error as Any)")
  }
}

extension [UInt8] {
  fileprivate func number(at place: Int, _ count: Int = 8) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(self[place + $1]) << (UInt64($1) * 8) }
  }

  fileprivate mutating func set(_ number: UInt64, _ count: Int, at place: Int) {
    for index in 0..<count {
      self[place + index] = UInt8(truncatingIfNeeded: number >> (UInt64(index) * 8))
    }
  }

  /// Names one more entry, the last one, in a leaf that has room for that.
  fileprivate mutating func add(_ entry: Int, toLeafAt leaf: Int) {
    let lower = number(at: leaf + 12, 2)
    set(UInt64(entry), 2, at: leaf + Int(lower))
    set(lower + 2, 2, at: leaf + 12)
  }
}
