/// The lists of free pages, values of the free tree.
///
/// `MDB_IDL` of `midl.h`: the key is the transaction that freed the pages, the value a count and
/// then page numbers, each u64 little-endian, the greatest first. LMDB reserves the value before it
/// knows the pages, so that it may be longer than the count says; what follows means nothing.
/// ```
/// key: u64 transaction, from 1
/// 0 u64 count | 8 u64 page | 16 u64 page ... | unused
/// ```
/// A list of more than about half a page is on overflow pages. The free pages themselves are not
/// read by anybody, and those at the end of the file need not be there.
extension Examination {
  /// So much of a list is read at once.
  private static let chunkSizeInBytes: UInt64 = 65_536

  /// Takes the pages of one list.
  mutating func visitFreeList(
    of page: TreePage,
    at offset: Int,
    _ number: UInt64,
    _ tree: inout Tree
  ) throws(StoreError) {
    let place = place(page, offset, tree)
    if case .number(let id) = place, let newest = state?.transactionID, id == 0 || id > newest {
      add(.freeTransaction(id), page: number, place, of: &tree)
      return
    }
    guard let extent = try visitValue(of: page, at: offset, number, &tree) else { return }
    guard extent.sizeInBytes >= 8, extent.sizeInBytes & 7 == 0 else {
      add(.valueSize(extent.sizeInBytes), page: number, place, of: &tree)
      return
    }
    let head = try file.bytes(at: extent.offset, count: 8)
    let count = head.count == 8 ? head.number(at: 0, as: UInt64.self) : .max
    guard count <= extent.sizeInBytes / 8 - 1 else {
      add(.freeListLength(count), page: number, place, of: &tree)
      return
    }
    if let problem = try takeList(at: extent.offset + 8, count: count) {
      add(problem, page: number, place, of: &tree)
    }
  }

  /// Takes so many pages, listed from an offset on; says what is wrong, at the first that is.
  private mutating func takeList(
    at start: UInt64,
    count: UInt64
  ) throws(StoreError) -> PageStructure.Kind? {
    var last = UInt64.max
    var offset = start
    let end = start + count * 8
    while offset < end {
      let size = Int(min(end - offset, Self.chunkSizeInBytes))
      let chunk = try file.bytes(at: offset, count: size)
      guard chunk.count == size else { return .freeListLength(count) }
      for index in stride(from: 0, to: size, by: 8) {
        let page = chunk.number(at: index, as: UInt64.self)
        guard page < last else { return .freeListOrder }
        last = page
        if let problem = takeFree(page) { return problem }
      }
      offset += UInt64(size)
    }
    return nil
  }
}
