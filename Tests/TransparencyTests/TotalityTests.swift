import Testing
import Transparency

@Suite("Any bytes are answered")
struct TotalityTests {
  /// Everything that reads bytes or text from elsewhere.
  static func readAll(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = Hash(bytes)
    _ = Hash(base64: bytes)
    _ = Hash.list(bytes)
    _ = Frontier(decoding: bytes)
    _ = Tile(path: text)
    _ = EntryBundle.parse(bytes)
    _ = try? NoteVerifier(vkey: text)
    _ = try? NoteSigner(skey: text)
    _ = NoteSignature(line: bytes)
    _ = try? SignedNote(parsing: bytes)
    _ = Checkpoint(text: text)
    _ = try? LogProof(parsing: bytes)
    _ = try? WitnessRequest(parsing: bytes)
  }

  @Test("random bytes")
  func randomBytes() {
    var numbers = SeededNumbers(seed: 20)
    for _ in 0..<3_000 { Self.readAll(numbers.bytes(Int.random(in: 0...120, using: &numbers))) }
  }

  @Test("pieces of real files, cut, joined and flipped")
  func pieces() throws {
    let (log, witness) = (try NoteTests.log(), try NoteTests.witness(1))
    let checkpoint = try NoteTests.checkpoint()
    let note = try #require(checkpoint.signed(by: [log, witness], at: 3))
    let path = [Hash.emptyTree, .leaf([1])]
    let files: [[UInt8]] = [
      note.bytes, Array(checkpoint.text.utf8), Array(log.verifier.vkey.utf8), Array(log.skey.utf8),
      LogProof(extra: [1], index: 3, path: path, checkpoint: note).encoded,
      WitnessRequest(oldSize: 3, path: path, checkpoint: note).encoded,
      Array("tile/entries/x001/x234/067.p/17".utf8), MemoryTree(path).open.frontier.encoded,
      Array("\n\n\u{2014} a AAAAAAA=\n".utf8), Array("+".utf8), Array("=".utf8), Array("\n".utf8),
    ]
    var numbers = SeededNumbers(seed: 21)
    for _ in 0..<4_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let file = files.randomElement(using: &numbers) ?? []
        let start = Int.random(in: 0...file.count, using: &numbers)
        let end = Int.random(in: start...file.count, using: &numbers)
        bytes += Bool.random(using: &numbers) ? file : Array(file[start..<end])
      }
      for _ in 0..<Int.random(in: 0...2, using: &numbers) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &numbers)
        bytes[place] = UInt8.random(in: .min ... .max, using: &numbers)
      }
      Self.readAll(bytes)
    }
  }
}
