import ArgumentParser
import Foundation
import Transparency

/// Makes a log known to the witness.
struct AddLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-log",
    abstract: "Make a log known by its public key, and believe its first checkpoint.",
    discussion: """
      Take the key from somebody who has it from the log's operator, and not from a copy of the log \
      alone. A log that is known already stays as it is.
      """
  )

  @OptionGroup var file: StateFile

  @Argument(
    help: ArgumentHelp(
      "The log's public key, name+id+base64, or its file log.vkey.",
      valueName: "vkey|file"
    ),
    completion: .file()
  )
  var vkey: String

  func run() throws {
    let log = try readKey()
    guard log.type == .ed25519 else {
      throw Problem("this is the key of a witness; give the one in the log's log.vkey")
    }
    try file.change { state in
      if !state.logs.contains(log) { state.logs.append(log) }
    }
    try Terminal.say("\(log.name) is known by the key \(log.keyID)\n")
  }

  private func readKey() throws -> NoteVerifier {
    let refusal: KeyRefusal
    do throws(KeyRefusal) {
      return try NoteVerifier(vkey: vkey)
    } catch {
      refusal = error
    }
    // Something that looks like a key was meant as one.
    guard refusal == .malformed else { throw Problem("this is no public key of a log: \(refusal)") }
    let handle = FileHandle(forReadingAtPath: vkey)
    guard let bytes = try? handle?.read(upToCount: 4096) else {
      throw Problem(
        "\(vkey): this is no public key, and no file that can be read; give name+id+base64, or the log's file log.vkey"
      )
    }
    do throws(KeyRefusal) {
      return try NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Problem("\(vkey): this file holds no public key of a log: \(error)")
    }
  }
}
