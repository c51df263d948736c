/// The name of a key in a signed note: not empty, without Unicode spaces and plus signs,
/// C2SP signed-note.
///
/// Names are equal when their bytes are: two ways to write an accented letter are two names.
public struct KeyName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Takes a name; nil where no key may have it.
  public init?(_ text: String) {
    guard !text.isEmpty, text.unicodeScalars.allSatisfy(KeyName.isAllowed) else { return nil }
    self.text = text
  }

  /// The name of the key of a log, whose origin may be any line of text.
  ///
  /// What no key name may have becomes `-`: Unicode spaces, control characters, plus signs; an empty
  /// origin becomes `-` too. An origin that is a key name already stays as it is.
  public init(forOrigin origin: String) {
    var text = String.UnicodeScalarView()
    for scalar in origin.unicodeScalars {
      text.append(KeyName.isAllowed(scalar) ? scalar : "-")
    }
    self.text = text.isEmpty ? "-" : String(text)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
  }

  public static func == (first: KeyName, second: KeyName) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  public var description: String { text }
}
