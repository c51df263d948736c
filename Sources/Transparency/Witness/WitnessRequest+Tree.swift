extension WitnessRequest {
  /// Asks a witness to cosign a checkpoint, with the proof read from the tree that it is of.
  ///
  /// Nil where the note is no checkpoint, or the tree is smaller than it, or it is smaller than the
  /// older size: no proof leads back.
  ///
  /// - Parameters:
  ///   - oldSize: The size of the checkpoint that the witness saw last; 0 for none.
  ///   - checkpoint: The signed checkpoint.
  ///   - tree: The log's tree, of the checkpoint's size or larger.
  /// - Throws: What reading the tree's hashes fails with.
  /// - Complexity: O(log *n*) reads.
  public init?<Reader>(
    since oldSize: UInt64,
    to checkpoint: SignedNote,
    in tree: TiledTree<Reader>
  ) throws(Reader.Failure) {
    guard let stated = Checkpoint(text: checkpoint.unverifiedText),
      let proof = try tree.consistencyProof(from: oldSize, to: stated.size)
    else { return nil }
    self.init(oldSize: oldSize, path: proof.path, checkpoint: checkpoint)
  }
}
