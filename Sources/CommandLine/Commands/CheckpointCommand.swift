import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// Signs the log as it stands, or shows what was signed.
struct CheckpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Sign the log as it stands, and keep what was signed.",
    discussion: """
      A checkpoint (C2SP tlog-checkpoint) states the log's origin, its size and the root of its \
      Merkle tree. Whoever keeps one elsewhere can prove later that nothing before it was changed: \
      give it to an auditor, or to a witness, and `verify --against` it. One is signed whenever a \
      command that writes closes the ledger.

        ticket-ledger checkpoint --ledger it.ledger > it-2026-03.checkpoint
        ticket-ledger checkpoint --ledger it.ledger --witness-since 0 > request
        ledger-witness cosign --state FILE request > line
        ticket-ledger checkpoint --ledger it.ledger --cosignature line --witness witness.vkey
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Flag(name: .long, help: "List the checkpoints that were kept, and sign none.")
  var list = false

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write a witness's request in place of the checkpoint.",
      discussion: "Since the size that the witness saw last, 0 for none (C2SP tlog-witness).",
      valueName: "size"
    ),
    transform: WholeNumber.position
  )
  var witnessSince: UInt64?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Add a witness's lines to the kept checkpoint that they sign.",
      discussion: "A file of signature lines; - for standard input.",
      valueName: "file"
    )
  )
  var cosignature: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A witness's key, whose lines are taken; may be given again.",
      valueName: "vkey|file"
    )
  )
  var witness: [String] = []

  func validate() throws {
    let count = [list, witnessSince != nil, cosignature != nil].count { $0 }
    guard count <= 1 else {
      throw ValidationError("give one of --list, --witness-since and --cosignature")
    }
    guard witnessSince == nil || format.format == .text else {
      throw ValidationError("--witness-since writes a witness's request, which is no JSON")
    }
    guard (cosignature == nil) == witness.isEmpty else {
      throw ValidationError("--cosignature and --witness, the witness's key, go together")
    }
  }

  func run() async throws {
    if list { return try await ledger.reading(examining: true) { try answer($0.checkpoints()) } }
    let ledger = try await ledger.openExisting(examining: true, isSigning: true)
    do {
      try await run(on: ledger)
      await ledger.close()
    } catch {
      await ledger.close()
      throw error
    }
  }

  private func run(on ledger: Ledger) async throws {
    if let cosignature {
      let bytes = try InputFile.contents(of: cosignature, atMost: 1 << 20)
      let witnesses = try witness.map { try LogKeyArguments.verifier($0) }
      do {
        return try await answer([ledger.addCosignatures(bytes, by: witnesses)])
      } catch LedgerError.foreignCheckpoint(let detail) {
        throw Problem("\(cosignature): \(detail)")
      }
    }
    let note: SignedNote
    do {
      note = try await ledger.signCheckpoint()
    } catch LedgerError.noSigningKey {
      let path = try self.ledger.keyFolder().signingKey.path
      throw Problem("\(path): there is no signing key; name the folder that has it with --keys")
    }
    guard let witnessSince else { return try answer([note]) }
    guard let size = Checkpoint(text: note.unverifiedText)?.size, witnessSince <= size else {
      throw Problem("the log has not yet \(witnessSince) events; give a size that it had")
    }
    let proof = try ledger.consistencyProof(from: witnessSince, to: size)
    let request = WitnessRequest(oldSize: witnessSince, path: proof.path, checkpoint: note)
    Terminal.write(request.encoded)
  }

  private func answer(_ notes: [SignedNote]) throws {
    switch format.format {
    case .text where list:
      var table = TextTable(["SIZE", "ROOT", "SIGNED BY"], alignedRight: [0])
      for note in notes {
        guard let checkpoint = Checkpoint(text: note.unverifiedText) else { continue }
        let names = note.signatures.map(\.name.text).joined(separator: ", ")
        table.add(["\(checkpoint.size)", checkpoint.root.base64, names])
      }
      Terminal.say(notes.isEmpty ? "no checkpoint was signed yet" : table.text)
    case .text: for note in notes { Terminal.write(note.bytes) }
    case .json where list: Terminal.say(JSONValue.array(notes.map(\.json)).pretty)
    case .json: for note in notes { Terminal.say(note.json.pretty) }
    }
  }
}

extension SignedNote {
  /// What a checkpoint states, and the note itself.
  var json: JSONValue {
    let checkpoint = Checkpoint(text: unverifiedText)
    return [
      "origin": .text(checkpoint?.origin),
      "size": checkpoint.map { .whole($0.size) } ?? .null,
      "root": .text(checkpoint?.root.base64),
      "signedBy": .array(signatures.map { .string($0.name.text) }),
      "note": .string(String(decoding: bytes, as: UTF8.self)),
    ]
  }
}
