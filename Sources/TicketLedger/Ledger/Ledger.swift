import Dispatch
import LedgerStore
import Transparency

/// An event-sourced ledger of helpdesk tickets in one folder.
///
/// Every change of a ticket is an immutable event; what the ledger shows is folded from the events.
/// Any task or thread may use it. Several processes may hold the same ledger and write to it.
///
/// ```swift
/// let ledger = try await Ledger.open(at: "helpdesk.ledger")
/// let receipt = try await ledger.submit(
///   .open("T-1", requester: "r-17", about: ["service": "VPN"], summary: "no tunnel"),
///   by: "a-3"
/// )
/// try await ledger.submit(.route("T-1", to: "Network", level: 2), by: "a-3")
/// let open = ledger.read { $0[Queues.self].openCount }
/// await ledger.close()
/// ```
public final class Ledger: Sendable {
  let engine: Engine
  var store: LogStore { engine.store }
  var live: LiveView { engine.live }
  var seal: LedgerSeal? { engine.seal }

  /// Whether opening made the ledger; false where it was there, or another process made it meanwhile.
  public let wasCreated: Bool

  private init(_ engine: Engine, wasCreated: Bool) {
    self.engine = engine
    self.wasCreated = wasCreated
  }

  deinit {
    engine.requestStop()
  }

  /// Opens the ledger in a folder, or makes an empty one there.
  ///
  /// Starts from the last checkpoint of the projections and folds the events after it; where there is
  /// none for these projections in these versions, it folds all. Opened for writing, it ends erasures
  /// and rotations of keys that were cut off.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - options: How to open it.
  /// - Returns: The open ledger; ``close()`` it when done.
  /// - Precondition: Each projection has a name of its own, of 1 to 255 bytes, and none is called
  ///   `ledger` or `tickets`.
  /// - Throws: ``LedgerError/storage(_:)`` where folder or files cannot be used, or
  ///   ``LedgerError/undecodable(_:_:)`` and ``LedgerError/inconsistent(_:_:)`` where the log is
  ///   damaged or newer than this version, or ``LedgerError/keys(_:)`` where key-encryption keys are
  ///   given and are not the ledger's, or its file of keys is missing, damaged or another ledger's, or
  ///   the ledger is plain; or ``LedgerError/cancelled`` where the task is while events are folded.
  ///   Nothing is left open.
  public static func open(
    at path: String,
    options: Options = Options()
  ) async throws(LedgerError) -> Ledger {
    ProjectionCheckpoint.requireNames(of: options.projections)
    let store = try LedgerError.wrapping {
      try LogStore.open(at: path, options: LogStore.Options(options))
    }
    do throws(LedgerError) {
      let wasCreated =
        options.access == .readWrite ? try create(in: store, options: options) : false
      let seal = try LedgerSeal(of: store, options: options)
      let restored = try ProjectionCheckpoint.read(options.projections, from: store)
      let checkpoint = (eventCount: restored.view.eventCount, heads: restored.heads)
      var view = restored.view
      try await view.follow(store, readsAhead: options.readsAhead)
      try check(
        options.signer,
        forOrigin: LedgerError.wrapping { try store.beginRead().label(at: Position(0)) ?? "" },
        adopted: view.catalogue.signingKey
      )
      let engine = Engine(
        store: store,
        live: LiveView(view),
        seal: seal,
        checkpoint: checkpoint,
        options: options
      )
      try engine.settleKeys()
      engine.start()
      let ledger = Ledger(engine, wasCreated: wasCreated)
      do throws(LedgerError) {
        try await ledger.adoptFirstSigningKey()
      } catch {
        await ledger.close()
        throw error
      }
      return ledger
    } catch {
      store.close()
      throw error
    }
  }

  /// Ends what is queued, keeps a checkpoint of the projections, and closes the files.
  ///
  /// Sequences of events end. Whatever is asked later throws ``LedgerError/closed``. A second call
  /// waits for the first. In a forked child it does nothing: the ledger is the parent's.
  public func close() async {
    guard engine.forkFailure == nil else { return }
    engine.requestStop()
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [engine] in
        engine.waitUntilStopped()
        continuation.resume()
      }
    }
  }

  /// The folder.
  public var path: String { store.path }

  /// The bytes that the log and everything beside it take on disk.
  public var sizeInBytes: UInt64 { store.sizeInBytes }

  /// The version of the format on disk.
  public static var formatVersion: UInt32 { LogStore.formatVersion }

  /// How many commits ``submit(_:)`` tried since opening, and how many submissions they accepted.
  ///
  /// One that failed, or in which each submission was refused, is counted as a commit too. Their ratio is
  /// what group commit gains; bulk calls and transactions are not counted.
  public var commitCounts: (commits: UInt64, submissions: UInt64) {
    let counts = engine.commitCounts
    return (counts.commits, counts.submissions)
  }

  /// What a new ledger in a folder calls itself where its options do not say: the folder's name,
  /// without `.ledger`, and with `-` for what no origin may have.
  public static func origin(ofNewLedgerAt path: String) -> String {
    let folder = path.split(separator: "/").last.map(String.init) ?? path
    let name = folder.hasSuffix(".ledger") ? String(folder.dropLast(7)) : folder
    let characters = name.map { isOrigin(String($0)) ? $0 : "-" }
    return characters.isEmpty ? "ledger" : String(characters)
  }

  /// Whether a ledger may call itself so: one line of 1 to 1,024 bytes of UTF-8, without control
  /// characters.
  public static func isOrigin(_ text: String) -> Bool {
    Checkpoint.isOrigin(text) && text.utf8.count <= Envelope.maximumLabelSize
      && !text.contains(where: \.isNewline)
  }

  /// Makes the ledger's first event: its origin and the time of its creation.
  ///
  /// - Returns: Whether it was made here, and not before or by another process meanwhile.
  private static func create(
    in store: LogStore,
    options: Options
  ) throws(LedgerError) -> Bool {
    guard store.isEmpty else { return false }
    let origin = options.origin ?? origin(ofNewLedgerAt: store.path)
    try check(options.signer, forOrigin: origin, adopted: nil)
    guard isOrigin(origin) else {
      throw .refused(
        TicketRefusal(
          .value,
          "an origin is one line of 1 to \(Envelope.maximumLabelSize) bytes of UTF-8, without control "
            + "characters"
        )
      )
    }
    return try LedgerError.wrapping {
      try store.append { writer in
        guard writer.end == 0 else { return false }
        do throws(KeyFailure) {
          try LedgerKeyStorage.requireNoPersons(in: store.path)
        } catch {
          throw LedgerError(error, at: store.path + "/" + LedgerKeyStorage.name)
        }
        var commitments: [UInt8] = []
        if case .sealed(let keys) = options.privacy {
          commitments = try LedgerSeal.create(in: store.path, origin: origin, keys: keys)
        }
        let now = options.clock()
        let first = RecordedEvent(
          position: Position(0),
          recordedAt: now,
          occurredAt: now,
          actor: .ledger,
          event: .ledger(.ledgerCreated)
        )
        var bytes = ByteWriter()
        Envelope.encode(
          first,
          label: origin,
          digest: nil,
          commitments: commitments,
          into: &bytes
        )
        var tree = EvidenceTree()
        _ = try writer.append(bytes.bytes)
        tree.append(bytes.bytes)
        try tree.writeEdge(into: &writer)
        return true
      }
    }
  }

  /// Runs what blocks on a thread that may block.
  static func detached<R: Sendable>(
    _ body: @escaping @Sendable () throws(LedgerError) -> R
  ) async throws(LedgerError) -> R {
    let result: Result<R, LedgerError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        do throws(LedgerError) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}

extension LogStore.Options {
  fileprivate init(_ options: Ledger.Options) {
    self.init(
      access: options.access == .readOnly ? .readOnly : .readWrite,
      durability: options.durability == .full
        ? .full : options.durability == .none ? .none : .metaLazy,
      createsIfMissing: options.createsIfMissing && options.access == .readWrite,
      examinesFile: options.examinesFile,
      maximumMapSizeInBytes: options.maximumSizeInBytes
    )
  }
}
