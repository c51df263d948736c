/// The name of a key in a signed note: not empty, without Unicode spaces and plus signs,
/// C2SP signed-note.
///
/// Names are equal when their bytes are: two ways to write an accented letter are two names.
public struct KeyName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Takes a name; nil where no key may have it.
  public init?(_ text: String) {
    let isAllowed = text.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
    }
    guard !text.isEmpty, isAllowed else { return nil }
    self.text = text
  }

  public static func == (first: KeyName, second: KeyName) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  public var description: String { text }
}
