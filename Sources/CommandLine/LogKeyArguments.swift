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
    try key.map { try LogKeyArguments.verifier(ofLog: $0) }
  }

  /// The log's key that a text is, or the one in the file that it names.
  static func verifier(ofLog text: String) throws -> NoteVerifier {
    let verifier = try verifier(text)
    guard verifier.type == .ed25519 else {
      throw Problem(
        "\(text): this is a witness's key, and no log's; give the log's own, which `export tlog` writes to "
          + "log.vkey"
      )
    }
    return verifier
  }

  /// The key that a text is, whoever's, or the one in the file that it names.
  static func verifier(_ text: String) throws -> NoteVerifier {
    let refusal: KeyRefusal
    do throws(KeyRefusal) {
      return try NoteVerifier(vkey: text)
    } catch {
      refusal = error
    }
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(of: text, atMost: 4096)
    } catch let error as InputError {
      // Something that looks like a key was meant as one.
      guard refusal == .malformed else { throw Problem("\(text): \(refusal)") }
      throw Problem("\(error); give a key, name+id+base64, or the file that holds one")
    }
    do throws(KeyRefusal) {
      return try NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Problem("\(text): this file holds no public key: \(error)")
    }
  }
}
