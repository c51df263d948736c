/// Why a bundle was not written to its end; what was written stays.
public enum BundleWritingError: Error {
  /// The closure that reads the entries or signs the checkpoint failed.
  case host(any Error)
  /// Another number of entries came than was asked for.
  case entryCount(Range<UInt64>, found: Int)
  /// An entry does not fit into a bundle.
  case entryTooLong(position: UInt64, byteCount: Int)
  /// A proof is asked for of an entry that is not there.
  case noSuchEntry(position: UInt64)
  /// The origin or the size cannot stand in a checkpoint, or an earlier checkpoint is none.
  case notACheckpoint
  /// The checkpoint was not signed.
  case notSigned
  /// The signed checkpoint speaks of another log, size or root.
  case otherCheckpoint
  /// A file could not be written, or read again.
  case file(FileFault)
}

extension BundleWritingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .host(let error): "\(error)"
    case .entryCount(let range, let found):
      "\(found) entries came for \(range.lowerBound)..<\(range.upperBound)"
    case .entryTooLong(let position, let byteCount):
      "entry \(position) has \(byteCount) bytes, and a bundle takes \(EntryBundle.longestEntry)"
    case .noSuchEntry(let position): "there is no entry \(position) to prove"
    case .notACheckpoint: "the origin or the size cannot stand in a checkpoint"
    case .notSigned: "the checkpoint was not signed"
    case .otherCheckpoint: "the signed checkpoint speaks of another log, size or root"
    case .file(let fault): fault.description
    }
  }
}
