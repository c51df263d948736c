/// A text and the signatures under it, C2SP signed-note.
///
/// ```
/// <text, its last line ending in a newline>
///                                                 the last blank line of the note
/// — <name> <signature>
/// — <name> <signature>
/// ```
///
/// The text means nothing before ``open(trusting:)`` has found a trusted signature.
public struct SignedNote: Hashable, Sendable {
  /// How many signature lines are read: 100.
  public static var mostSignatures: Int { 100 }

  /// The note as it is written.
  public let bytes: [UInt8]
  /// How many of the bytes are the text.
  private let textLength: Int
  /// The signatures, line by line.
  public let signatures: [NoteSignature]

  /// Puts signatures under a text; nil where the text is none of a note, or there is no signature.
  public init?(text: String, signatures: [NoteSignature]) {
    let text = Array(text.utf8)
    guard SignedNote.isText(text[...]), !signatures.isEmpty,
      signatures.count <= SignedNote.mostSignatures, signatures.allSatisfy({ !$0.bytes.isEmpty })
    else { return nil }
    textLength = text.count
    self.signatures = signatures
    bytes = text + [LineReader.newline] + signatures.flatMap { Array($0.line.utf8) }
  }

  /// Reads a note; any bytes are answered.
  public init(parsing bytes: [UInt8]) throws(NoteRefusal) {
    guard SignedNote.isPrintable(bytes[...]) else { throw .notText }
    // The text ends with the first of the last two newlines that follow each other.
    guard
      let end = bytes.indices.dropLast().last(where: { place in
        bytes[place] == LineReader.newline && bytes[place + 1] == LineReader.newline
      }), end + 2 < bytes.count, bytes.last == LineReader.newline
    else { throw .noSignatures }
    var lines = LineReader(bytes[(end + 2)...])
    var signatures: [NoteSignature] = []
    while let line = lines.next() {
      guard let signature = NoteSignature(line: line) else {
        throw .malformedSignature(line: signatures.count)
      }
      guard signatures.count < SignedNote.mostSignatures else { throw .tooManySignatures }
      signatures.append(signature)
    }
    self.bytes = bytes
    self.signatures = signatures
    textLength = end + 1
  }

  /// The text, with its last newline and without the blank line; not to be believed yet.
  public var unverifiedText: String { String(decoding: textBytes, as: UTF8.self) }

  var textBytes: ArraySlice<UInt8> { bytes[..<textLength] }

  /// The same note with more signatures below the others; nil where they are too many.
  public func adding(_ signatures: [NoteSignature]) -> SignedNote? {
    // The lines that are there stay as they are, byte for byte.
    try? SignedNote(parsing: bytes + signatures.flatMap { Array($0.line.utf8) })
  }

  /// Whether bytes can be the text of a note.
  static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.last == LineReader.newline && isPrintable(bytes)
  }

  private static func isPrintable(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 || $0 == LineReader.newline }
      && String(validating: bytes, as: UTF8.self) != nil
  }
}
