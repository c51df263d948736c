/// Writes a log as a bundle of files, ``BundleContents``, with its entries read in stretches.
///
/// At most one bundle of entries and the open tiles are in memory. The checkpoint is written after
/// the tiles: an export that was cut off has none.
public struct BundleWriter<Files: FileSource & FileSink> {
  /// Where the bundle goes.
  public let files: Files

  /// Writes into files.
  public init(files: Files) {
    self.files = files
  }

  /// Writes the whole bundle, and returns its checkpoint.
  ///
  /// `entries` reads entries, at most 256 at once, from the first to the last. `sign` makes the
  /// note of the checkpoint, or finds the one that was made before: it must state the same log,
  /// size and root. Where an error is thrown, the files that were written stay.
  ///
  /// - Complexity: O(*n*); hashing is the bound.
  @discardableResult
  public func write(
    _ contents: BundleContents,
    entries: (_ range: Range<UInt64>) throws -> [[UInt8]],
    sign: (_ checkpoint: Checkpoint) throws -> SignedNote?
  ) throws(BundleWritingError) -> Checkpoint {
    let root = try writeTiles(size: contents.size, entries: entries)
    guard
      let checkpoint = Checkpoint(origin: contents.origin, size: contents.size, root: root)
    else { throw .notACheckpoint }
    let note: SignedNote?
    do {
      note = try sign(checkpoint)
    } catch {
      throw .host(error)
    }
    guard let note else { throw .notSigned }
    guard Checkpoint(text: note.unverifiedText).map({ agrees($0, checkpoint) }) == true else {
      throw .otherCheckpoint
    }
    try writeProofs(of: contents.proven, in: note, size: contents.size)
    for earlier in contents.checkpoints {
      guard let checkpoint = Checkpoint(text: earlier.unverifiedText) else {
        throw .notACheckpoint
      }
      try put(earlier.bytes, at: "\(BundleContents.checkpointFolder)/\(checkpoint.size)")
    }
    try put(Array("\(contents.log.vkey)\n".utf8), at: BundleContents.logKeyPath)
    for (place, witness) in contents.witnesses.enumerated() {
      try put(Array("\(witness.vkey)\n".utf8), at: BundleContents.witnessKeyPath(place))
    }
    try put(note.bytes, at: BundleContents.checkpointPath)
    return checkpoint
  }

  private func agrees(_ first: Checkpoint, _ second: Checkpoint) -> Bool {
    first.origin.utf8.elementsEqual(second.origin.utf8) && first.size == second.size
      && first.root == second.root
  }

  private func writeTiles(
    size: UInt64,
    entries: (_ range: Range<UInt64>) throws -> [[UInt8]]
  ) throws(BundleWritingError) -> Hash {
    var open = OpenTiles()
    for tile in TileLayout(size: size).rows.first.map({ AnySequence($0.tiles) }) ?? AnySequence([])
    {
      let start = tile.index << UInt64(Tile.height)
      let range = start..<start + UInt64(tile.width)
      let found: [[UInt8]]
      do {
        found = try entries(range)
      } catch {
        throw .host(error)
      }
      guard found.count == tile.width else { throw .entryCount(range, found: found.count) }
      var bundle: [UInt8] = []
      bundle.reserveCapacity(found.reduce(0) { $0 + 2 + $1.count })
      for (place, entry) in found.enumerated() {
        guard EntryBundle.append(entry, to: &bundle) else {
          throw .entryTooLong(position: start + UInt64(place), byteCount: entry.count)
        }
        try open.append(Hash.leaf(entry)) { (tile, hashes) throws(BundleWritingError) in
          try put(Hash.bytes(of: hashes), at: tile.path)
        }
      }
      if let entries = tile.entries { try put(bundle, at: entries.path) }
    }
    for (tile, hashes) in open.tiles { try put(Hash.bytes(of: hashes), at: tile.path) }
    return open.root
  }

  private func writeProofs(
    of indices: [UInt64],
    in note: SignedNote,
    size: UInt64
  ) throws(BundleWritingError) {
    let tree = TiledTree(size: size, reader: FileTiles(source: files, size: size))
    for index in indices {
      let proof: InclusionProof?
      do {
        proof = try tree.inclusionProof(of: index, in: size)
      } catch {
        throw .file(error)
      }
      guard let proof else { throw .noSuchEntry(position: index) }
      let file = LogProof(index: index, path: proof.path, checkpoint: note)
      let name = "\(index)\(BundleContents.proofSuffix)"
      try put(file.encoded, at: "\(BundleContents.proofFolder)/\(name)")
    }
  }

  private func put(_ bytes: [UInt8], at path: String) throws(BundleWritingError) {
    do {
      try files.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }
}

extension BundleWriter: Sendable where Files: Sendable {}
