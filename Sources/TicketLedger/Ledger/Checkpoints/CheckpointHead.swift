/// Where a stored state stands, and which chunks it is made of.
struct CheckpointHead: Equatable, Sendable {
  /// The events folded: the state stands before that position.
  var eventCount: UInt64
  /// The ``Checksum`` of each chunk, in their order; a chunk is stored under it.
  var chunks: [UInt64]

  init(eventCount: UInt64, chunks: [UInt64] = []) {
    self.eventCount = eventCount
    self.chunks = chunks
  }

  /// Reads a head; nil where it is damaged.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard bytes.count >= 20, let eventCount: UInt64 = try? reader.read(),
      let count: UInt32 = try? reader.read(), bytes.count == 20 + 8 * Int(count)
    else { return nil }
    var chunks: [UInt64] = []
    chunks.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let chunk: UInt64 = try? reader.read() else { return nil }
      chunks.append(chunk)
    }
    self.init(eventCount: eventCount, chunks: chunks)
    guard self.bytes == bytes else { return nil }
  }

  /// Events (u64), the number of chunks (u32), their checksums (u64), and the checksum of all that
  /// (u64).
  var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 20 + 8 * chunks.count)
    writer.write(eventCount)
    writer.write(UInt32(chunks.count))
    for chunk in chunks { writer.write(chunk) }
    writer.write(Checksum.of(writer.span))
    return writer.bytes
  }
}
