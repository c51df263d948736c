import Testing
import Transparency

@Suite("A witness")
struct WitnessTests {
  let log: NoteSigner
  let leaves = TreeTests.entries(40, seed: 40).map { Hash.leaf($0) }

  init() throws {
    log = try NoteTests.log()
  }

  func root(_ size: UInt64) -> Hash { Hash.root(of: leaves.prefix(Int(size))) }

  func note(_ size: UInt64, root: Hash? = nil) throws -> SignedNote {
    let checkpoint = try NoteTests.checkpoint(size, root: root ?? self.root(size))
    return try #require(checkpoint.signed(by: [log]))
  }

  func request(_ old: UInt64, _ new: UInt64) throws -> WitnessRequest {
    let proof = try #require(try MemoryTree(leaves).tree.consistencyProof(from: old, to: new))
    return WitnessRequest(oldSize: old, path: proof.path, checkpoint: try note(new))
  }

  @Test("a log that only grows is cosigned, step by step")
  func growing() throws {
    var witness = Witness(logs: [log.verifier])
    let signer = try NoteTests.witness(3)
    var old: UInt64 = 0
    for new: UInt64 in [0, 1, 1, 7, 8, 31, 40] {
      let sent = try request(old, new).encoded
      let decided = try witness.decide(try WitnessRequest(parsing: sent))
      #expect(witness.latest(of: "log.example/desk")?.size ?? 0 == old)
      witness.evolve(decided)
      #expect(witness.latest(of: "log.example/desk") == decided)
      let line = try #require(decided.cosignature(by: signer, at: 1_700_000_000))
      let cosigned = try #require(try note(new).adding([line]))
      #expect(try cosigned.open(trusting: [log.verifier, signer.verifier]).verified.count == 2)
      old = new
    }
    #expect(Witness(logs: [log.verifier], seen: witness.seen) == witness)
  }

  @Test("what is not the log's growth is refused, and nothing is forgotten")
  func refusals() throws {
    var witness = Witness(logs: [log.verifier])
    witness.evolve(try witness.decide(try request(0, 20)))
    func refuses(_ request: WitnessRequest, _ refusal: WitnessRefusal, _ status: Int) {
      #expect(throws: refusal) { try witness.decide(request) }
      #expect(refusal.httpStatus == status)
    }
    refuses(try request(10, 30), .otherSize(latest: 20), 409)
    refuses(try request(0, 30), .otherSize(latest: 20), 409)
    let back = WitnessRequest(oldSize: 20, path: [], checkpoint: try note(10))
    refuses(back, .sizesOutOfOrder(old: 20, new: 10), 400)
    let fork = WitnessRequest(oldSize: 20, path: [], checkpoint: try note(20, root: .leaf([9])))
    refuses(fork, .otherRoot(latest: 20), 409)
    let good = try request(20, 30)
    let rewritten = WitnessRequest(
      oldSize: 20,
      path: good.path,
      checkpoint: try note(30, root: .leaf([9]))
    )
    refuses(rewritten, .inconsistent(.root), 422)
    let count = good.path.count
    let short = WitnessRequest(
      oldSize: 20,
      path: Array(good.path.dropLast()),
      checkpoint: try note(30)
    )
    refuses(short, .inconsistent(.length(expected: count, found: count - 1)), 422)
    let stranger = try NoteTests.signer("log.example/desk", seed: 77)
    let forged = try #require(try NoteTests.checkpoint(30, root: root(30)).signed(by: [stranger]))
    refuses(
      WitnessRequest(oldSize: 20, path: good.path, checkpoint: forged),
      .notSigned(.notSigned),
      403
    )
    let elsewhere = try #require(Checkpoint(origin: "else", size: 30, root: root(30)))
    let unknown = try #require(elsewhere.signed(by: [log]))
    refuses(
      WitnessRequest(oldSize: 20, path: good.path, checkpoint: unknown),
      .unknownLog(origin: "else"),
      404
    )
    #expect(witness.latest(of: "log.example/desk")?.size == 20)
    witness.evolve(try NoteTests.checkpoint(10, root: root(10)))
    #expect(witness.latest(of: "log.example/desk")?.size == 20)
    #expect(try witness.decide(good).size == 30)
  }

  @Test("a log whose origin is no key name is known by its key, under one origin for ever")
  func origins() throws {
    let seed = [UInt8](repeating: 7, count: 32)
    let desk = try NoteSigner(name: KeyName(forOrigin: "Help desk"), seed: seed)
    var witness = Witness(logs: [desk.verifier])
    func request(_ origin: String, _ old: UInt64, _ new: UInt64) throws -> WitnessRequest {
      let proof = try #require(try MemoryTree(leaves).tree.consistencyProof(from: old, to: new))
      let checkpoint = try #require(Checkpoint(origin: origin, size: new, root: root(new)))
      let note = try #require(checkpoint.signed(by: [desk]))
      return WitnessRequest(oldSize: old, path: proof.path, checkpoint: note)
    }
    witness.evolve(try witness.decide(try request("Help desk", 0, 20)))
    #expect(try witness.decide(try request("Help desk", 20, 30)).size == 30)
    let renamed = WitnessRefusal.otherOrigin(latest: "Help desk")
    #expect(throws: renamed) { try witness.decide(try request("Help-desk", 0, 30)) }
    #expect(throws: renamed) { try witness.decide(try request("Help+desk", 20, 30)) }
    #expect(renamed.httpStatus == 404)
  }

  @Test("a request that is not one is refused by its line")
  func malformed() throws {
    let good = try request(20, 30).encoded
    #expect(try WitnessRequest(parsing: good) == request(20, 30))
    #expect(throws: WitnessRefusal.malformed(line: 0)) { try WitnessRequest(parsing: []) }
    let text = String(decoding: good, as: UTF8.self)
    let zero = Array(text.replacing("old 20", with: "old 020").utf8)
    #expect(throws: WitnessRefusal.malformed(line: 0)) { try WitnessRequest(parsing: zero) }
    let many = WitnessRequest(
      oldSize: 1,
      path: [Hash](repeating: .emptyTree, count: 64),
      checkpoint: try note(30)
    )
    #expect(throws: WitnessRefusal.malformed(line: 64)) {
      try WitnessRequest(parsing: many.encoded)
    }
  }
}
