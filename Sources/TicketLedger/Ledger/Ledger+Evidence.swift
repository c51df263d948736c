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
    guard engine.options.signer != nil else { throw .noSigningKey }
    return try await onEngine { try $0.signCheckpoint() }
  }

  /// The checkpoints that were signed and kept, the oldest first.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where one of them cannot be read any more.
  /// - Complexity: O(n) in the checkpoints.
  public func checkpoints() throws(LedgerError) -> [SignedNote] {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      var notes: [SignedNote] = []
      var cursor = try snapshot.entries(in: .checkpoints)
      while let entry = try cursor.next() {
        let size = unsafe entry.key.unsafeLoadUnaligned(as: UInt64.self)
        notes.append(try SignedNote(kept: entry.value.copied, at: UInt64(littleEndian: size)))
      }
      return notes
    }
  }

  /// Keeps a checkpoint of this log that others signed too: adds their lines to the one kept here.
  ///
  /// - Returns: What is kept now.
  /// - Throws: ``LedgerError/foreignCheckpoint(_:)`` where it is not one of this log as it is, or
  ///   ``LedgerError/storage(_:)``.
  @discardableResult
  public func keep(_ note: SignedNote) async throws(LedgerError) -> SignedNote {
    try await onEngine { engine in
      let origin = try self.origin()
      guard let checkpoint = Checkpoint(text: note.unverifiedText), checkpoint.origin == origin,
        checkpoint.size > 0
      else { throw LedgerError.foreignCheckpoint("it is none of the log \(origin)") }
      guard try self.root(at: checkpoint.size) == checkpoint.root else {
        throw LedgerError.foreignCheckpoint(
          "it states another root of the first \(checkpoint.size) events than the log has"
        )
      }
      return try engine.store.append { writer in
        var kept = note
        if let known = try writer.checkpoint(at: checkpoint.size) {
          let lines = Set(known.signatures.map(\.line))
          let new = note.signatures.filter { !lines.contains($0.line) }
          guard let both = new.isEmpty ? known : known.adding(new) else {
            throw LedgerError.foreignCheckpoint("it has too many signatures")
          }
          kept = both
        }
        try writer.put(kept.bytes, in: .checkpoints, at: checkpoint.size)
        return kept
      }
    }
  }

  /// The root of the tree of the first events, RFC 6962 section 2.1.
  ///
  /// - Parameter size: How many; nil for all.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where there are fewer.
  /// - Complexity: O(log n) reads.
  public func root(at size: UInt64? = nil) throws(LedgerError) -> Hash {
    let tree = try tree()
    let size = size ?? tree.size
    guard let root = try tree.root(at: size) else { throw .beyondEnd(Position(size)) }
    return root
  }

  /// The proof that the event at a position is in the log as it was at a size.
  ///
  /// - Parameters:
  ///   - position: The event.
  ///   - size: The number of events then; nil for all.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log has, or had, no such event.
  /// - Complexity: O(log n) reads.
  public func inclusionProof(
    of position: Position,
    in size: UInt64? = nil
  ) throws(LedgerError) -> InclusionProof {
    let tree = try tree()
    let size = size ?? tree.size
    guard size <= tree.size else { throw .beyondEnd(Position(size)) }
    guard let proof = try tree.inclusionProof(of: position.rawValue, in: size) else {
      throw .beyondEnd(position)
    }
    return proof
  }

  /// The proof that the log as it was at one size is the beginning of what it was at another.
  ///
  /// - Parameters:
  ///   - oldSize: The smaller size.
  ///   - newSize: The larger one; nil for all.
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log was never so large, or the first is larger.
  /// - Complexity: O(log n) reads.
  public func consistencyProof(
    from oldSize: UInt64,
    to newSize: UInt64? = nil
  ) throws(LedgerError) -> ConsistencyProof {
    let tree = try tree()
    guard let proof = try tree.consistencyProof(from: oldSize, to: newSize ?? tree.size) else {
      throw .beyondEnd(Position(max(oldSize, newSize ?? 0)))
    }
    return proof
  }

  /// The proof of one event in a file of its own, C2SP tlog-proof, which verifies without the ledger.
  ///
  /// - Parameters:
  ///   - position: The event.
  ///   - note: A signed checkpoint of this log that has the event.
  /// - Throws: ``LedgerError/foreignCheckpoint(_:)`` where the note is none, or
  ///   ``LedgerError/beyondEnd(_:)`` where it has no such event.
  /// - Complexity: O(log n) reads.
  public func proof(
    of position: Position,
    in note: SignedNote
  ) throws(LedgerError) -> LogProof {
    guard let checkpoint = Checkpoint(text: note.unverifiedText) else {
      throw .foreignCheckpoint("it is no checkpoint")
    }
    let proof = try inclusionProof(of: position, in: checkpoint.size)
    return LogProof(index: position.rawValue, path: proof.path, checkpoint: note)
  }

  /// The bytes of events as they are hashed, from the first position to the last.
  ///
  /// - Throws: ``LedgerError/beyondEnd(_:)`` where the log has not all of them.
  /// - Complexity: O(n) in the events of the range.
  public func envelopes(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
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
    let name = KeyName(forOrigin: try origin())
    return try? NoteVerifier(name: name, type: .ed25519, publicKey: key.bytes)
  }

  private func tree() throws(LedgerError) -> TiledTree<LogHashes> {
    let hashes = try LedgerError.wrapping { LogHashes(try store.beginRead()) }
    return TiledTree(size: hashes.size, reader: hashes)
  }

  /// Records in the log whose signatures are to be expected from here on, where that is new.
  func adoptSigningKey() async throws(LedgerError) {
    guard engine.options.access == .readWrite, let signer = engine.options.signer else { return }
    let name = KeyName(forOrigin: try origin())
    guard name == signer.verifier.name, signer.verifier.type == .ed25519,
      let key = Bytes32(signer.verifier.publicKey)
    else {
      throw .otherSigningKey(
        name: signer.verifier.name.text,
        expected: name.text
      )
    }
    guard live.read({ $0.catalogue.signingKey }) != key else { return }
    try await onEngine { engine in
      try engine.append { transaction in
        guard transaction.read({ $0.catalogue.signingKey }) != key else { return }
        let now = transaction.now
        let draft = EventDraft(
          event: .ledger(.signingKeyAdopted(key)),
          actor: .ledger,
          occurredAt: now
        )
        _ = try transaction.append(draft, recordedAt: now)
      }
    }
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
  /// The checkpoint kept of the log at a size; nil where there is none.
  func checkpoint(at size: UInt64) throws(LedgerError) -> SignedNote? {
    try LedgerError.wrapping {
      guard let bytes = try value(in: .checkpoints, at: size) else { return nil }
      return try SignedNote(kept: bytes.copied, at: size)
    }
  }
}
