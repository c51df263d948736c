import ArgumentParser
import Foundation
import Transparency

/// Says what the witness knows.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Print the witness's public key, the logs it knows and what it saw of them last.",
    discussion: "A line each; nothing of it is secret."
  )

  @OptionGroup var file: StateFile

  func run() throws {
    let state = try file.read()
    var text = "witness \(state.signer.verifier.vkey)\n"
    for log in state.logs { text += "log \(log.vkey)\n" }
    for checkpoint in state.witness.seen {
      text += "seen \(checkpoint.size) \(checkpoint.root.base64) \(checkpoint.origin)\n"
    }
    try Terminal.say(text)
  }
}
