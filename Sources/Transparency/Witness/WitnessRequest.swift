/// What a log asks of a witness, C2SP tlog-witness.
///
/// ```
/// old <size of the checkpoint seen last>
/// <base64 of a hash>           the consistency proof, a hash a line, 63 at most
/// ...
///                              a blank line
/// <the signed checkpoint>
/// ```
public struct WitnessRequest: Hashable, Sendable {
  /// The size of the checkpoint that the log believes the witness saw last; 0 for none.
  public let oldSize: UInt64
  /// The consistency proof from that size to the checkpoint's.
  public let path: [Hash]
  /// The checkpoint to cosign.
  public let checkpoint: SignedNote

  /// Puts a request together.
  public init(oldSize: UInt64, path: [Hash], checkpoint: SignedNote) {
    self.oldSize = oldSize
    self.path = path
    self.checkpoint = checkpoint
  }

  /// The request as it is sent.
  public var encoded: [UInt8] {
    var text = "old \(oldSize)\n"
    for hash in path { text += "\(hash.base64)\n" }
    return Array(text.utf8) + [LineReader.newline] + checkpoint.bytes
  }

  /// Reads a request; any bytes are answered.
  public init(parsing bytes: [UInt8]) throws(WitnessRefusal) {
    var lines = LineReader(bytes[...])
    guard let oldSize = lines.next(after: "old ").flatMap({ Decimal.parse($0) }) else {
      throw .malformed(line: 0)
    }
    var path: [Hash] = []
    while true {
      guard let line = lines.next() else { throw .malformed(line: path.count + 1) }
      if line.isEmpty { break }
      guard path.count < 63, let hash = Hash(base64: line) else {
        throw .malformed(line: path.count + 1)
      }
      path.append(hash)
    }
    let checkpoint: SignedNote
    do {
      checkpoint = try SignedNote(parsing: Array(lines.rest))
    } catch {
      throw .notANote(error)
    }
    self.init(oldSize: oldSize, path: path, checkpoint: checkpoint)
  }
}
