import ArgumentParser
import Transparency

/// Makes a witness.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make the witness's key and its state file, and print its public key.",
    discussion: "The file holds the private key: its mode is 0600, and nobody else may read it."
  )

  @OptionGroup var file: StateFile

  @Option(
    name: .long,
    help: "The witness's name for ever, without spaces and plus signs: auditor.example/witness."
  )
  var name: String

  func run() throws {
    guard let name = KeyName(name) else {
      throw Problem("--name: a key's name has no spaces, plus signs or control characters")
    }
    guard let signer = NoteSigner.random(name: name, type: .cosignature) else {
      throw Problem("the system made no Ed25519 key; try again", exitCode: 3)
    }
    try file.create(WitnessState(signer: signer))
    try Terminal.say("\(signer.verifier.vkey)\n")
  }
}
