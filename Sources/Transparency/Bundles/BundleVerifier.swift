/// Reads an exported log to its last byte, and says what is wrong with it.
///
/// Any files are answered: hostile ones lead to problems, never to a trap, and never to more memory
/// than a bundle of entries and a tile of each row take.
public struct BundleVerifier<Source: FileSource> {
  /// Where the files are.
  public let source: Source
  /// What the reader trusts; nil to take the key that the bundle brings along.
  public let policy: CheckpointPolicy?
  /// How many problems are collected before the reader stops.
  public let problemLimit: Int

  /// Reads a bundle.
  public init(source: Source, policy: CheckpointPolicy? = nil, problemLimit: Int = 1_000) {
    self.source = source
    self.policy = policy
    self.problemLimit = max(problemLimit, 1)
  }

  /// Checks the whole bundle: signatures, entries, tiles, earlier checkpoints, proofs.
  ///
  /// `progress` is told the number of entries read, after each 256 of them.
  ///
  /// - Complexity: O(*n*): each entry and each node is hashed once.
  public func verify(progress: (_ entryCount: UInt64) -> Void = { _ in }) -> BundleReport {
    var check = BundleCheck(source: source, problemLimit: problemLimit)
    check.report.isKeyTrusted = policy != nil
    guard let policy = check.readPolicy(policy),
      let checkpoint = check.readCheckpoint(at: BundleContents.checkpointPath, policy)
    else { return check.report }
    check.report.checkpoint = checkpoint
    var walk = BundleWalk(check: check, checkpoint: checkpoint)
    walk.run(progress: progress)
    check = walk.check
    // Tiles that are wrong would make what is checked against them look wrong too.
    let isSound = check.report.isSound
    check.checkEarlier(policy, than: checkpoint, isSound: isSound)
    check.checkProofs(policy, in: checkpoint, isSound: isSound)
    return check.report
  }
}

extension BundleVerifier: Sendable where Source: Sendable {}
