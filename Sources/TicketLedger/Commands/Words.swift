/// The texts of one event: personal, kept beside the envelope, erasable.
public struct Words: Hashable, Sendable {
  /// What a text is to its event; the number is what the content bytes hold.
  public enum Field: UInt8, Vocabulary {
    /// The message, note or comment itself.
    case text = 1
    /// An opened ticket's one-line summary.
    case summary = 2
    /// An opened ticket's description.
    case description = 3
    /// What identifies a person outside.
    case identity = 4
    /// A person's or a file's name.
    case name = 5
    /// A file's digest.
    case digest = 6
    /// Where the host keeps a file.
    case location = 7
  }

  private var texts: [Field: String] = [:]

  /// Creates no words.
  public init() {}

  /// Creates words of one field; nil gives none.
  public init(_ text: String?, as field: Field = .text) {
    if let text { texts[field] = text }
  }

  /// The text of a field; nil where there is none.
  public subscript(field: Field) -> String? {
    get { texts[field] }
    set { texts[field] = newValue }
  }

  /// Whether there is no text at all.
  public var isEmpty: Bool { texts.isEmpty }

  /// The fields that have a text, in the order of their numbers.
  public var fields: [Field] { texts.keys.sorted { $0.rawValue < $1.rawValue } }

  /// All texts in the order of their fields, an empty line between them; nil where there is none.
  public var joined: String? {
    isEmpty ? nil : fields.compactMap { texts[$0] }.joined(separator: "\n\n")
  }
}
