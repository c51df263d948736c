import LedgerStore
import Transparency

/// Reads stored hashes of the rows above the leaves one after another, a record at a time.
struct TileRecord {
  private var key: UInt64?
  private var hashes: [Hash] = []

  /// The stored hash at a place of a row; nil where no sound record has it.
  ///
  /// - Complexity: amortised O(1) in the order of places, one allocation for each record.
  mutating func hash(
    at place: UInt64,
    level: Int,
    from snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Hash? {
    let width = UInt64(EvidenceTree.hashesPerRecord)
    let (record, index) = place.quotientAndRemainder(dividingBy: width)
    let wanted = EvidenceTree.key(level, record)
    if key != wanted {
      key = wanted
      hashes = []
      if let bytes = try snapshot.value(in: .tiles, at: wanted) {
        hashes = Hash.fullRecord(bytes) ?? []
      }
    }
    return hashes.indices.contains(Int(index)) ? hashes[Int(index)] : nil
  }
}
