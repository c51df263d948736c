/// Why a note says nothing.
public enum NoteRefusal: Error, Hashable, Sendable {
  /// The bytes are not UTF-8, or hold control characters other than newlines.
  case notText
  /// No blank line, or nothing that ends in a newline after the last one.
  case noSignatures
  /// A line after the text is no signature line; they are counted from 0.
  case malformedSignature(line: Int)
  /// More than ``SignedNote/mostSignatures`` signature lines.
  case tooManySignatures
  /// Two trusted keys have the name and key ID of a signature line.
  case ambiguousKey(KeyName, KeyID)
  /// A trusted key's signature is not one of this text.
  case invalidSignature(KeyName, KeyID)
  /// No trusted key signed.
  case notSigned
}

extension NoteRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notText: "a note is UTF-8 without control characters"
    case .noSignatures: "a note has a blank line before its signatures, and a newline at its end"
    case .malformedSignature(let line): "line \(line + 1) after the text is no signature line"
    case .tooManySignatures: "a note has at most \(SignedNote.mostSignatures) signatures"
    case .ambiguousKey(let name, let keyID): "two trusted keys are \(name) \(keyID)"
    case .invalidSignature(let name, let keyID):
      "the signature of \(name) \(keyID) is not one of this text"
    case .notSigned: "no trusted key signed"
    }
  }
}
