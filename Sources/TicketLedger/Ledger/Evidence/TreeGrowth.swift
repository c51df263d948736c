import Dispatch

/// The evidence tree of a transaction, carried on beside it: another core hashes the envelopes that
/// were appended while the transaction decides the next ones.
///
/// Envelopes are handed over in chunks, so that a transaction of a few events does not leave its
/// thread: to wake another one costs more than their hashes.
struct TreeGrowth {
  /// The bytes that make a chunk: some 300 envelopes, a tenth of a millisecond of hashing.
  private static let chunkSizeInBytes = 32 << 10

  private var chunk = Chunk()
  private let hashing: Hashing

  init(from tree: EvidenceTree) {
    hashing = Hashing(tree)
  }

  /// Adds the leaf of an envelope, the next one of the log.
  mutating func append(_ envelope: RawSpan) {
    chunk.append(envelope)
    guard chunk.sizeInBytes >= TreeGrowth.chunkSizeInBytes else { return }
    hashing.begin(chunk)
    chunk = Chunk(capacity: TreeGrowth.chunkSizeInBytes + Envelope.maximumLabelSize)
  }

  /// The tree with all leaves; waits for those that another core has.
  mutating func finish() -> EvidenceTree {
    defer { chunk = Chunk() }
    return hashing.finish(with: chunk)
  }
}

/// Envelopes one after another, with where each ends.
private struct Chunk {
  private var bytes: ByteWriter
  private var ends: [Int] = []

  init(capacity: Int = 0) {
    bytes = ByteWriter(capacity: capacity)
  }

  var sizeInBytes: Int { bytes.count }

  mutating func append(_ envelope: RawSpan) {
    bytes.write(envelope)
    ends.append(bytes.count)
  }

  func append(to tree: inout EvidenceTree) {
    var start = 0
    for end in ends {
      tree.append(bytes.span.extracting(start..<end))
      start = end
    }
  }
}

/// The hashing of chunks, one after another on a queue of its own.
///
/// `@unchecked Sendable`: the tree belongs to the queue from the first chunk on, until `finish` has
/// waited for it; the queue is made and waited for by the transaction's thread only.
private final class Hashing: @unchecked Sendable {
  private var tree: EvidenceTree
  /// Made for the first chunk.
  private var queue: DispatchQueue?

  init(_ tree: EvidenceTree) {
    self.tree = tree
  }

  func begin(_ chunk: Chunk) {
    let queue = queue ?? DispatchQueue(label: "ticket-ledger.tree", qos: .userInitiated)
    self.queue = queue
    queue.async { chunk.append(to: &self.tree) }
  }

  func finish(with last: Chunk) -> EvidenceTree {
    queue?.sync {}
    last.append(to: &tree)
    return tree
  }
}
