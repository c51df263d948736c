/// What an exported log is made of, but for its entries.
///
/// ```
/// checkpoint                     the signed checkpoint
/// log.vkey                       the log's key
/// witness.vkey, witness-2.vkey   the keys of witnesses
/// tile/<level>/<index>[.p/<width>]
/// tile/entries/<index>[.p/<width>]
/// proofs/<index>.tlog-proof      proofs of single entries, made for this checkpoint
/// checkpoints/<size>             earlier checkpoints
/// ```
///
/// Tiles and checkpoint are C2SP tlog-tiles, and so can be served as they are.
public struct BundleContents: Sendable {
  /// The log's name.
  public var origin: String
  /// The number of entries.
  public var size: UInt64
  /// The log's key.
  public var log: NoteVerifier
  /// The keys of witnesses.
  public var witnesses: [NoteVerifier]
  /// The entries of which a proof is written.
  public var proven: [UInt64]
  /// Earlier checkpoints.
  public var checkpoints: [SignedNote]

  /// Describes a bundle.
  public init(
    size: UInt64,
    log: NoteVerifier,
    origin: String? = nil,
    witnesses: [NoteVerifier] = [],
    proven: [UInt64] = [],
    checkpoints: [SignedNote] = []
  ) {
    self.origin = origin ?? log.name.text
    self.size = size
    self.log = log
    self.witnesses = witnesses
    self.proven = proven
    self.checkpoints = checkpoints
  }

  static let checkpointPath = "checkpoint"
  static let logKeyPath = "log.vkey"
  static let proofFolder = "proofs"
  static let proofSuffix = ".tlog-proof"
  static let checkpointFolder = "checkpoints"

  static func witnessKeyPath(_ place: Int) -> String {
    place == 0 ? "witness.vkey" : "witness-\(place + 1).vkey"
  }
}
