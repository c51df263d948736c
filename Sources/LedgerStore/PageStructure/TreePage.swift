/// A branch or leaf page: a sorted index of entries, and the entries, unsorted, at the end.
///
/// `MDB_page` and `MDB_node` of `mdb.c`, little-endian. `lower` is where the index ends, `upper`
/// where the entries begin. Every entry starts at an even offset, and LMDB leaves no gap between
/// them, since it moves the others when one goes.
/// ```
/// page:  0 u64 number | 8 u16 unused | 10 u16 flags | 12 u16 lower | 14 u16 upper
///        16 u16 offset of entry 0, 1, 2 ... | free space | entries up to the end of the page
///        flags: 1 branch, 2 leaf, 4 overflow, 8 meta; all others are for pages in memory
///
/// entry of a leaf:    0 u32 value size | 4 u16 flags | 6 u16 key size | 8 key | value
///        flags: 1 the value is on overflow pages, and 8 bytes hold the number of the first
///               2 the value is the record of a tree (in the main tree only)
///
/// entry of a branch:  0 u48 child page | 6 u16 key size | 8 key
///        entry 0 has no key: its child holds all that is less than the key of entry 1
///
/// overflow run:  0 u64 number | 8 u16 unused | 10 u16 flags | 12 u32 pages | 16 value ...
///        the pages after the first have no header
/// ```
struct TreePage {
  /// `PAGEHDRSZ`.
  static let headerSizeInBytes = 16
  /// `NODESIZE`.
  static let entryHeaderSizeInBytes = 8
  /// `P_BRANCH`, `P_LEAF`, `P_OVERFLOW`.
  static let branchFlag: UInt16 = 0x01
  static let leafFlag: UInt16 = 0x02
  static let overflowFlag: UInt16 = 0x04
  /// `F_BIGDATA`, `F_SUBDATA`.
  static let overflowEntry: UInt16 = 0x01
  static let recordEntry: UInt16 = 0x02
  /// `MDB_MAXKEYSIZE`.
  static let greatestKeySize = 511

  let bytes: [UInt8]
  let isBranch: Bool

  /// The page, which must have at least its header.
  init(_ bytes: [UInt8], isBranch: Bool) {
    self.bytes = bytes
    self.isBranch = isBranch
  }

  var number: UInt64 { bytes.number(at: 0, as: UInt64.self) }
  var flags: UInt16 { bytes.number(at: 10, as: UInt16.self) }
  var lower: UInt16 { bytes.number(at: 12, as: UInt16.self) }
  var upper: UInt16 { bytes.number(at: 14, as: UInt16.self) }
  /// How many entries the index has; sound bounds are assumed, here and below.
  var count: Int { (Int(lower) - Self.headerSizeInBytes) / 2 }

  /// What is wrong with the header, for a page that should have this number.
  func headerProblem(number expected: UInt64) -> PageStructure.Kind? {
    if number != expected { return .pageNumber(number) }
    guard flags == (isBranch ? Self.branchFlag : Self.leafFlag) else { return .pageFlags(flags) }
    guard lower >= Self.headerSizeInBytes, lower <= upper, Int(upper) <= bytes.count,
      lower & 1 == 0, upper & 1 == 0
    else { return .bounds(lower: lower, upper: upper) }
    return count < (isBranch ? 2 : 1) ? .tooFewEntries : nil
  }

  /// Where entry `index` begins.
  func offset(_ index: Int) -> Int {
    Int(bytes.number(at: Self.headerSizeInBytes + index * 2, as: UInt16.self))
  }

  /// Bytes that an entry takes; nil if its header is not between `upper` and the end.
  func size(at offset: Int) -> Int? {
    guard offset >= Int(upper), offset & 1 == 0,
      offset + Self.entryHeaderSizeInBytes <= bytes.count
    else { return nil }
    var size = Self.entryHeaderSizeInBytes + keySize(at: offset)
    if !isBranch {
      size += hasOverflow(at: offset) ? 8 : Int(valueSize(at: offset))
    }
    return (size + 1) & ~1
  }

  /// Whether the entries fill the page from `upper` to its end, without a gap or an overlap.
  ///
  /// - Complexity: O(entries) where they were appended, else O(size of the page).
  func isFilled(_ scratch: inout [UInt16]) -> Bool {
    isFilledInOrder || isFilledInAnyOrder(&scratch)
  }

  /// As `isFilled`, whatever the order.
  func isFilledInAnyOrder(_ scratch: inout [UInt16]) -> Bool {
    // By half of its offset: the size of the entry that begins there.
    for index in scratch.indices { scratch[index] = 0 }
    for index in 0..<count {
      let offset = offset(index)
      guard let size = size(at: offset), offset + size <= bytes.count,
        scratch[offset / 2] == 0
      else { return false }
      scratch[offset / 2] = UInt16(truncatingIfNeeded: size)
    }
    var next = Int(upper)
    var found = 0
    while next < bytes.count {
      let size = Int(scratch[next / 2])
      guard size > 0 else { return false }
      next += size
      found += 1
    }
    return found == count
  }

  // MARK: Entries, at offsets that `size(at:)` knows

  func keySize(at offset: Int) -> Int {
    Int(bytes.number(at: offset + 6, as: UInt16.self))
  }

  func key(at offset: Int) -> ArraySlice<UInt8> {
    let start = offset + Self.entryHeaderSizeInBytes
    return bytes[start..<start + keySize(at: offset)]
  }

  func entryFlags(at offset: Int) -> UInt16 {
    bytes.number(at: offset + 4, as: UInt16.self)
  }

  func hasOverflow(at offset: Int) -> Bool {
    entryFlags(at: offset) & Self.overflowEntry != 0
  }

  func valueSize(at offset: Int) -> UInt64 {
    UInt64(bytes.number(at: offset, as: UInt32.self))
  }

  func valueOffset(at offset: Int) -> Int {
    offset + Self.entryHeaderSizeInBytes + keySize(at: offset)
  }

  /// The page a branch entry leads to.
  func child(at offset: Int) -> UInt64 {
    UInt64(bytes.number(at: offset, as: UInt32.self))
      | UInt64(bytes.number(at: offset + 4, as: UInt16.self)) << 32
  }

  /// The greatest size of a leaf entry whose value is not on overflow pages; `me_nodemax`.
  static func greatestEntrySize(pageSize: Int) -> Int {
    ((pageSize - headerSizeInBytes) / 2 & ~1) - 2
  }

  /// The pages that a value needs; `OVPAGES`.
  static func overflowPages(for size: UInt64, pageSize: UInt64) -> UInt64 {
    (UInt64(headerSizeInBytes) - 1 + size) / pageSize + 1
  }
}
