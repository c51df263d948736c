/// Counts which pages past the end of a short file LMDB lists as free.
///
/// LMDB keeps free pages in a tree of their own: transaction to a list of page numbers. It is
/// walked with `pread` here, since walking it through LMDB would touch the missing pages.
/// ```
/// page: 0 number u64 | 8 u16 | 10 flags u16 | 12 lower u16 | 14 upper u16 | 16 node offsets u16
/// node: 0 low u16 | 2 high u16 | 4 flags u16 | 6 key size u16 | 8 key, data
/// data: count u64, then that many page numbers u64; on overflow pages if the node's flag 1 is set
/// ```
struct FreePages {
  private let first: UInt64
  private let last: UInt64
  private var found: Set<UInt64> = []
  private var visited: Set<UInt64> = []

  /// No list is so long; a damaged one may claim to be.
  private static let greatestListInBytes = 1 << 26

  init(from first: UInt64, through last: UInt64) {
    self.first = first
    self.last = last
  }

  /// How many pages of the range are free; too few when the tree itself is damaged.
  mutating func count(
    in file: borrowing DataFile,
    _ header: DataFile.Header
  ) throws(StoreError) -> UInt64 {
    if header.freeRoot != .max {
      try visit(header.freeRoot, depth: 0, in: file, header.pageSizeInBytes)
    }
    return UInt64(found.count)
  }

  private mutating func visit(
    _ number: UInt64,
    depth: Int,
    in file: borrowing DataFile,
    _ pageSize: Int
  ) throws(StoreError) {
    // LMDB's own trees are never deeper than 32 pages (`CURSOR_STACK`); a damaged one may loop.
    guard depth < 32, number < first, visited.insert(number).inserted else { return }
    let page = try file.bytes(at: number * UInt64(pageSize), count: pageSize)
    guard page.count == pageSize else { return }
    let isBranch = page.number(at: 10, as: UInt16.self) & 1 != 0
    let lower = Int(page.number(at: 12, as: UInt16.self))
    guard (16...pageSize).contains(lower) else { return }
    for slot in stride(from: 16, to: lower - 1, by: 2) {
      let node = Int(page.number(at: slot, as: UInt16.self))
      guard node + 8 <= pageSize else { return }
      let low = UInt64(page.number(at: node, as: UInt32.self))
      let flags = page.number(at: node + 4, as: UInt16.self)
      if isBranch {
        try visit(low | UInt64(flags) << 32, depth: depth + 1, in: file, pageSize)
        continue
      }
      let data = node + 8 + Int(page.number(at: node + 6, as: UInt16.self))
      guard data + 8 <= pageSize else { return }
      if flags & 1 != 0 {
        let overflow = page.number(at: data, as: UInt64.self)
        guard overflow < first else { return }
        let size = min(Int(low), Self.greatestListInBytes)
        note(try file.bytes(at: overflow * UInt64(pageSize) + 16, count: size))
      } else {
        note(Array(page[data..<min(data + Int(low), pageSize)]))
      }
    }
  }

  private mutating func note(_ list: [UInt8]) {
    guard list.count >= 8 else { return }
    let listed = min(list.number(at: 0, as: UInt64.self), UInt64(list.count / 8 - 1))
    for index in 0..<Int(listed) {
      let page = list.number(at: 8 + index * 8, as: UInt64.self)
      if page >= first && page <= last { found.insert(page) }
    }
  }
}
