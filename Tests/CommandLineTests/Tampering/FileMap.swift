import Foundation
import LedgerStore
import Testing

/// What each byte of a sound file is, told by a reader of pages that is the tests' own.
struct FileMap {
  /// What a byte belongs to.
  enum Place: Hashable {
    /// A part of a value; where in it.
    case value(table: String, key: [UInt8], offset: Int)
    /// A part of an entry's key; where in it, and what the entry's value is, if it is beside the key.
    case key(table: String, key: [UInt8], offset: Int, value: [UInt8])
    /// A part of what LMDB needs to find keys and values.
    case structure(table: String)
    /// Nothing that any reader looks at: room to spare in a page that is in use, or padding.
    case unused(table: String)
    /// A page that is free.
    case free
    /// A meta page.
    case meta
  }

  /// The bytes of the file.
  let bytes: [UInt8]
  let map: PageMap
  let pageSize: Int
  private var runs: [Int: Run] = [:]

  /// A value on pages of its own.
  private struct Run {
    let first: Int
    let key: [UInt8]
    let size: Int
  }

  init(of ledger: String) throws {
    let report = try LogStore.examine(at: ledger, mapsPages: true)
    try #require(report.isSound, "\(report.problems)")
    map = try #require(report.map)
    pageSize = report.pageSizeInBytes
    bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: ledger + "/data.mdb")))
    for page in 0..<map.pageCount {
      guard case .leaf = map[page: page] else { continue }
      for node in nodes(of: page) where node.isLong {
        let first = Int(number(at: node.valueStart, 8))
        let pages = Int(number(at: first * pageSize + 12, 4))
        for place in 0..<pages {
          runs[first + place] = Run(first: first, key: node.key, size: node.valueSize)
        }
      }
    }
  }

  /// The table that a page belongs to; nil for meta and free pages.
  func table(ofPage page: Int) -> String? {
    switch map[page: page] {
    case .branch(let name), .leaf(let name), .overflow(let name): name
    case .meta, .free, .lost: nil
    }
  }

  /// The pages of a table; with the empty name, the free ones.
  func pages(of table: String) -> [Int] {
    (0..<map.pageCount).filter {
      table.isEmpty ? map[page: $0] == .free : self.table(ofPage: $0) == table
    }
  }

  /// Where the value of a key lies; nil where a table has none.
  func value(of key: [UInt8], in table: String) -> Range<Int>? {
    for page in pages(of: table) {
      guard case .leaf = map[page: page],
        let node = nodes(of: page).first(where: { $0.key == key })
      else { continue }
      guard node.isLong else { return node.valueStart..<node.end }
      let start = Int(number(at: node.valueStart, 8)) * pageSize + 16
      return start..<start + node.valueSize
    }
    return nil
  }

  /// What a byte is.
  func place(at offset: Int) -> Place {
    let (page, within) = offset.quotientAndRemainder(dividingBy: pageSize)
    switch map[page: page] {
    case .meta: return .meta
    case .free, .lost: return .free
    case .overflow(let table):
      guard let run = runs[page] else { return .structure(table: table) }
      let start = offset - run.first * pageSize - 16
      if start < 0 {
        return within == 8 || within == 9 ? .unused(table: table) : .structure(table: table)
      }
      return start < run.size
        ? .value(table: table, key: run.key, offset: start) : .unused(table: table)
    case .branch(let table): return place(within, of: page, table)
    case .leaf(let table): return place(within, of: page, table)
    }
  }

  private func place(_ within: Int, of page: Int, _ table: String) -> Place {
    let start = page * pageSize
    if within == 8 || within == 9 { return .unused(table: table) }
    let lower = Int(number(at: start + 12, 2))
    let upper = Int(number(at: start + 14, 2))
    if within >= lower && within < upper { return .unused(table: table) }
    if within < lower { return .structure(table: table) }
    let offset = start + within
    for node in nodes(of: page) where node.range.contains(offset) {
      guard offset < node.end else { return .unused(table: table) }
      if offset >= node.keyStart, offset < node.valueStart, !node.isBranch {
        let value = node.isLong ? [] : Array(bytes[node.valueStart..<node.end])
        return .key(table: table, key: node.key, offset: offset - node.keyStart, value: value)
      }
      guard !node.isLong, offset >= node.valueStart else { return .structure(table: table) }
      return .value(table: table, key: node.key, offset: offset - node.valueStart)
    }
    return .structure(table: table)
  }

  // MARK: Entries

  private struct Node {
    let key: [UInt8]
    /// With the padding.
    let range: Range<Int>
    let keyStart: Int
    let valueStart: Int
    let valueSize: Int
    let isBranch: Bool
    /// Whether the value is on pages of its own.
    let isLong: Bool
    /// Where padding begins.
    let end: Int
  }

  private func nodes(of page: Int) -> [Node] {
    let start = page * pageSize
    let count = (Int(number(at: start + 12, 2)) - 16) / 2
    let isBranch = number(at: start + 10, 2) & 1 != 0
    return (0..<count).map { index in
      let node = start + Int(number(at: start + 16 + index * 2, 2))
      let keySize = Int(number(at: node + 6, 2))
      let isLong = !isBranch && number(at: node + 4, 2) & 1 != 0
      let size = isBranch ? 0 : Int(number(at: node, 4))
      let valueStart = node + 8 + keySize
      let end = valueStart + (isLong ? 8 : size)
      return Node(
        key: Array(bytes[node + 8..<valueStart]),
        range: node..<(end + (end - node) % 2),
        keyStart: node + 8,
        valueStart: valueStart,
        valueSize: size,
        isBranch: isBranch,
        isLong: isLong,
        end: end
      )
    }
  }

  private func number(at offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [UInt8] {
  /// The number of an integer key.
  var number: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
