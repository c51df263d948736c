import Foundation
import LedgerStore
import Transparency

/// The ledger's one thread: it alone writes, and it alone moves the live view.
///
/// LMDB binds a write transaction to its thread, so nothing here awaits. Whatever is queued when the
/// thread is free shares one durable commit.
///
/// `@unchecked Sendable`: the queue is guarded by `monitor`; everything else that varies is touched
/// by the engine's own thread only.
final class Engine: @unchecked Sendable {
  /// Work for the thread.
  enum Job {
    /// A command; commands that wait together commit together.
    case submit(Submission, @Sendable (Result<Receipt, LedgerError>) -> Void)
    /// Anything that needs a transaction, or the thread, to itself.
    case run(@Sendable (Engine) -> Void)
  }

  /// What a transaction made, before it is known to be durable.
  private struct Change {
    let tree: EvidenceTree
    let appended: [AppendedEvent]
    /// What takes the place of projections that its adoptions change the past of.
    let refolded: [ProjectionCell]?
  }

  /// How many commits of `submit` were tried for how many accepted submissions.
  struct Counts: Sendable {
    var commits: UInt64 = 0
    var submissions: UInt64 = 0
  }

  /// How long to wait for as many submissions as the last group had: half again the throughput of
  /// many submitters, no cost to one.
  private static let gatheringTime = Duration.microseconds(200)
  /// How far the file may grow before slots of dead readers, which hold its pages, are cleared.
  private static let growthBetweenClearings: UInt64 = 16 << 20

  let store: LogStore
  let live: LiveView
  /// What seals words; nil in a plain ledger.
  let seal: LedgerSeal?
  let broadcast: Broadcast
  let options: Ledger.Options
  /// The process whose thread this is.
  private let processID: Int32
  /// Whom commands named before; on the engine's thread only.
  private let known = KnownPersons()
  private let monitor = Monitor()
  private var jobs: [Job] = []
  /// How many jobs the thread waits for.
  private var awaitedJobCount = 1
  private var isStopping = false
  private var hasStopped = false
  private var counts = Counts()

  /// The evidence tree as of the last commit that this process made or saw; nil before the first.
  var tree: EvidenceTree?
  /// Whether opening ended a rotation that was cut off; set before the thread starts, and never after.
  var hasEndedRotation = false
  /// What signs checkpoints; on the engine's thread only.
  var signer: NoteSigner?
  /// How many events this process has appended since it signed last.
  var unsignedCount: UInt64 = 0
  /// How many of them there were when it was to sign by itself last, and could not.
  var triedCount: UInt64 = 0
  /// Why it could not; nil where it could.
  let signingFailure = Locked<LedgerError?>(nil)
  private var lastGroupSize = 1
  /// The last transaction of any process whose events were taken up.
  var lastTransactionID: UInt64 = 0
  /// How many events the stored projections have.
  var checkpointedEventCount: UInt64
  /// The heads of stored states whose chunks are known to be sound.
  var checkpointHeads: ProjectionCheckpoint.Heads
  /// The last checkpoint that was written here; nil before the first.
  var lastCheckpoint: ProjectionCheckpoint.Written?
  /// How many of the persons whom the log calls erased are forgotten here.
  private var forgottenCount = 0
  /// The size of the file when the slots of readers that died were last cleared, in bytes.
  private var clearedSize: UInt64
  /// Why nothing is written any more: the file of keys could not be, or the log lost events; nil while
  /// nothing did that.
  private var failure: LedgerError?

  init(
    store: LogStore,
    live: LiveView,
    seal: LedgerSeal?,
    checkpoint: (eventCount: UInt64, heads: ProjectionCheckpoint.Heads),
    options: Ledger.Options
  ) {
    processID = getpid()
    self.store = store
    self.live = live
    self.seal = seal
    self.options = options
    checkpointedEventCount = checkpoint.eventCount
    checkpointHeads = checkpoint.heads
    signer = options.signer
    clearedSize = store.sizeInBytes
    broadcast = Broadcast(end: live.read { $0.eventCount })
  }

  /// Starts the thread.
  func start() {
    let thread = Thread { [self] in run() }
    thread.name = "ticket-ledger"
    thread.start()
  }

  /// Queues work.
  ///
  /// - Returns: Why it could not be; nil where it is.
  func enqueue(_ job: Job) -> LedgerError? {
    if let failure = forkFailure { return failure }
    let isAwaited: Bool? = monitor.withLock {
      guard !isStopping else { return nil }
      jobs.append(job)
      return jobs.count == awaitedJobCount
    }
    // After the lock is free, or who is woken would at once wait for it; and once for a group.
    if isAwaited == true { monitor.wakeOne() }
    return isAwaited == nil ? .closed : nil
  }

  /// Why nothing can be asked of the thread here; nil but in a forked child, which has it not.
  ///
  /// Asked before any lock is taken: the thread of the parent may have held it.
  var forkFailure: LedgerError? {
    guard getpid() != processID else { return nil }
    return LedgerError(
      StoreError(
        .usedAfterFork,
        operation: "getpid",
        path: store.path,
        detail: "the thread that writes is the parent's; let the child call exec"
      )
    )
  }

  /// Lets the thread finish what is queued and end.
  func requestStop() {
    guard forkFailure == nil else { return }
    monitor.withLock { isStopping = true }
    monitor.wakeAll()
  }

  /// Waits, on any other thread, until the engine's thread has ended.
  func waitUntilStopped() {
    monitor.withLock {
      while !hasStopped { monitor.wait() }
    }
  }

  /// How much work is queued that the thread has not taken yet.
  var queuedJobCount: Int { monitor.withLock { jobs.count } }

  /// How many commits were made so far for how many submissions.
  var commitCounts: Counts { monitor.withLock { counts } }

  private func run() {
    while let group = nextGroup() { process(group) }
    writeCheckpoint()
    if signer != nil, unsignedCount > 0 { signUnasked() }
    broadcast.close()
    store.close()
    monitor.withLock { hasStopped = true }
    monitor.wakeAll()
  }

  /// What the thread is to do next.
  private enum Turn {
    case work([Job])
    /// Nothing came in the poll interval.
    case poll
    case end
  }

  /// Everything that is queued, once there is anything; nil when all is done and the ledger closes.
  private func nextGroup() -> [Job]? {
    if lastGroupSize > 1 { monitor.withLock { gather() } }
    while true {
      switch monitor.withLock({ nextTurn() }) {
      case .work(let group): return group
      case .poll: poll()
      case .end: return nil
      }
    }
  }

  /// Waits a moment for as many submissions as the last group had; inside the lock.
  private func gather() {
    awaitedJobCount = lastGroupSize
    let deadline = Monitor.Deadline(after: Engine.gatheringTime)
    while jobs.count < lastGroupSize, !isStopping, monitor.wait(until: deadline) {}
    awaitedJobCount = 1
  }

  /// Waits for work, and no longer than for the poll interval; inside the lock.
  private func nextTurn() -> Turn {
    if jobs.isEmpty {
      let deadline = Monitor.Deadline(after: max(options.pollInterval, .milliseconds(1)))
      while jobs.isEmpty {
        if isStopping { return .end }
        if !monitor.wait(until: deadline), jobs.isEmpty, !isStopping { return .poll }
      }
    }
    defer { jobs.removeAll(keepingCapacity: true) }
    return .work(jobs)
  }

  /// Takes up what other processes appended; on the engine's thread only.
  func poll() {
    guard store.lastTransactionID != lastTransactionID else { return }
    do throws(LedgerError) {
      try catchUp()
    } catch {
      // It is tried again with the next poll, and the next command is told why. Who follows the
      // events meets the same error where it stands.
      if let end = try? store.beginRead().end { broadcast.advance(to: end) }
    }
  }

  private func process(_ group: [Job]) {
    var submissions: [(Submission, @Sendable (Result<Receipt, LedgerError>) -> Void)] = []
    for job in group {
      switch job {
      case .submit(let submission, let answer): submissions.append((submission, answer))
      case .run(let body):
        commit(submissions)
        submissions.removeAll()
        body(self)
      }
    }
    commit(submissions)
    lastGroupSize = group.count
    checkpointIfDue()
    signIfDue()
    clearReadersIfDue()
  }

  /// Clears the slots of readers that died once the file has grown, as it does because of them.
  private func clearReadersIfDue() {
    guard options.access == .readWrite else { return }
    let size = store.sizeInBytes
    guard size >= clearedSize + Engine.growthBetweenClearings else { return }
    clearedSize = size
    // What cannot be cleared now costs space, and nothing else.
    _ = try? store.clearStaleReaders()
  }

  private func commit(
    _ submissions: [(Submission, @Sendable (Result<Receipt, LedgerError>) -> Void)]
  ) {
    guard !submissions.isEmpty else { return }
    let answers: [Result<Receipt, LedgerError>]
    do throws(LedgerError) {
      answers = try LedgerError.wrapping {
        try append { transaction in
          try submissions.map { try transaction.answer(to: $0.0) }
        }
      }
    } catch {
      // Where it is the log that cannot be followed, each would be told the same.
      if submissions.count > 1, error.isOfOneSubmission, (try? catchUp()) != nil {
        for submission in submissions { commit([submission]) }
        return
      }
      answers = Array(repeating: .failure(error), count: submissions.count)
    }
    monitor.withLock {
      counts.commits += 1
      counts.submissions += UInt64(answers.count { (try? $0.get()) != nil })
    }
    for ((_, answer), result) in zip(submissions, answers) { answer(result) }
  }

  /// Runs a body in one write transaction, commits, and only then moves the live view and tells
  /// observers.
  ///
  /// The body may run again where the map had to grow: it must not keep anything of its first run.
  /// Whatever can fail is done before the commit; what is durable is acknowledged.
  ///
  /// - Throws: What the body throws, `StoreError` or ``LedgerError``; nothing is appended then, unless
  ///   a write or sync failed, or a file was replaced: whether it is there shows when the ledger is opened
  ///   again.
  func append<R>(_ body: (inout LedgerTransaction) throws -> R) throws -> R {
    try requireWritable()
    // Most of what others appended is taken up before the write lock is held.
    try catchUp()
    let (result, change): (R, Change) = try store.append { writer in
      try catchUp(with: writer)
      var transaction = LedgerTransaction(
        writer,
        tree: try evidence(of: writer),
        live: live,
        known: known,
        seal: seal,
        clock: options.clock
      )
      do {
        let result = try body(&transaction)
        let change = Change(
          tree: try transaction.finish(),
          appended: transaction.pending.appended,
          refolded: try transaction.refolded()
        )
        try changingKeys { () throws(LedgerError) in try transaction.writeKeys() }
        writer = transaction.endedWriter()
        return (result, change)
      } catch {
        writer = transaction.endedWriter()
        throw error
      }
    }
    show(change)
    return result
  }

  /// Shows what was committed.
  private func show(_ change: Change) {
    tree = change.tree
    unsignedCount += UInt64(change.appended.count)
    do throws(LedgerError) {
      try live.change { (view) throws(LedgerError) in
        for event in change.appended {
          try view.fold(event.recorded, label: event.label, document: event.document)
        }
        if let refolded = change.refolded { view.take(refolded) }
      }
    } catch {
      // It is durable all the same. The view stays before it, and the next command is told why.
    }
    announce()
  }

  /// Forgets the keys and identities of those whom the log calls erased since, whichever process
  /// erased them.
  func forgetErasedPersons() {
    let erased = live.readOnEngineThread { $0.catalogue.erasedPersons }
    guard erased.count > forgottenCount else { return }
    known.removeAll()
    if let keys = seal?.keys {
      for person in erased.dropFirst(forgottenCount) { keys.fence(person) }
    }
    forgottenCount = erased.count
  }

  /// Has everything refused that would write, until the ledger is opened again.
  ///
  /// - Returns: What it is refused with.
  @discardableResult
  func endWriting(_ description: String) -> LedgerError {
    let failure = LedgerError.storage(
      StorageFailure(reason: .broken, description: description)
    )
    self.failure = failure
    return failure
  }

  /// Refuses to write where something ended that.
  func requireWritable() throws(LedgerError) {
    if let failure { throw failure }
  }

  /// Tells who follows the events how far the live view goes.
  func announce() {
    forgetErasedPersons()
    broadcast.advance(to: live.readOnEngineThread { $0.eventCount })
  }
}

extension LedgerError {
  /// Whether others may be recorded all the same: a damaged ticket, event or key is not their fault.
  fileprivate var isOfOneSubmission: Bool {
    switch self {
    case .inconsistent, .undecodable, .keys: true
    default: false
    }
  }
}

extension LedgerTransaction {
  /// Submits one command of a group: a refusal is its own answer, everything else ends the group.
  fileprivate mutating func answer(
    to submission: Submission
  ) throws(LedgerError) -> Result<Receipt, LedgerError> {
    do throws(LedgerError) {
      return .success(try submit(submission))
    } catch .refused(let refusal) {
      return .failure(.refused(refusal))
    }
  }
}
