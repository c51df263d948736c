/// What LMDB records of a tree: in the meta pages, and as a value of the main tree.
///
/// `MDB_db` of `mdb.c`, 48 bytes, little-endian:
/// ```
/// 0  u32 pad            the free tree's: the page size; else unused
/// 4  u16 flags          8: keys are integers; the free tree's: the environment's flags with it
/// 6  u16 depth          0 for an empty tree
/// 8  u64 branch pages
/// 16 u64 leaf pages
/// 24 u64 overflow pages
/// 32 u64 entries
/// 40 u64 root           all ones for an empty tree
/// ```
struct TreeRecord {
  static let sizeInBytes = 48
  /// `MDB_INTEGERKEY`.
  static let integerKeys: UInt16 = 0x08
  /// `CURSOR_STACK` of `mdb.c`: no cursor goes deeper.
  static let greatestDepth = 32

  let pad: UInt32
  let flags: UInt16
  let depth: Int
  let branchPages: UInt64
  let leafPages: UInt64
  let overflowPages: UInt64
  let entries: UInt64
  let root: UInt64

  /// The record whose 48 bytes start at `offset`; they must be there.
  init(_ bytes: [UInt8], at offset: Int) {
    pad = bytes.number(at: offset, as: UInt32.self)
    flags = bytes.number(at: offset + 4, as: UInt16.self)
    depth = Int(bytes.number(at: offset + 6, as: UInt16.self))
    branchPages = bytes.number(at: offset + 8, as: UInt64.self)
    leafPages = bytes.number(at: offset + 16, as: UInt64.self)
    overflowPages = bytes.number(at: offset + 24, as: UInt64.self)
    entries = bytes.number(at: offset + 32, as: UInt64.self)
    root = bytes.number(at: offset + 40, as: UInt64.self)
  }

  var isEmpty: Bool { root == .max }

  /// Whether an empty tree counts nothing, and another has a depth that can be walked.
  var isPlausible: Bool {
    if isEmpty {
      return depth == 0 && branchPages == 0 && leafPages == 0 && overflowPages == 0 && entries == 0
    }
    return (1...Self.greatestDepth).contains(depth)
  }
}
