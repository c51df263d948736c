/// What a log says of itself at a size, C2SP tlog-checkpoint: the text that is signed.
///
/// ```
/// <origin>\n
/// <number of leaves>\n
/// <base64 of the root>\n
/// [<extension>\n ...]
/// ```
public struct Checkpoint: Sendable {
  /// The largest tree that a checkpoint speaks of: 2^63 − 1 leaves, as peers count in 64 bits with
  /// a sign.
  public static var maximumSize: UInt64 { UInt64(Int64.max) }

  /// Which log: a name that is its own for ever.
  public let origin: String
  /// The number of leaves.
  public let size: UInt64
  /// The root of the tree of these leaves, RFC 6962 section 2.1.
  public let root: Hash
  /// Further lines, of which nothing is known here but that they are signed too.
  public let extensions: [String]

  /// States the root of a log at a size; nil where a line would be empty or hold a control
  /// character, or the size is beyond ``maximumSize``.
  public init?(origin: String, size: UInt64, root: Hash, extensions: [String] = []) {
    let areLines = ([origin] + extensions).allSatisfy(Checkpoint.isOrigin)
    guard areLines, size <= Checkpoint.maximumSize else { return nil }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Whether a text may name a log: one line, not empty, without control characters.
  public static func isOrigin(_ text: String) -> Bool {
    !text.utf8.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 }
  }

  /// Reads the text of a checkpoint; nil where it is none.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.last == LineReader.newline else { return nil }
    let lines = bytes.dropLast().split(
      separator: LineReader.newline,
      omittingEmptySubsequences: false
    )
    guard lines.count >= 3, let size = Decimal.parse(lines[1]), let root = Hash(base64: lines[2])
    else { return nil }
    self.init(
      origin: String(decoding: lines[0], as: UTF8.self),
      size: size,
      root: root,
      extensions: lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) }
    )
  }

  /// The text that is signed.
  public var text: String {
    ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
  }

  /// Signs the checkpoint: first the log, then its witnesses; nil without signers, or where one
  /// could not sign.
  ///
  /// Cosignatures state `time`, in seconds since 1970.
  public func signed(by signers: [NoteSigner], at time: UInt64 = 0) -> SignedNote? {
    let signatures = signers.compactMap { $0.sign(text, at: time) }
    guard signatures.count == signers.count else { return nil }
    return SignedNote(text: text, signatures: signatures)
  }
}

extension Checkpoint: Hashable {
  public static func == (first: Checkpoint, second: Checkpoint) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    hasher.combine(root)
  }
}
