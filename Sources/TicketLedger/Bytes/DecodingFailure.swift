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
  /// A newer form of a content.
  case unknownForm(UInt8)

  /// Whether a later version of this library may know what these bytes are.
  var isNewer: Bool {
    switch self {
    case .unknownKind, .unknownLayout, .unknownForm: true
    case .truncated, .invalidValue, .invalidText, .trailingBytes: false
    }
  }
}

extension DecodingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let offset): "the bytes end inside the field at offset \(offset)"
    case .invalidValue(let offset): "the field before offset \(offset) holds an impossible value"
    case .invalidText(let offset): "the text before offset \(offset) is not UTF-8"
    case .trailingBytes(let offset): "unexpected bytes follow from offset \(offset)"
    case .unknownKind(let kind):
      "event kind \(kind) is newer than this program, which knows kinds \(EventKind.knownNumbers); "
        + DecodingFailure.remedy
    case .unknownLayout(let kind, let layout):
      "layout \(layout) of event kind \(kind) is newer than this program; \(DecodingFailure.remedy)"
    case .unknownForm(let form):
      "form \(form) of its content is newer than this program, which knows forms 0 to "
        + "\(Content.lastForm); \(DecodingFailure.remedy)"
    }
  }

  private static let remedy = "use a newer version of it"
}

extension EventKind {
  /// The numbers in words: those of the ledger, and those of tickets.
  fileprivate static var knownNumbers: String {
    let numbers = allCases.map(\.rawValue)
    let ofTickets = numbers.filter { $0 >= opened.rawValue }
    let ofLedger = numbers.filter { $0 < opened.rawValue }
    return "1 to \(ofLedger.max() ?? 0) and \(opened.rawValue) to \(ofTickets.max() ?? 0)"
  }
}
