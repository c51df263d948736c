/// Texts that quote what others named, made fit for a line of a report or a terminal.
enum OneLine {
  /// The text with a replacement character for each control character and each end of a line.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnfit) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { isUnfit($0) ? "\u{FFFD}" : $0 })
    )
  }

  private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
