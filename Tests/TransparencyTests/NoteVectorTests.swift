import Foundation
import Testing
import Transparency

@Suite("Vectors of signed notes")
struct NoteVectorTests {
  struct Notes: Decodable {
    struct Case: Decodable {
      let name: String
      let vkeys: [String]
      let valid: Bool
      let verified: Int
      let unverified: Int
      let note: String
      let noteHex: Hex?
    }

    let cases: [Case]
  }

  struct Signings: Decodable {
    struct Case: Decodable {
      let vkey: String
      let text: String
      let signatureLine: String
      let ed25519TestSeedHex: Hex
    }

    let cases: [Case]
  }

  @Test("opening a note of the vectors gives what they state")
  func noteVectors() throws {
    let vectors = try VectorFiles.read("signed_notes.json", as: Notes.self)
    #expect(!vectors.cases.isEmpty)
    for vector in vectors.cases {
      let bytes = vector.noteHex?.bytes ?? Array(vector.note.utf8)
      let verifiers = try vector.vkeys.map { try NoteVerifier(vkey: $0) }
      let opened = Result<OpenedNote, NoteRefusal> { () throws(NoteRefusal) in
        try SignedNote(parsing: bytes).open(trusting: verifiers)
      }
      switch opened {
      case .success(let note):
        #expect(vector.valid, "\(vector.name)")
        #expect(note.verified.count == vector.verified, "\(vector.name)")
        #expect(note.unverified.count == vector.unverified, "\(vector.name)")
      case .failure(let refusal):
        #expect(!vector.valid, "\(vector.name): \(refusal)")
      }
    }
  }

  @Test("a checkpoint of the vectors is read and written as it is")
  func checkpointVectors() throws {
    let vectors = try VectorFiles.read("signed_notes.json", as: Notes.self)
    for vector in vectors.cases where vector.valid && vector.name.hasPrefix("checkpoint") {
      let note = try SignedNote(parsing: Array(vector.note.utf8))
      let log = try NoteVerifier(vkey: try #require(vector.vkeys.first))
      let witnesses = try vector.vkeys.dropFirst().map { try NoteVerifier(vkey: $0) }
      let policy = CheckpointPolicy(log: log, witnesses: witnesses, quorum: witnesses.count)
      let (checkpoint, opened) = try policy.open(note)
      #expect(checkpoint.text == note.unverifiedText)
      #expect(opened.verified.compactMap(\.time).count == witnesses.count)
      let again = SignedNote(text: checkpoint.text, signatures: note.signatures)
      #expect(again?.bytes == note.bytes)
    }
  }

  @Test("signing a text of the vectors gives their lines")
  func signingVectors() throws {
    let vectors = try VectorFiles.read("note_signing.json", as: Signings.self)
    #expect(!vectors.cases.isEmpty)
    for vector in vectors.cases {
      let verifier = try NoteVerifier(vkey: vector.vkey)
      #expect(verifier.vkey == vector.vkey)
      let signer = try NoteSigner(name: verifier.name, seed: vector.ed25519TestSeedHex.bytes)
      #expect(signer.verifier == verifier)
      let signature = try #require(signer.sign(vector.text))
      #if os(Linux)
      #expect(signature.line == vector.signatureLine)
      #endif
      let note = try SignedNote(parsing: Array((vector.text + "\n" + signature.line).utf8))
      #expect(try note.open(trusting: [verifier]).text == vector.text)
      let given = Array((vector.text + "\n" + vector.signatureLine).utf8)
      #expect(try SignedNote(parsing: given).open(trusting: [verifier]).verified.count == 1)
    }
  }
}
