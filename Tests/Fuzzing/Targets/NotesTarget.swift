import Transparency

/// Signed notes, checkpoints, the keys that are written beside them, and requests to a witness.
enum NotesTarget {
  /// The log that the notes may be signed by, and its witness.
  static let log = signer("fuzz.example/desk", .ed25519)
  static let witness = signer("witness.example", .cosignature)
  static let policy = CheckpointPolicy(log: log.verifier, witnesses: [witness.verifier])

  private static func signer(_ name: String, _ type: SignatureType) -> NoteSigner {
    let seed = (0..<32).map { UInt8($0) }
    guard let name = KeyName(name),
      let signer = try? NoteSigner(name: name, type: type, seed: seed)
    else { fatalError("there is no signer") }
    return signer
  }

  /// The first byte says what the others are.
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 4 {
    case 0: readNote(rest)
    case 1: signText(String(decoding: rest, as: UTF8.self))
    case 2: readKey(String(decoding: rest, as: UTF8.self))
    default: ask(rest)
    }
  }

  private static func readNote(_ bytes: [UInt8]) {
    guard let note = try? SignedNote(parsing: bytes) else { return }
    demand(note.bytes == bytes, "a note of other bytes")
    _ = try? policy.open(note)
    guard let checkpoint = Checkpoint(text: note.unverifiedText) else { return }
    demand(checkpoint.text == note.unverifiedText, "a checkpoint of another text")
  }

  /// A text that is signed here gets past the signatures.
  private static func signText(_ text: String) {
    let lines = [log.sign(text), witness.sign(text, at: 1_700_000_000)].compactMap { $0 }
    guard let note = SignedNote(text: text, signatures: lines) else { return }
    guard let read = try? SignedNote(parsing: note.bytes) else {
      demand(false, "a note that was written is not read: \(text.debugDescription)")
      return
    }
    guard let opened = try? read.open(trusting: [log.verifier, witness.verifier]) else {
      demand(false, "a note that was signed does not open: \(text.debugDescription)")
      return
    }
    demand(opened.text.utf8.elementsEqual(text.utf8), "a note of another text")
    _ = try? policy.open(read)
  }

  /// A key's text has one form, but that its ID may have capitals.
  private static func readKey(_ text: String) {
    if let verifier = try? NoteVerifier(vkey: text) {
      demand((try? NoteVerifier(vkey: verifier.vkey)) == verifier, "another key")
      demand(isSame(text, verifier.vkey), "a key of another text")
    }
    if let signer = try? NoteSigner(skey: text) {
      let again = try? NoteSigner(skey: signer.skey)
      demand(again?.verifier == signer.verifier, "another private key")
      demand(isSame(text, signer.skey), "a private key of another text")
    }
  }

  private static func isSame(_ text: String, _ written: String) -> Bool {
    let (text, written) = (text.lowercased(), written.lowercased())
    return text == written || text == written + "\n"
  }

  /// A request to a witness that saw nothing yet, or saw ten events; signed anew where it can be.
  private static func ask(_ bytes: [UInt8]) {
    guard let request = try? WitnessRequest(parsing: bytes) else { return }
    demand(request.encoded == bytes, "a request of other bytes")
    var asked = [request]
    if let checkpoint = Checkpoint(text: request.checkpoint.unverifiedText),
      let note = checkpoint.signed(by: [log])
    {
      asked.append(
        WitnessRequest(oldSize: request.oldSize, path: request.path, checkpoint: note)
      )
    }
    let seen = Checkpoint(origin: log.verifier.name.text, size: 10, root: .emptyTree)
    for request in asked {
      for seen in [[], [seen].compactMap { $0 }] {
        var witness = Witness(logs: [log.verifier], seen: seen)
        if let checkpoint = try? witness.decide(request) { witness.evolve(checkpoint) }
      }
    }
  }
}
