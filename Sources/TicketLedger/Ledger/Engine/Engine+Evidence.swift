import LedgerStore
import Transparency

extension Engine {
  /// The evidence tree of the log's present state; read again where another process appended.
  func evidence(of writer: borrowing LogWriter) throws(LedgerError) -> EvidenceTree {
    if var tree, tree.size <= writer.end, try tree.follow(writer) { return tree }
    return try EvidenceTree(of: writer)
  }

  /// Signs the log as it stands, and keeps what was signed; on the engine's thread only.
  ///
  /// - Returns: The signed checkpoint, or the one kept before where nothing was appended since.
  func signCheckpoint() throws(LedgerError) -> SignedNote {
    guard let signer, options.access == .readWrite else { throw .noSigningKey }
    try requireWritable()
    try catchUp()
    let note = try LedgerError.wrapping {
      try store.append { writer in
        // Nobody adopts another key from here on.
        try catchUp(with: writer)
        try check(signer)
        let tree = try evidence(of: writer)
        if let kept = try writer.checkpoint(at: tree.size) { return kept }
        let origin = try writer.label(at: Position(0)) ?? ""
        guard
          let note = Checkpoint(origin: origin, size: tree.size, root: tree.root)?
            .signed(by: [signer])
        else { throw LedgerError.noSigningKey }
        try writer.put(note.bytes, in: .checkpoints, at: tree.size)
        return note
      }
    }
    unsignedCount = 0
    triedCount = 0
    signingFailure.withLock { $0 = nil }
    return note
  }

  /// Signs once so many events were appended here since it was done last, or could not be.
  func signIfDue() {
    guard signer != nil, unsignedCount - triedCount >= UInt64(max(options.signingInterval, 1))
    else { return }
    signUnasked()
  }

  /// Signs, or keeps why it cannot for whoever asks: the events are durable and acknowledged all the same.
  func signUnasked() {
    do throws(LedgerError) {
      _ = try signCheckpoint()
    } catch {
      triedCount = unsignedCount
      signingFailure.withLock { $0 = error }
    }
  }

  /// Refuses a key that is not the one which the log adopted last: another process may have changed it.
  private func check(_ signer: NoteSigner) throws(LedgerError) {
    let adopted = live.readOnEngineThread { $0.catalogue.signingKey }
    guard let adopted, adopted == Bytes32(signer.verifier.publicKey) else {
      let key = adopted.flatMap { NoteVerifier(ofLog: signer.verifier.name.text, key: $0) }
      throw .otherSigningKey(
        given: signer.verifier.vkey,
        expected: key?.vkey ?? "none that was adopted"
      )
    }
  }
}

extension NoteVerifier {
  /// The key that a log adopted, under the name of its origin.
  init?(ofLog origin: String, key: Bytes32) {
    try? self.init(name: KeyName(forOrigin: origin), type: .ed25519, publicKey: key.bytes)
  }
}
