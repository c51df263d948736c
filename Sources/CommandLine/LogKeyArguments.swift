import ArgumentParser
import Foundation
import TicketExchange
import Transparency

/// Whose signatures are believed.
struct LogKeyArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The log's key as you know it from elsewhere, or a file with it.",
      discussion: "A vkey (C2SP signed-note), as `export tlog` writes it to log.vkey.",
      valueName: "vkey|file"
    )
  )
  var key: String?

  /// The key; nil where none was given.
  func verifier() throws -> NoteVerifier? {
    try key.map { try LogKeyArguments.verifier($0) }
  }

  /// Reads a key, or a file with it.
  static func verifier(_ key: String) throws -> NoteVerifier {
    if let verifier = try? NoteVerifier(vkey: key) { return verifier }
    let text = String(decoding: try InputFile.contents(of: key, atMost: 4096), as: UTF8.self)
    do {
      return try NoteVerifier(vkey: text)
    } catch {
      throw Problem("\(key): this is no key, name+number+base64 (\(error))")
    }
  }
}
