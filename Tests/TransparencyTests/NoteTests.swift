import Testing
import Transparency

@Suite("Signed notes, checkpoints and proof files")
struct NoteTests {
  static func signer(
    _ name: String,
    _ type: SignatureType = .ed25519,
    seed: UInt8
  ) throws -> NoteSigner {
    let name = try #require(KeyName(name))
    return try NoteSigner(name: name, type: type, seed: [UInt8](repeating: seed, count: 32))
  }

  static func log() throws -> NoteSigner { try signer("log.example/desk", seed: 1) }
  static func witness(_ number: UInt8) throws -> NoteSigner {
    try signer("witness.example/w\(number)", .cosignature, seed: 100 + number)
  }

  static func checkpoint(_ size: UInt64 = 7, root: Hash = .emptyTree) throws -> Checkpoint {
    try #require(Checkpoint(origin: "log.example/desk", size: size, root: root))
  }

  @Test("a key is written and read, and a changed character is refused")
  func keys() throws {
    for signer in [try Self.log(), try Self.witness(1)] {
      let vkey = signer.verifier.vkey
      #expect(try NoteVerifier(vkey: vkey) == signer.verifier)
      #expect(try NoteVerifier(vkey: vkey + "\n") == signer.verifier)
      #expect(try NoteSigner(skey: signer.skey).verifier == signer.verifier)
      for place in vkey.indices {
        var other = vkey
        other.replaceSubrange(place...place, with: vkey[place] == "A" ? "B" : "A")
        // The key ID may be written with large letters.
        guard other.lowercased() != vkey.lowercased() else { continue }
        #expect(throws: KeyRefusal.self, "\(other)") { try NoteVerifier(vkey: other) }
        #expect(throws: KeyRefusal.self) { try NoteVerifier(vkey: String(vkey[..<place])) }
      }
    }
    #expect(throws: KeyRefusal.length(byteCount: 31)) {
      try NoteSigner(name: Self.log().verifier.name, seed: [UInt8](repeating: 1, count: 31))
    }
    #expect(throws: KeyRefusal.unknownType(2)) { try NoteVerifier(vkey: "a+00000000+AgAA") }
  }

  @Test(
    "a name that no key may have is refused",
    arguments: [
      "", "a b", "a+b", "a\u{A0}b", "a\u{2003}", "a\nb", "a\u{85}", "a\u{3000}b", "a\u{1}b",
    ]
  )
  func names(name: String) {
    #expect(KeyName(name) == nil)
  }

  @Test("names are compared by their bytes")
  func exactNames() throws {
    let composed = try #require(KeyName("caf\u{E9}"))
    let decomposed = try #require(KeyName("cafe\u{301}"))
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    let first = try #require(Checkpoint(origin: "caf\u{E9}", size: 0, root: .emptyTree))
    #expect(first != Checkpoint(origin: "cafe\u{301}", size: 0, root: .emptyTree))
  }

  @Test("of a known key the first line counts, and a wrong one after it is passed over")
  func repeatedLines() throws {
    let log = try Self.log()
    let text = try Self.checkpoint().text
    let good = try #require(log.sign(text))
    var bytes = good.bytes
    bytes[0] ^= 1
    let bad = NoteSignature(name: good.name, keyID: good.keyID, bytes: bytes)
    let first = try #require(SignedNote(text: text, signatures: [good, bad, good]))
    #expect(try first.open(trusting: [log.verifier]).verified.count == 1)
    let second = try #require(SignedNote(text: text, signatures: [bad, good]))
    #expect(throws: NoteRefusal.invalidSignature(good.name, good.keyID)) {
      try second.open(trusting: [log.verifier])
    }
  }

  @Test("a key of the same name or the same key ID is another key")
  func strangers() throws {
    let log = try Self.log()
    let text = try Self.checkpoint().text
    let good = try #require(log.sign(text))
    let sameID = NoteSignature(
      name: try #require(KeyName("other")),
      keyID: good.keyID,
      bytes: [1, 2, 3]
    )
    let sameName = NoteSignature(name: good.name, keyID: KeyID(1), bytes: [1])
    let note = try #require(
      SignedNote(text: text, signatures: [sameID, sameName, sameID, good])
    )
    let opened = try note.open(trusting: [log.verifier])
    #expect(opened.verified.map(\.verifier) == [log.verifier])
    #expect(opened.unverified == [sameID, sameName])
    #expect(throws: NoteRefusal.notSigned) { try note.open(trusting: []) }
  }

  @Test("two trusted keys that cannot be told apart refuse only a note that names them")
  func ambiguous() throws {
    let (log, witness) = (try Self.log(), try Self.witness(1))
    let note = try #require(try Self.checkpoint().signed(by: [log]))
    let twice = [witness.verifier, witness.verifier, log.verifier]
    #expect(try note.open(trusting: twice).verified.count == 1)
    let cosigned = try #require(try Self.checkpoint().signed(by: [log, witness], at: 9))
    #expect(
      throws: NoteRefusal.ambiguousKey(witness.verifier.name, witness.verifier.keyID)
    ) { try cosigned.open(trusting: twice) }
  }

  @Test("a hundred signature lines are read, and one more is refused")
  func manySignatures() throws {
    let log = try Self.log()
    let text = try Self.checkpoint().text
    let line = try #require(log.sign(text)).line
    func note(_ count: Int) -> [UInt8] {
      Array((text + "\n" + String(repeating: line, count: count)).utf8)
    }
    #expect(try SignedNote(parsing: note(100)).signatures.count == 100)
    #expect(throws: NoteRefusal.tooManySignatures) { try SignedNote(parsing: note(101)) }
    let another = try #require(log.sign(text))
    #expect(try SignedNote(parsing: note(99)).adding([another]) != nil)
    #expect(try SignedNote(parsing: note(100)).adding([another]) == nil)
  }

  @Test("a note with any byte changed says nothing, or the same")
  func flippedBytes() throws {
    let log = try Self.log()
    let note = try #require(try Self.checkpoint().signed(by: [log]))
    let opened = try note.open(trusting: [log.verifier])
    for place in note.bytes.indices {
      for bit in 0..<8 {
        var bytes = note.bytes
        bytes[place] ^= 1 << UInt8(bit)
        let other = try? SignedNote(parsing: bytes).open(trusting: [log.verifier])
        #expect(other == nil || other == opened)
      }
    }
  }

  @Test("a witness states when it saw a checkpoint")
  func cosignatures() throws {
    let (log, witness) = (try Self.log(), try Self.witness(1))
    let checkpoint = try Self.checkpoint()
    for time in [0, 1_700_000_000, UInt64(Int64.max)] {
      let signature = try #require(checkpoint.cosignature(by: witness, at: time))
      let note = try #require(checkpoint.signed(by: [log])?.adding([signature]))
      let opened = try note.open(trusting: [log.verifier, witness.verifier])
      #expect(opened.verified.map(\.time) == [nil, time])
      for place in signature.bytes.indices {
        var bytes = signature.bytes
        bytes[place] ^= 0x40
        let other = NoteSignature(name: signature.name, keyID: signature.keyID, bytes: bytes)
        let forged = try #require(checkpoint.signed(by: [log])?.adding([other]))
        #expect(throws: NoteRefusal.self) {
          try forged.open(trusting: [log.verifier, witness.verifier])
        }
      }
    }
    #expect(checkpoint.cosignature(by: witness, at: 1 << 63) == nil)
    #expect(checkpoint.cosignature(by: log, at: 1) == nil)
  }

  @Test("a policy asks for the log, its name, and a quorum of witnesses")
  func policies() throws {
    let (log, first, second) = (try Self.log(), try Self.witness(1), try Self.witness(2))
    let checkpoint = try Self.checkpoint()
    let note = try #require(checkpoint.signed(by: [log, first], at: 5))
    var policy = CheckpointPolicy(
      log: log.verifier,
      witnesses: [first.verifier, second.verifier],
      quorum: 1
    )
    #expect(try policy.open(note).checkpoint == checkpoint)
    policy.quorum = 2
    #expect(throws: CheckpointRefusal.tooFewWitnesses(expected: 2, found: 1)) {
      try policy.open(note)
    }
    let alias = try Self.signer("witness.example/alias", .cosignature, seed: 101)
    let twice = try #require(checkpoint.signed(by: [log, first, alias], at: 5))
    policy.witnesses = [first.verifier, alias.verifier]
    #expect(throws: CheckpointRefusal.tooFewWitnesses(expected: 2, found: 1)) {
      try policy.open(twice)
    }
    policy.quorum = 0
    let unsigned = try #require(checkpoint.signed(by: [first], at: 5))
    #expect(throws: CheckpointRefusal.notSignedByLog) { try policy.open(unsigned) }
    policy.origin = "log.example/other"
    #expect(throws: CheckpointRefusal.otherOrigin("log.example/desk")) { try policy.open(note) }
    let signature = try #require(log.sign("hello\n"))
    let words = try #require(SignedNote(text: "hello\n", signatures: [signature]))
    #expect(throws: CheckpointRefusal.notACheckpoint) { try policy.open(words) }
  }

  @Test("the key of a log is named for its origin, whatever line that is")
  func namesForOrigins() throws {
    let names = [
      ("desk.example/log", "desk.example/log"), ("Help desk", "Help-desk"), ("a+b", "a-b"),
      ("a\u{A0}b\u{3000}c\u{2028}\t", "a-b-c--"), ("caf\u{E9} \u{1F3AB}", "caf\u{E9}-\u{1F3AB}"),
      ("", "-"),
    ]
    for (origin, name) in names {
      #expect(KeyName(forOrigin: origin).text == name)
      #expect(KeyName(name) == KeyName(forOrigin: origin))
      #expect(KeyName(forOrigin: name) == KeyName(forOrigin: origin))
    }
    let seed = [UInt8](repeating: 7, count: 32)
    let signer = try NoteSigner(name: KeyName(forOrigin: "Help desk"), seed: seed)
    let checkpoint = try #require(Checkpoint(origin: "Help desk", size: 0, root: .emptyTree))
    let note = try #require(checkpoint.signed(by: [signer]))
    var policy = CheckpointPolicy(log: signer.verifier)
    #expect(try policy.open(note).checkpoint == checkpoint)
    policy.origin = "Help-desk"
    #expect(throws: CheckpointRefusal.otherOrigin("Help desk")) { try policy.open(note) }
    let other = try #require(Checkpoint(origin: "Help line", size: 0, root: .emptyTree))
    let foreign = try #require(other.signed(by: [signer]))
    #expect(throws: CheckpointRefusal.otherOrigin("Help line")) {
      try CheckpointPolicy(log: signer.verifier).open(foreign)
    }
  }

  @Test(
    "a text that is not the one form of a checkpoint is none",
    arguments: [
      "", "\n", "o\n1\n", "o\n01\nR\n", "o\n+1\nR\n", "o\n-1\nR\n", "o\n\nR\n", "\n1\nR\n",
      "o\n1\nR",
      "o\n1\nR\n\n", "o\n1\nR\n\nx\n", "o\n9223372036854775808\nR\n", "o\n1\nr\n", "o\n1 \nR\n",
      "o\n99999999999999999999999999\nR\n",
    ]
  )
  func malformedCheckpoints(form: String) {
    let text = form.replacing("R", with: Hash.emptyTree.base64)
    #expect(Checkpoint(text: text) == nil)
  }

  @Test("a checkpoint of the largest size, with extensions, is read and written")
  func checkpointForms() throws {
    let checkpoint = try #require(
      Checkpoint(
        origin: "an origin with spaces",
        size: Checkpoint.maximumSize,
        root: .emptyTree,
        extensions: ["one", "two"]
      )
    )
    #expect(Checkpoint(text: checkpoint.text) == checkpoint)
    #expect(Checkpoint(origin: "a\nb", size: 1, root: .emptyTree) == nil)
    #expect(Checkpoint(origin: "a", size: 1, root: .emptyTree, extensions: [""]) == nil)
    #expect(Checkpoint(origin: "a", size: .max, root: .emptyTree) == nil)
  }

  @Test("a proof file is read, written and verified offline, and any byte changed refuses it")
  func proofFiles() throws {
    let log = try Self.log()
    let entries = TreeTests.entries(11, seed: 12)
    let tree = MemoryTree(entries.map { Hash.leaf($0) }).tree
    let root = try #require(try tree.root(at: 11))
    let checkpoint = try Self.checkpoint(11, root: root)
    let note = try #require(checkpoint.signed(by: [log]))
    let path = try #require(try tree.inclusionProof(of: 9, in: 11)).path
    let policy = CheckpointPolicy(log: log.verifier)
    let leaf = Hash.leaf(entries[9])
    for extra in [nil, [], [1, 2, 3]] as [[UInt8]?] {
      let proof = LogProof(extra: extra, index: 9, path: path, checkpoint: note)
      let bytes = proof.encoded
      #expect(try LogProof(parsing: bytes) == proof)
      #expect(try proof.verify(leaf: leaf, policy: policy) == checkpoint)
      for place in bytes.indices {
        var other = bytes
        other[place] ^= 1
        let read = try? LogProof(parsing: other)
        let proven = try? read?.verify(leaf: leaf, policy: policy)
        // What nothing signs may change: the extra data, and unused bits of a signature's base64.
        #expect(proven == nil || read?.extra != proof.extra || read?.path == proof.path)
        if proven != nil { #expect(read?.index == 9 && proven == checkpoint) }
      }
      #expect(throws: LogProofRefusal.proof(.root)) {
        try proof.verify(leaf: Hash.leaf(entries[8]), policy: policy)
      }
    }
  }
}
