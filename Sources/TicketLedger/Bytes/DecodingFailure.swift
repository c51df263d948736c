/// Bytes that do not have the documented form; nothing was read.
public enum DecodingFailure: Error, Hashable, Sendable {
  /// The bytes end before the field that begins at `offset`.
  case truncated(offset: Int)
  /// The field that ends at `offset` holds a value that its type does not have.
  case invalidValue(offset: Int)
  /// The text that ends at `offset` is not UTF-8.
  case invalidText(offset: Int)
  /// Bytes follow the last field.
  case trailingBytes(offset: Int)
  /// A kind of event that this version does not know.
  case unknownKind(UInt16)
  /// A newer layout of a known kind.
  case unknownLayout(kind: UInt16, layout: UInt8)
}

extension DecodingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let offset): "the bytes end inside the field at offset \(offset)"
    case .invalidValue(let offset): "the field before offset \(offset) holds an impossible value"
    case .invalidText(let offset): "the text before offset \(offset) is not UTF-8"
    case .trailingBytes(let offset): "unexpected bytes follow from offset \(offset)"
    case .unknownKind(let kind): "event kind \(kind) is newer than this version"
    case .unknownLayout(let kind, let layout):
      "layout \(layout) of event kind \(kind) is newer than this version"
    }
  }
}
