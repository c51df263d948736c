/// Thirty-two bytes as a plain value: a public key, a digest, a commitment.
public struct Bytes32: Hashable, BitwiseCopyable, Sendable {
  /// The number of bytes.
  public static let count = 32
  private let words: InlineWords

  /// Eight bytes a word, little-endian; a structure, since a tuple is not hashable.
  private struct InlineWords: Hashable, BitwiseCopyable, Sendable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
  }

  /// Takes 32 bytes; nil where there are more or fewer.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Bytes32.count else { return nil }
    var rest = bytes.makeIterator()
    func word() -> UInt64 {
      (0..<8).reduce(0) { word, place in word | UInt64(rest.next() ?? 0) << UInt64(8 * place) }
    }
    words = InlineWords(first: word(), second: word(), third: word(), fourth: word())
  }

  /// The bytes in order.
  public var bytes: [UInt8] {
    [words.first, words.second, words.third, words.fourth].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
  }
}

extension Bytes32 {
  func encode(into writer: inout ByteWriter) {
    writer.write(words.first)
    writer.write(words.second)
    writer.write(words.third)
    writer.write(words.fourth)
  }

  init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    words = InlineWords(
      first: try reader.read(),
      second: try reader.read(),
      third: try reader.read(),
      fourth: try reader.read()
    )
  }
}
