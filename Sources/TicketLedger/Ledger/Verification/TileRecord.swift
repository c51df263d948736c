import LedgerStore
import Transparency

/// The record of a row's hashes that was read last.
struct TileRecord {
  /// The stored hash at a place of a row; nil where no record has it.
  mutating func hash(
    at place: UInt64,
    level: Int,
    from snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Hash? {
    nil
  }
}
