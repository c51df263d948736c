import Crypto
import LedgerStore

/// One projection of a view, with what proves its state.
public struct ProjectionDigest: Hashable, Sendable {
  /// The projection's name.
  public let name: String
  /// Its version.
  public let version: UInt32
  /// The SHA-256 of its canonical encoding, 32 bytes.
  public let digest: [UInt8]
}

extension LedgerView {
  /// The digest of each projection, in the order they were named; equal histories give equal digests.
  public func digests() -> [ProjectionDigest] {
    cells.map { ProjectionDigest(name: $0.name, version: $0.version, digest: $0.digest) }
  }
}

extension Ledger {
  /// The stored state of a projection: at how many events it stands, and its digest.
  public struct StoredProjection: Hashable, Sendable {
    /// The number of events folded into it.
    public let eventCount: UInt64
    /// The projection and its digest.
    public let projection: ProjectionDigest
  }

  /// The projections as the last checkpoint holds them, those of other versions left out.
  public func storedProjections() throws(LedgerError) -> [StoredProjection] {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      var stored: [StoredProjection] = []
      for projection in engine.options.projections {
        let name = CheckpointPart.Name(name: projection.name, version: projection.version)
        guard let head = try snapshot.head(of: name), let state = try snapshot.state(of: name, head)
        else { continue }
        let digest = ProjectionDigest(
          name: name.name,
          version: name.version,
          digest: Array(SHA256.hash(data: state))
        )
        stored.append(StoredProjection(eventCount: head.eventCount, projection: digest))
      }
      return stored
    }
  }
}
