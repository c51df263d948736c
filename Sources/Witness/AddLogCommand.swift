import ArgumentParser
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

  @Argument(help: "The log's public key as its file log.vkey has it: name+id+base64.")
  var vkey: String

  func run() throws {
    let log: NoteVerifier
    do throws(KeyRefusal) {
      log = try NoteVerifier(vkey: vkey)
    } catch {
      throw Problem("this is no public key of a log: \(error)")
    }
    guard log.type == .ed25519 else {
      throw Problem("this is the key of a witness; give the one in the log's log.vkey")
    }
    try file.change { state in
      if !state.logs.contains(log) { state.logs.append(log) }
    }
    try Terminal.say("\(log.name) is known by the key \(log.keyID)\n")
  }
}
