import Foundation

/// Standard output and error.
enum Terminal {
  /// Makes the standard streams safe to write to; called once, before any file is opened.
  ///
  /// A pipe that nobody reads any more is then an error that can be told from others, and no signal
  /// that ends the program. A stream that was closed leads nowhere, and fails: the state file would get
  /// its number otherwise, and a cosignature would be written into it.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes to standard output at once.
  ///
  /// Whoever closed a pipe had enough of what was asked for: that is no error.
  ///
  /// - Parameters:
  ///   - text: What to write.
  ///   - mustBeRead: Whether somebody waits for it: a cosignature that nobody took was not given.
  /// - Throws: ``Problem`` where it cannot be written.
  static func say(_ text: String, mustBeRead: Bool = false) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      guard mustBeRead || !isOfUnreadPipe(error) else { return }
      throw Problem("standard output cannot be written; ask again", exitCode: 3)
    }
  }

  /// Whether a write failed because nobody reads the pipe any more; `EPIPE`.
  private static func isOfUnreadPipe(_ thrown: Any) -> Bool {
    guard let error = thrown as? NSError else { return false }
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return cause.domain == NSPOSIXErrorDomain && cause.code == Int(EPIPE)
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
