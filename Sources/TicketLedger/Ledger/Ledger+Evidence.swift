import LedgerStore
public import Transparency

/// Evidence of the log: its tree's roots, proofs of them, and what was signed.
extension Ledger {
  /// Signs the log as it stands and keeps what was signed, for ever.
  ///
  /// Give it to somebody who keeps it elsewhere: what is kept only here can be rewritten with all the
  /// rest.
  ///
  /// - Returns: The signed checkpoint; the one kept before where nothing was appended since.
  /// - Throws: ``LedgerError/noSigningKey`` where the ledger was opened without one, or
  ///   ``LedgerError/storage(_:)``.
  /// - Complexity: O(log n), and the disk's time to sync.
  @discardableResult
  public func signCheckpoint() async throws(LedgerError) -> SignedNote {
    try await onEngine { try $0.signCheckpoint() }
  }

  /// Why the ledger could not sign by itself when it was to do so last; nil where it could.
  ///
  /// It signs every ``Options/signingInterval`` events, and when it closes: ask then too. No command
  /// fails because of it, and it is tried again after as many events. ``signCheckpoint()`` tries at once,
  /// and throws why not: ``LedgerError/otherSigningKey(given:expected:)`` where another process had the log
  /// adopt another key, until the ledger is opened with that one.
  public var signingFailure: LedgerError? { engine.signingFailure.withLock { $0 } }

  /// The checkpoints that were signed and kept, the oldest first.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where one of them cannot be read any more.
  /// - Complexity: O(n) in the checkpoints.
  public func checkpoints() throws(LedgerError) -> [SignedNote] {
    try LedgerError.wrapping { try store.beginRead().checkpoints().map(\.note) }
  }

  /// The checkpoint kept of the log at a size, or the last one; nil where there is none.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where it cannot be read any more.
  /// - Complexity: O(log n).
  public func checkpoint(at size: UInt64? = nil) throws(LedgerError) -> SignedNote? {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      guard let size = try size ?? snapshot.lastKey(of: .checkpoints) else { return nil }
      return try snapshot.checkpoint(at: size)
    }
  }

  /// Adds the lines of witnesses to the kept checkpoint that they signed.
  ///
  /// A later line of a witness takes the place of its older one.
  ///
  /// - Parameters:
  ///   - answer: The signature lines as the witnesses gave them; any bytes are answered.
  ///   - witnesses: The witnesses' keys; no line of another key is taken.
  /// - Returns: What is kept now.
  /// - Throws: ``LedgerError/foreignCheckpoint(_:)`` where a line is none of these witnesses', or signs
  ///   no checkpoint that is kept, or ``LedgerError/storage(_:)``; nothing is changed then.
  /// - Complexity: one Ed25519 verification for each line and checkpoint, from the newest on.
  @discardableResult
  public func addCosignatures(
    _ answer: [UInt8],
    by witnesses: [NoteVerifier]
  ) async throws(LedgerError) -> SignedNote {
    try await onEngine { engine in
      try engine.requireWritable()
      return try engine.store.append { writer in
        try engine.catchUp(with: writer)
        var refusal = NoteRefusal.notSigned
        for (size, note) in try writer.checkpoints().reversed() {
          let cosigned: SignedNote
          do throws(NoteRefusal) {
            cosigned = try note.adding(answer: answer, by: witnesses)
          } catch {
            refusal = error
            continue
          }
          try writer.put(cosigned.bytes, in: .checkpoints, at: size)
          return cosigned
        }
        throw LedgerError.foreignCheckpoint("the lines sign none that is kept: \(refusal)")
      }
    }
  }

  /// The root of the tree of the first events, RFC 6962 section 2.1.
  ///
  /// - Parameter size: How many; nil for all.
  /// - Returns: The root.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where there are fewer, ``LedgerError/inconsistent(_:_:)``
  ///   where the tree is damaged.
  /// - Complexity: O(log n) reads.
  public func root(at size: UInt64? = nil) throws(LedgerError) -> Hash {
    let tree = try tree()
    return try tree.soundRoot(at: size ?? tree.size)
  }

  /// The proof that the event at a position is in the log as it was at a size, verified already.
  ///
  /// - Parameters:
  ///   - position: The event.
  ///   - size: The number of events then; nil for all.
  /// - Returns: The proof.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log has, or had, no such event,
  ///   ``LedgerError/inconsistent(_:_:)`` where the event or the tree is damaged.
  /// - Complexity: O(log n) reads; up to 32 events are hashed.
  public func inclusionProof(
    of position: Position,
    in size: UInt64? = nil
  ) throws(LedgerError) -> InclusionProof {
    let tree = try tree()
    let size = size ?? tree.size
    guard size <= tree.size else { throw .beyondEnd(Position(size)) }
    let root = size == tree.size ? tree.reader.edge.root : try tree.soundRoot(at: size)
    let (proof, leaf) = try tree.inclusion(of: position, in: size)
    try LogHashes.check(position.rawValue) { () throws(ProofRefusal) in
      try proof.verify(leaf: leaf, root: root)
    }
    return proof
  }

  /// The proof that the log as it was at one size is the beginning of what it was at another, verified
  /// already.
  ///
  /// - Parameters:
  ///   - oldSize: The smaller size.
  ///   - newSize: The larger one; nil for all.
  /// - Returns: The proof.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log was never so large, or the first is larger,
  ///   ``LedgerError/inconsistent(_:_:)`` where the tree is damaged.
  /// - Complexity: O(log n) reads.
  public func consistencyProof(
    from oldSize: UInt64,
    to newSize: UInt64? = nil
  ) throws(LedgerError) -> ConsistencyProof {
    let tree = try tree()
    let newSize = newSize ?? tree.size
    guard let proof = try tree.consistencyProof(from: oldSize, to: newSize),
      let oldRoot = try tree.root(at: oldSize)
    else { throw .beyondEnd(Position(max(oldSize, newSize))) }
    let newRoot = newSize == tree.size ? tree.reader.edge.root : try tree.soundRoot(at: newSize)
    try LogHashes.check(oldSize) { () throws(ProofRefusal) in
      try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
    }
    return proof
  }

  /// The proof of one event in a file of its own, C2SP tlog-proof, which verifies without the ledger.
  ///
  /// - Parameters:
  ///   - position: The event.
  ///   - note: A signed checkpoint of this log that has the event.
  /// - Returns: The proof, with the checkpoint.
  /// - Throws: ``LedgerError/foreignCheckpoint(_:)`` where the note is none,
  ///   ``LedgerError/beyondEnd(_:)`` where it has no such event, or
  ///   ``LedgerError/inconsistent(_:_:)`` where the event or the tree is damaged.
  /// - Complexity: O(log n) reads; up to 32 events are hashed.
  public func proof(
    of position: Position,
    in note: SignedNote
  ) throws(LedgerError) -> LogProof {
    guard let checkpoint = Checkpoint(text: note.unverifiedText),
      try checkpoint.origin == origin()
    else { throw .foreignCheckpoint("it is none of this log") }
    let tree = try tree()
    guard checkpoint.size <= tree.size else { throw .beyondEnd(Position(checkpoint.size)) }
    let (proof, leaf) = try tree.inclusion(of: position, in: checkpoint.size)
    do throws(ProofRefusal) {
      try proof.verify(leaf: leaf, root: checkpoint.root)
    } catch {
      guard try tree.soundRoot(at: checkpoint.size) == checkpoint.root else {
        throw .foreignCheckpoint("it states another root of the first \(checkpoint.size) events")
      }
      try LogHashes.check(position.rawValue) { () throws(ProofRefusal) in throw error }
    }
    return LogProof(index: position.rawValue, path: proof.path, checkpoint: note)
  }

  /// The bytes of events as they are hashed, in order: the entries of the log as a transparency log numbers
  /// them, from 0.
  ///
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log has not all of them.
  /// - Complexity: O(n) in the events of the range.
  public func envelopes(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      guard range.isEmpty || range.upperBound <= snapshot.end else {
        throw LedgerError.beyondEnd(Position(max(range.lowerBound, snapshot.end)))
      }
      var envelopes: [[UInt8]] = []
      envelopes.reserveCapacity(min(range.count, 1 << 16))
      var cursor = try snapshot.envelopes(from: range.lowerBound)
      for position in range {
        guard let envelope = try cursor.next() else {
          throw LedgerError.beyondEnd(Position(position))
        }
        envelopes.append(envelope.copied)
      }
      return envelopes
    }
  }

  /// The public key that the log says its checkpoints are signed with; nil before it adopted one.
  ///
  /// It stands in the log itself: who wants to trust more than the log's own word has it from elsewhere.
  ///
  /// - Complexity: O(1).
  public func logKey() throws(LedgerError) -> NoteVerifier? {
    guard let key = live.read({ $0.catalogue.signingKey }) else { return nil }
    return NoteVerifier(ofLog: try origin(), key: key)
  }

  private func tree() throws(LedgerError) -> TiledTree<LogHashes> {
    let hashes = try LedgerError.wrapping { try LogHashes(try store.beginRead()) }
    return TiledTree(size: hashes.size, reader: hashes)
  }

  /// Has the log adopt another key to sign its checkpoints with, and signs with it from here on.
  ///
  /// The first key is adopted when the ledger is opened with one. To change it, open the ledger without
  /// a signer. The adoption is an event: whoever reads the log sees who changed the key and when. It does
  /// nothing where that key is the one adopted last.
  ///
  /// - Throws: ``LedgerError/otherSigningKey(given:expected:)`` where its name is not the one of the
  ///   origin, or ``LedgerError/storage(_:)``.
  public func adopt(_ signer: NoteSigner, by actor: ActorReference) async throws(LedgerError) {
    let key = try Ledger.key(of: signer, forOrigin: origin())
    try await onEngine { engine in
      try engine.adopt(key, by: actor)
      engine.signer = signer
      // Where the former key was not the log's any more, what waits is signed now.
      engine.triedCount = 0
    }
  }

  /// Adopts the key that the ledger was opened with, where it is the log's first.
  func adoptFirstSigningKey() async throws(LedgerError) {
    guard engine.options.access == .readWrite, let signer = engine.options.signer,
      live.read({ $0.catalogue.signingKey }) == nil
    else { return }
    let key = try Ledger.key(of: signer, forOrigin: origin())
    try await onEngine { engine in
      try engine.append { transaction in
        guard transaction.read({ $0.catalogue.signingKey }) == nil else { return }
        try transaction.adopt(key, by: .ledger)
      }
    }
  }

  /// Refuses a signer that is not of this log, before anything is written.
  static func check(
    _ signer: NoteSigner?,
    forOrigin origin: String,
    adopted: Bytes32?
  ) throws(LedgerError) {
    guard let signer else { return }
    let key = try key(of: signer, forOrigin: origin)
    guard let adopted, adopted != key else { return }
    throw .otherSigningKey(
      given: signer.verifier.vkey,
      expected: NoteVerifier(ofLog: origin, key: adopted)?.vkey ?? "another key"
    )
  }

  private static func key(
    of signer: NoteSigner,
    forOrigin origin: String
  ) throws(LedgerError) -> Bytes32 {
    let name = KeyName(forOrigin: origin)
    guard name == signer.verifier.name, signer.verifier.type == .ed25519,
      let key = Bytes32(signer.verifier.publicKey)
    else {
      throw .otherSigningKey(given: signer.verifier.vkey, expected: "a key of the name \(name)")
    }
    return key
  }
}

extension TiledTree where Reader == LogHashes {
  /// The proof of an event in the log as it was at a size, and the event's leaf; neither is checked.
  fileprivate func inclusion(
    of position: Position,
    in size: UInt64
  ) throws(LedgerError) -> (InclusionProof, leaf: Hash) {
    guard let proof = try inclusionProof(of: position.rawValue, in: size),
      let leaf = try leaf(at: position.rawValue)
    else { throw .beyondEnd(position) }
    return (proof, leaf)
  }
}

extension Engine {
  fileprivate func adopt(_ key: Bytes32, by actor: ActorReference) throws {
    try append { transaction in
      guard transaction.read({ $0.catalogue.signingKey }) != key else { return }
      var names = DraftedNames()
      let actor = try transaction.actor(actor, drafting: &names)
      try transaction.define(names, at: transaction.now)
      try transaction.adopt(key, by: actor)
    }
  }
}

extension LedgerTransaction {
  fileprivate mutating func adopt(_ key: Bytes32, by actor: ActorID) throws(LedgerError) {
    let now = now
    let draft = EventDraft(
      event: .ledger(.signingKeyAdopted(key)),
      actor: actor,
      occurredAt: now
    )
    _ = try append(draft, recordedAt: now)
  }
}

extension SignedNote {
  /// Reads what was kept at a size.
  fileprivate init(kept bytes: [UInt8], at size: UInt64) throws(LedgerError) {
    do throws(NoteRefusal) {
      try self.init(parsing: bytes)
    } catch {
      throw .inconsistent(Position(size), "the checkpoint kept at that size is damaged: \(error)")
    }
  }
}

extension LogReading where Self: ~Copyable {
  /// All checkpoints that were kept, by size.
  func checkpoints() throws(LedgerError) -> [(size: UInt64, note: SignedNote)] {
    try LedgerError.wrapping {
      var notes: [(size: UInt64, note: SignedNote)] = []
      var entries = try numbered(in: .checkpoints)
      while let entry = try entries.next() {
        notes.append((entry.number, try SignedNote(kept: entry.value.copied, at: entry.number)))
      }
      return notes
    }
  }

  /// The checkpoint kept of the log at a size; nil where there is none.
  func checkpoint(at size: UInt64) throws(LedgerError) -> SignedNote? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .checkpoints, at: size) else { return nil }
      return try SignedNote(kept: bytes.copied, at: size)
    }
  }
}
