/// The files of a bundle while they are checked, and what was found so far.
struct BundleCheck<Source: FileSource> {
  let source: Source
  let problemLimit: Int
  var report = BundleReport()

  init(source: Source, problemLimit: Int) {
    self.source = source
    self.problemLimit = problemLimit
  }

  /// The longest text file that is read.
  private static var longestText: Int { 1 << 20 }

  /// Notes a problem once; the reader stops after the last one that is collected.
  mutating func add(_ problem: BundleProblem) {
    guard !report.isCutShort, !report.problems.contains(problem) else { return }
    report.problems.append(problem)
    if report.problems.count >= problemLimit { report.isCutShort = true }
  }

  /// A file; nil, with a problem where one is asked for, where it cannot be read.
  mutating func read(_ path: String, atMost byteCount: Int, isOptional: Bool = false) -> [UInt8]? {
    do throws(FileFault) {
      if let bytes = try source.read(path, atMost: byteCount) { return bytes }
      if !isOptional { add(.file(FileFault(path: path, reason: .missing))) }
    } catch {
      add(.file(error))
    }
    return nil
  }

  /// The hashes of a tile; nil, with a problem, where they cannot be read.
  mutating func read(_ tile: Tile) -> [Hash]? {
    do throws(FileFault) {
      return try source.hashes(of: tile)
    } catch {
      add(.file(error))
      return nil
    }
  }

  /// What to trust: the reader's policy, or the key in the bundle.
  mutating func readPolicy(_ policy: CheckpointPolicy?) -> CheckpointPolicy? {
    let path = BundleContents.logKeyPath
    guard let bytes = read(path, atMost: 4_096, isOptional: policy != nil) else { return policy }
    do throws(KeyRefusal) {
      let found = try NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))
      guard let policy else { return CheckpointPolicy(log: found) }
      if found != policy.log { add(.otherKey(path: path)) }
    } catch {
      add(.key(path: path, error))
    }
    return policy
  }

  /// The checkpoint in a file; nil, with a problem, where it is not believed.
  mutating func readCheckpoint(at path: String, _ policy: CheckpointPolicy) -> Checkpoint? {
    guard let bytes = read(path, atMost: Self.longestText) else { return nil }
    do throws(CheckpointRefusal) {
      let (checkpoint, note) = try policy.open(parsing: bytes)
      if path == BundleContents.checkpointPath { report.signers = note.verified.map(\.verifier) }
      return checkpoint
    } catch {
      add(.checkpoint(path: path, error))
      return nil
    }
  }

  /// Checks that the tree had the roots of the earlier checkpoints.
  mutating func checkEarlier(
    _ policy: CheckpointPolicy,
    than checkpoint: Checkpoint,
    isSound: Bool
  ) {
    // Witnesses need not have seen every checkpoint that there was.
    var policy = policy
    policy.quorum = 0
    for path in paths(in: BundleContents.checkpointFolder) where !report.isCutShort {
      guard let earlier = readCheckpoint(at: path, policy) else { continue }
      if has(earlier, in: checkpoint, isSound: isSound) {
        report.checkpointCount += 1
      } else {
        add(.otherHistory(path: path, size: earlier.size))
      }
    }
  }

  /// Checks the proofs of single entries.
  mutating func checkProofs(
    _ policy: CheckpointPolicy,
    in checkpoint: Checkpoint,
    isSound: Bool
  ) {
    let paths = paths(in: BundleContents.proofFolder)
    for path in paths where path.hasSuffix(BundleContents.proofSuffix) && !report.isCutShort {
      guard let bytes = read(path, atMost: Self.longestText) else { continue }
      do throws(LogProofRefusal) {
        let proof = try LogProof(parsing: bytes)
        guard proof.index < checkpoint.size else {
          throw .proof(.leafOutOfRange(index: proof.index, size: checkpoint.size))
        }
        guard let leaf = leafHash(at: proof.index, in: checkpoint) else { continue }
        let proven = try proof.verify(leaf: leaf, policy: policy)
        if has(proven, in: checkpoint, isSound: isSound) {
          report.proofCount += 1
        } else {
          add(.otherHistory(path: path, size: proven.size))
        }
      } catch {
        add(.proof(path: path, error))
      }
    }
  }

  /// The paths of a folder's files, in the order of their names.
  private mutating func paths(in folder: String) -> [String] {
    do throws(FileFault) {
      return try source.names(in: folder).sorted().map { "\(folder)/\($0)" }
    } catch {
      add(.file(error))
      return []
    }
  }

  private func tree(_ checkpoint: Checkpoint) -> TiledTree<FileTiles<Source>> {
    TiledTree(
      size: checkpoint.size,
      reader: FileTiles(source: source, size: checkpoint.size)
    )
  }

  /// An entry's leaf hash by the tiles; nil where there is none.
  private mutating func leafHash(at index: UInt64, in checkpoint: Checkpoint) -> Hash? {
    do throws(FileFault) {
      return try tree(checkpoint).leaf(at: index)
    } catch {
      add(.file(error))
      return nil
    }
  }

  /// Whether the tree had an earlier checkpoint's root; by the size alone where the tiles are wrong.
  private mutating func has(
    _ earlier: Checkpoint,
    in checkpoint: Checkpoint,
    isSound: Bool
  ) -> Bool {
    guard earlier.size <= checkpoint.size else { return false }
    guard isSound else { return true }
    do throws(FileFault) {
      return try tree(checkpoint).root(at: earlier.size) == earlier.root
    } catch {
      add(.file(error))
      return false
    }
  }
}
