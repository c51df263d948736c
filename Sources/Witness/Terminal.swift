import Foundation

/// Standard output and error.
enum Terminal {
  /// Writes to standard output at once.
  static func say(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw Problem("standard output cannot be written; ask again", exitCode: 3)
    }
  }

  /// Writes to standard error, the program's name before the first line.
  ///
  /// Origins come from anywhere, and a terminal obeys control characters: there are none in it.
  static func complain(_ lines: [String]) {
    let text = lines.map { line in
      String(
        String.UnicodeScalarView(
          line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        )
      )
    }
    let joined = "ledger-witness: " + text.joined(separator: "\n") + "\n"
    try? FileHandle.standardError.write(contentsOf: Data(joined.utf8))
  }
}
