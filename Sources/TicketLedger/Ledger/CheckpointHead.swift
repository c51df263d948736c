/// Chunk 0 of a stored state: where it stands, and what its chunks are.
struct CheckpointHead: Equatable, Sendable {
  /// The events folded: the state stands before that position.
  var eventCount: UInt64
  /// The ``Checksum`` of each chunk from 1 on.
  var checksums: [UInt64]

  init(eventCount: UInt64, checksums: [UInt64]) {
    self.eventCount = eventCount
    self.checksums = checksums
  }

  /// Reads a head; nil where it is damaged.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard bytes.count >= 20, let eventCount: UInt64 = try? reader.read(),
      let count: UInt32 = try? reader.read(), bytes.count == 20 + 8 * Int(count)
    else { return nil }
    var checksums: [UInt64] = []
    checksums.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let checksum: UInt64 = try? reader.read() else { return nil }
      checksums.append(checksum)
    }
    self.init(eventCount: eventCount, checksums: checksums)
    guard self.bytes == bytes else { return nil }
  }

  /// The number of chunks after this one.
  var chunkCount: Int { checksums.count }

  /// Events (u64), the number of chunks (u32), their checksums (u64), and the checksum of all that (u64).
  var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 20 + 8 * checksums.count)
    writer.write(eventCount)
    writer.write(UInt32(checksums.count))
    for checksum in checksums { writer.write(checksum) }
    writer.write(Checksum.of(writer.span))
    return writer.bytes
  }
}
