/// A proof that an entry is in a log, in one file that can be verified offline, C2SP tlog-proof.
///
/// ```
/// c2sp.org/tlog-proof@v1
/// [extra <base64>]
/// index <index of the entry>
/// <base64 of a hash>           the inclusion proof, a hash a line, the leaf's sibling first
/// ...
///                              a blank line
/// <the signed checkpoint, as it is>
/// ```
public struct LogProof: Hashable, Sendable {
  /// Words of the proof's maker, which nothing signs; nil where there are none.
  public let extra: [UInt8]?
  /// The entry's index, which is its position in the log.
  public let index: UInt64
  /// The hashes from the leaf's sibling up.
  public let path: [Hash]
  /// The checkpoint of a tree that has the entry.
  public let checkpoint: SignedNote

  private static let header = "c2sp.org/tlog-proof@v1"

  /// Puts a proof together.
  public init(extra: [UInt8]? = nil, index: UInt64, path: [Hash], checkpoint: SignedNote) {
    self.extra = extra
    self.index = index
    self.path = path
    self.checkpoint = checkpoint
  }

  /// The file.
  public var encoded: [UInt8] {
    var text = "\(LogProof.header)\n"
    if let extra { text += "extra \(Base64.encode(extra))\n" }
    text += "index \(index)\n"
    for hash in path { text += "\(hash.base64)\n" }
    return Array(text.utf8) + [LineReader.newline] + checkpoint.bytes
  }

  /// Reads a file; any bytes are answered.
  public init(parsing bytes: [UInt8]) throws(LogProofRefusal) {
    var lines = LineReader(bytes[...])
    guard lines.next()?.elementsEqual(LogProof.header.utf8) == true else { throw .header }
    var extra: [UInt8]?
    if let line = lines.next(after: "extra ") {
      guard let decoded = Base64.decode(line, strictly: true) else { throw .extra }
      extra = decoded
    }
    guard let index = lines.next(after: "index ").flatMap({ Decimal.parse($0) }) else {
      throw .index
    }
    var path: [Hash] = []
    while let line = lines.next(), !line.isEmpty {
      guard let hash = Hash(base64: line), path.count < 64 else { throw .hash(index: path.count) }
      path.append(hash)
    }
    let checkpoint: SignedNote
    do {
      checkpoint = try SignedNote(parsing: Array(lines.rest))
    } catch {
      throw .checkpoint(.note(error))
    }
    self.init(extra: extra, index: index, path: path, checkpoint: checkpoint)
  }

  /// Checks that an entry with this leaf hash is in the log, by what the policy trusts.
  ///
  /// - Returns: The checkpoint that the entry is in.
  /// - Complexity: one node for each hash, one Ed25519 verification for each trusted signature.
  @discardableResult
  public func verify(
    leaf: Hash,
    policy: CheckpointPolicy
  ) throws(LogProofRefusal) -> Checkpoint {
    let checkpoint: Checkpoint
    do {
      checkpoint = try policy.open(self.checkpoint).checkpoint
    } catch {
      throw .checkpoint(error)
    }
    let proof = InclusionProof(index: index, size: checkpoint.size, path: path)
    do {
      try proof.verify(leaf: leaf, root: checkpoint.root)
    } catch {
      throw .proof(error)
    }
    return checkpoint
  }
}
