/// One of the two meta pages: where a state of the file begins.
///
/// `MDB_page` and `MDB_meta` of `mdb.c`, little-endian. A commit writes everything from the map
/// size on, in one write: transaction *n* into page *n* mod 2, so that the state before it stays.
/// ```
/// 0   u64 page number, 0 or 1          40  48 bytes: record of the free tree
/// 8   u16 unused    10 u16 flags: 8    88  48 bytes: record of the main tree
/// 12  u32 unused                       136 u64 last page, used or free
/// 16  u32 magic BEEFC0DE               144 u64 transaction that wrote it
/// 20  u32 version 1                    152 the rest of the page is unused
/// 24  u64 address, unused
/// 32  u64 map size
/// ```
struct MetaPage {
  static let sizeInBytes = 152
  /// `P_META`.
  static let flags: UInt16 = 0x08
  static let magic: UInt32 = 0xBEEF_C0DE
  /// `MDB_NOSUBDIR`: the one environment flag that can stand with the free tree's.
  private static let environmentFlags: UInt16 = 0x4000
  /// 47 bits: more address space than a process can have on the machines we know.
  private static let greatestMapSize: UInt64 = 1 << 47
  /// Far above any history, and far below the numbers with a meaning of their own.
  private static let greatestTransaction: UInt64 = 1 << 62

  let number: UInt64
  let pageFlags: UInt16
  let magic: UInt32
  let version: UInt32
  let mapSize: UInt64
  let freeTree: TreeRecord
  let mainTree: TreeRecord
  let lastPage: UInt64
  let transactionID: UInt64

  /// Reads the fields, whatever they are; nil when the bytes are too few.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.sizeInBytes else { return nil }
    number = bytes.number(at: 0, as: UInt64.self)
    pageFlags = bytes.number(at: 10, as: UInt16.self)
    magic = bytes.number(at: 16, as: UInt32.self)
    version = bytes.number(at: 20, as: UInt32.self)
    mapSize = bytes.number(at: 32, as: UInt64.self)
    freeTree = TreeRecord(bytes, at: 40)
    mainTree = TreeRecord(bytes, at: 88)
    lastPage = bytes.number(at: 136, as: UInt64.self)
    transactionID = bytes.number(at: 144, as: UInt64.self)
  }

  var pageSize: UInt64 { UInt64(freeTree.pad) }

  /// Whether LMDB makes pages of this size: that of the system's pages, at most 32 KiB.
  var hasKnownPageSize: Bool {
    (4_096...32_768).contains(pageSize) && pageSize.nonzeroBitCount == 1
  }

  /// What is wrong with what both meta pages must have, at page `index`.
  func identityProblem(at index: UInt64) -> PageStructure.Kind? {
    if magic != Self.magic { return .notLMDB }
    if version != 1 { return .dataVersion(version) }
    if pageFlags != Self.flags { return .pageFlags(pageFlags) }
    if number != index { return .pageNumber(number) }
    return hasKnownPageSize ? nil : .pageSize(pageSize)
  }

  /// Whether its transaction writes page `index`; 0 is what both begin with.
  func belongs(at index: UInt64) -> Bool {
    transactionID < Self.greatestTransaction
      && (transactionID == 0 || transactionID & 1 == index)
  }

  /// What is wrong with the state it leads to, apart from the trees themselves.
  var stateProblem: PageStructure.Kind? {
    guard mapSize <= Self.greatestMapSize else { return .mapSize(mapSize) }
    guard lastPage >= 1, lastPage < Self.greatestMapSize / pageSize else {
      return .lastPage(lastPage)
    }
    guard mapSize >= (lastPage + 1) * pageSize else { return .mapSize(mapSize) }
    guard freeTree.flags & ~Self.environmentFlags == TreeRecord.integerKeys else {
      return .databaseFlags(freeTree.flags)
    }
    return mainTree.flags == 0 ? nil : .databaseFlags(mainTree.flags)
  }

  /// Whether the state could be walked; for the older of the two, which nobody is to walk.
  var isPlausible: Bool {
    lastPage >= 1 && freeTree.isPlausible && mainTree.isPlausible
      && (freeTree.isEmpty || hasPage(freeTree.root))
      && (mainTree.isEmpty || hasPage(mainTree.root))
  }

  /// Whether the page is one of a tree; a file without any has no such page.
  private func hasPage(_ number: UInt64) -> Bool { number >= 2 && number <= lastPage }
}
