import LedgerStore
import Transparency

/// The leaves of one stretch of the log, beside those that the tiles hold, rolled up in blocks of 256.
struct LeafRows {
  private var chunk = HashedChunk()
  /// The leaves of the present block, by the events.
  private var leaves: [Hash?] = []
  /// The leaves of the present block, by the tiles where they hold them.
  private var recorded: [Hash?] = []
  private var differs = false
  private var record = TileRecord()

  init(_ range: Range<UInt64>) {
    leaves.reserveCapacity(Int(LogHashing.blockSize))
    recorded.reserveCapacity(Int(LogHashing.blockSize))
  }

  /// Takes the next leaf; nil where its event is missing.
  mutating func append(
    _ found: Hash?,
    _ position: UInt64,
    from snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let stored = try record.hash(at: position, level: 0, from: snapshot)
    if let found, let stored, found != stored {
      differs = true
      if chunk.differing.count < HashedChunk.mostDiffering {
        chunk.differing.append(DifferingLeaf(position: position, stored: stored))
      }
    }
    leaves.append(found ?? stored)
    recorded.append(stored ?? found)
    if leaves.count == Int(LogHashing.blockSize) { endBlock() }
  }

  private mutating func endBlock() {
    if differs { chunk.recorded[chunk.blocks.count] = Self.root(of: recorded) }
    chunk.blocks.append(Self.root(of: leaves))
    leaves.removeAll(keepingCapacity: true)
    recorded.removeAll(keepingCapacity: true)
    differs = false
  }

  /// What came of it.
  func finished() -> HashedChunk {
    var chunk = chunk
    chunk.tail = leaves
    return chunk
  }

  private static func root(of leaves: [Hash?]) -> Hash? {
    let known = leaves.compactMap(\.self)
    return known.count == leaves.count ? Hash.root(of: known) : nil
  }
}
