import Foundation

/// Standard output and error.
enum Terminal {
  /// Whether standard output is a terminal, so that colour helps.
  static let hasColour = isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  /// Whether standard error is a terminal, so that a progress line can be drawn over.
  static let showsProgress = isatty(2) == 1

  /// Writes bytes to standard output at once.
  static func write(_ bytes: [UInt8]) {
    FileHandle.standardOutput.write(Data(bytes))
  }

  /// Writes a text to standard error.
  static func writeError(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Writes an error of one line.
  static func complain(_ line: String) {
    writeError("ticket-ledger: \(line)\n")
  }

  /// A text in bold, where that helps.
  static func bold(_ text: String) -> String {
    hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
