public import Transparency

extension Ledger {
  /// How a ledger is opened.
  public struct Options: Sendable {
    /// What a host may do with it.
    public enum Access: Sendable {
      /// Read, also while another process writes.
      case readOnly
      /// Read and write.
      case readWrite
    }

    /// What an acknowledgement promises.
    public enum Durability: Sendable {
      /// Every acknowledged event survives a power cut; each commit waits for the disk.
      case full
      /// A power cut may lose the last commit, but never harms the rest.
      case lastCommitMayBeLost
      /// A power cut may lose anything, even the ledger; only a crash of the process is survived.
      /// For benchmarks, and for what can be made again.
      case none
    }

    /// How a ledger keeps words: for ever as it was made.
    public enum Privacy: Sendable {
      /// In clear. A sealed ledger that is opened so answers everything but words, and takes neither
      /// words nor identities; erasing is possible.
      case plain
      /// Each person's sealed under a key of their own, wrapped under these key-encryption keys. A plain
      /// ledger stays plain, and is not opened so.
      case sealed(KeyEncryptionKeys)
    }

    /// What a host may do with it.
    public var access: Access
    /// What an acknowledgement promises.
    public var durability: Durability
    /// Whether to make an empty ledger where there is none.
    public var createsIfMissing: Bool
    /// Whether every page of the file is examined before LMDB opens it, as
    /// ``Ledger/verify(at:options:progress:)`` does: for a file that nobody vouches for.
    ///
    /// A damaged file could else end the process; found so, it is refused as
    /// ``StorageFailure/Reason/corrupted``. Each page in use is read once more.
    public var examinesFile: Bool
    /// What a new ledger calls itself in proofs; nil for the name of its folder.
    public var origin: String?
    /// How a new ledger keeps words, and the keys to those of a sealed one.
    public var privacy: Privacy
    /// What signs the log's checkpoints; nil to sign none.
    ///
    /// It is the host's to keep, and never lies in the ledger's folder; its name is the one of the
    /// origin, `KeyName(forOrigin:)`. The log adopts the first one that it is opened with, and
    /// is opened with no other: see ``Ledger/adopt(_:by:)``.
    public var signer: NoteSigner?
    /// How many events to append, at least, between two signed checkpoints;
    /// ``Ledger/signingFailure`` tells where one cannot be signed.
    public var signingInterval: Int
    /// The projections kept live, the library's or the host's own, each type once.
    ///
    /// A checkpoint holds those of the program that wrote it, and takes the place of any before it: where
    /// programs that write fold different ones, whoever misses one of theirs replays the log on opening.
    public var projections: [any Projection.Type]
    /// Whether a replay reads and decodes on one core while it folds on another.
    public var readsAhead: Bool
    /// How often to look for what other processes appended.
    public var pollInterval: Duration
    /// How many events to append, at least, between two checkpoints of the projections.
    public var checkpointInterval: Int
    /// How far the ledger may grow, in bytes.
    public var maximumSizeInBytes: Int
    /// The ledger's clock; a host gives another one to tests and simulations.
    public var clock: @Sendable () -> Instant

    /// Creates options; the defaults suit a host that reads and writes.
    public init(
      access: Access = .readWrite,
      durability: Durability = .full,
      createsIfMissing: Bool = true,
      examinesFile: Bool = false,
      origin: String? = nil,
      privacy: Privacy = .plain,
      signer: NoteSigner? = nil,
      signingInterval: Int = 1_000,
      projections: [any Projection.Type] = Ledger.coreProjections,
      readsAhead: Bool = true,
      pollInterval: Duration = .milliseconds(50),
      checkpointInterval: Int = 100_000,
      maximumSizeInBytes: Int = 1 << 40,
      clock: @escaping @Sendable () -> Instant = { .now }
    ) {
      self.access = access
      self.durability = durability
      self.createsIfMissing = createsIfMissing
      self.examinesFile = examinesFile
      self.origin = origin
      self.privacy = privacy
      self.signer = signer
      self.signingInterval = signingInterval
      self.projections = projections
      self.readsAhead = readsAhead
      self.pollInterval = pollInterval
      self.checkpointInterval = checkpointInterval
      self.maximumSizeInBytes = maximumSizeInBytes
      self.clock = clock
    }
  }

  /// The projections that come with the library.
  public static let coreProjections: [any Projection.Type] = [
    Queues.self, ServiceLevels.self, RecurrenceMap.self, Flow.self, Governance.self,
    Workload.self, Satisfaction.self,
  ]
}
