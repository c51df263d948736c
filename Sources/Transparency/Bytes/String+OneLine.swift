extension String {
  /// The text with a replacement character for each control character and each end of a line, since
  /// names come from anywhere, and a terminal obeys them.
  package var inOneLine: String {
    guard hasControls else { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? "\u{FFFD}" : $0 })
    )
  }

  /// Whether it holds a control character or a line end.
  package var hasControls: Bool { unicodeScalars.contains { $0.isControl } }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
