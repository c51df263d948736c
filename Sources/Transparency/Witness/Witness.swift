/// Who has seen a log's checkpoints, and vouches that the log only grew, C2SP tlog-witness.
///
/// A pure state machine: it holds the last checkpoint seen of each log, and decides. Whoever keeps
/// it stores the new state *before* giving the cosignature away, and takes one request of a log at
/// a time:
///
/// ```swift
/// let seen = try witness.decide(request)      // or a refusal; nothing changed yet
/// try store(seen)                             // durable first
/// witness.evolve(seen)
/// let line = seen.cosignature(by: signer, at: now)
/// ```
public struct Witness: Hashable, Sendable {
  /// The logs that it knows, by their keys; a log's key has the name that its origin gives it, see
  /// ``KeyName/init(forOrigin:)``.
  public let logs: [NoteVerifier]
  /// The last checkpoint of each log, in the order in which the logs were first seen.
  public private(set) var seen: [Checkpoint]

  /// Knows these logs, and what was seen of them before.
  public init(logs: [NoteVerifier], seen: [Checkpoint] = []) {
    self.logs = logs
    self.seen = []
    for checkpoint in seen { evolve(checkpoint) }
  }

  /// The last checkpoint that was seen of a log; nil where there was none.
  public func latest(of origin: String) -> Checkpoint? {
    seen.first { $0.origin.utf8.elementsEqual(origin.utf8) }
  }

  /// The last checkpoint that was seen of the log whose key has this name.
  private func latest(of name: KeyName) -> Checkpoint? {
    seen.first { KeyName(forOrigin: $0.origin) == name }
  }

  /// Decides whether to cosign, and changes nothing.
  ///
  /// In this order: the log is known; its key signed; the sizes are in order; it still has the origin
  /// that it had; the older size is the one that was seen last; the proof leads from the one root to
  /// the other.
  ///
  /// - Returns: The checkpoint to store and to cosign.
  /// - Complexity: one Ed25519 verification for each known signature, one node or two for each hash.
  public func decide(_ request: WitnessRequest) throws(WitnessRefusal) -> Checkpoint {
    guard let checkpoint = Checkpoint(text: request.checkpoint.unverifiedText) else {
      throw .notACheckpoint
    }
    let name = KeyName(forOrigin: checkpoint.origin)
    let keys = logs.filter { $0.name == name }
    guard !keys.isEmpty else { throw .unknownLog(origin: checkpoint.origin) }
    do {
      _ = try request.checkpoint.open(trusting: keys)
    } catch {
      throw .notSigned(error)
    }
    guard request.oldSize <= checkpoint.size else {
      throw .sizesOutOfOrder(old: request.oldSize, new: checkpoint.size)
    }
    let latest = latest(of: name)
    guard latest == nil || latest?.origin.utf8.elementsEqual(checkpoint.origin.utf8) == true else {
      throw .otherOrigin(latest: latest?.origin ?? "")
    }
    guard request.oldSize == latest?.size ?? 0 else {
      throw .otherSize(latest: latest?.size ?? 0)
    }
    let oldRoot = latest?.root ?? .emptyTree
    guard request.oldSize < checkpoint.size || checkpoint.root == oldRoot else {
      throw .otherRoot(latest: request.oldSize)
    }
    let proof = ConsistencyProof(
      oldSize: request.oldSize,
      newSize: checkpoint.size,
      path: request.path
    )
    do {
      try proof.verify(oldRoot: oldRoot, newRoot: checkpoint.root)
    } catch {
      throw .inconsistent(error)
    }
    return checkpoint
  }

  /// Takes a checkpoint that was decided on as the last one seen of its log.
  ///
  /// An older one than is known is passed over: what was seen is never forgotten.
  public mutating func evolve(_ checkpoint: Checkpoint) {
    let place = seen.firstIndex { $0.origin.utf8.elementsEqual(checkpoint.origin.utf8) }
    guard let place else { return seen.append(checkpoint) }
    if checkpoint.size >= seen[place].size { seen[place] = checkpoint }
  }
}

extension Checkpoint {
  /// A witness's signature line under the checkpoint, C2SP tlog-cosignature; nil where the key is
  /// none of a witness, or the time is beyond 2^63 − 1.
  public func cosignature(by witness: NoteSigner, at time: UInt64) -> NoteSignature? {
    witness.verifier.type == .cosignature ? witness.sign(text, at: time) : nil
  }
}
