import Foundation

/// Standard output and error.
enum Terminal {
  /// Whether standard output is a terminal, so that colour helps.
  static let hasColour = isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  /// Whether standard error is a terminal, so that a progress line can be drawn over.
  static let showsProgress = isatty(2) == 1

  /// Makes the standard streams safe to write to; called once, before any file is opened.
  ///
  /// A pipe that nobody reads any more is then an error that can be told from others, and no signal
  /// that ends the program; so is a file that may not grow any more. A stream that was closed leads
  /// nowhere, and fails: the next file opened would get its number otherwise, and answers would be
  /// written into the ledger.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a text and a line end to standard output, as ``write(_:mustBeRead:)`` does.
  static func say(_ text: String) {
    write(Array((text + "\n").utf8))
  }

  /// Writes bytes to standard output at once; where that cannot be, the program ends with code 3.
  ///
  /// Whoever closed a pipe had enough of the answer: that is no error, and the exit code goes on to tell
  /// what the answer was.
  ///
  /// - Parameters:
  ///   - bytes: The answer, or a part of it.
  ///   - mustBeRead: Whether it is a receipt, which somebody waits for.
  static func write(_ bytes: [UInt8], mustBeRead: Bool = false) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      guard mustBeRead || !error.isOfUnreadPipe else { return }
      complain("standard output cannot be written; is its disk full, or was it closed?")
      exit(3)
    }
  }

  /// Writes a text to standard error; where that cannot be, nobody is there to be told.
  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// A text without control characters: words come from anywhere, and a terminal obeys them.
  static func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return text
    }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
      )
    )
  }

  /// Writes an error of one line.
  static func complain(_ line: String) {
    writeError("ticket-ledger: \(harmless(line))\n")
  }

  /// A text in bold, where that helps.
  static func bold(_ text: String) -> String {
    hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}

/// Whoever read the answer had enough of it: the rest need not be made.
struct EnoughRead: Error {}

extension Error {
  /// Whether a write failed because nobody reads the pipe any more; `EPIPE`.
  var isOfUnreadPipe: Bool {
    let thrown: Any = self
    guard let error = thrown as? NSError else { return false }
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return cause.domain == NSPOSIXErrorDomain && cause.code == Int(EPIPE)
  }
}
