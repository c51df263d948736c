internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// One open `MDB_env` and the rules of its use: who may be inside when, and what ends it.
///
/// Transactions are counted. Whatever moves or ends the map waits until none is live (`lmdb.h`:
/// `mdb_env_set_mapsize` "may be called at later times if no transactions are active").
///
/// `@unchecked Sendable` is sound: every `var` is set in `init` or inside `monitor.withLock` only,
/// the constants point to the environment, which LMDB makes for many threads and which is freed
/// only when no transaction is live, and to the handles, which are written before `isReady` is set
/// under that lock and never after.
@safe final class Environment: @unchecked Sendable {
  /// How many databases fit: more than there are tables, for those to come.
  static let maximumTables = 16

  let path: String
  let options: LogStore.Options
  private let identity: FileIdentity
  private let processID = getpid()
  /// By `Table.rawValue`; `absentTable` while nothing was ever committed.
  let handles: UnsafeMutablePointer<MDB_dbi>

  private let monitor = Monitor()
  /// Nil once closed.
  private var environment: OpaquePointer?
  private var liveCount = 0
  private var exclusiveCount = 0
  private var isClosing = false
  private var isReady = false
  /// What ended writing; nil while nothing did.
  private var failure: StoreError?
  private var isCommitting = false
  /// Whether there may be commits that wait for a sync; what others committed counts too.
  private var mayNeedSync = true
  private var lastInformation = Information()
  /// Nil once closed, and where nothing is written.
  private var files: FilesInUse?
  /// The page size that the file was made with; 0 before it is open.
  private(set) var pageSizeInBytes: UInt64 = 0

  /// Opens the environment, with the folder locked; `mdb_env_create`, `mdb_env_open`, `mdb_reader_check`.
  init(_ folder: LedgerFolder, options: LogStore.Options) throws(StoreError) {
    path = folder.path
    identity = folder.identity
    self.options = options
    unsafe handles = .allocate(capacity: Self.maximumTables)
    unsafe handles.initialize(repeating: Self.absentTable, count: Self.maximumTables)
    guard OpenFolders.claim(identity) else {
      unsafe environment = nil
      isClosing = true
      throw StoreError(.alreadyOpen, operation: "mdb_env_open", path: path)
    }
    do throws(StoreError) {
      if folder.isNew { try LedgerFolder.makeDataFile(in: path, options: options) }
      if options.access == .readWrite, options.durability != .none {
        try LedgerFolder.syncNames(in: path)
      }
      unsafe environment = try Self.opened(path, options)
      var statistics = MDB_stat()
      unsafe mdb_env_stat(environment, &statistics)
      pageSizeInBytes = UInt64(statistics.ms_psize)
      if options.access == .readWrite {
        var log: Int32 = -1
        unsafe mdb_env_get_fd(environment, &log)
        files = try FilesInUse(in: path, log: log)
      }
      _ = try clearStaleReaders()
      try adoptTables()
    } catch {
      close()
      throw error
    }
  }

  deinit {
    close()
    unsafe handles.deallocate()
  }

  // MARK: Coming and going

  /// Counts a transaction in and says what it may use; `leave` must follow.
  ///
  /// A wish for exclusive access goes first. But a caller that already holds a transaction would
  /// then wait for itself, so while others are inside, a newcomer waits 50 ms at most.
  func enter() throws(StoreError) -> Entry {
    try requireSameProcess()
    return try unsafe monitor.withLock { () throws(StoreError) -> Entry in
      var isPatient = true
      while exclusiveCount > 0 && !isClosing && (liveCount == 0 || isPatient) {
        isPatient = monitor.wait(until: .init(after: .milliseconds(50)))
      }
      guard let environment = unsafe environment, !isClosing else { throw closedError }
      liveCount += 1
      return unsafe Entry(environment: environment, isReady: isReady)
    }
  }

  /// Counts a transaction out.
  func leave() {
    monitor.withLock {
      liveCount -= 1
      if liveCount == 0 { monitor.wakeAll() }
    }
  }

  /// Runs `body` with no transaction of this process live and none able to begin.
  ///
  /// Waits for those that are live: after 60 s it gives up with `system` and `EBUSY`, since a
  /// caller that waits for a snapshot of its own would wait for ever.
  func exclusively<Result>(
    _ operation: String,
    _ body: (OpaquePointer) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try requireSameProcess()
    return try monitor.withLock { () throws(StoreError) -> Result in
      exclusiveCount += 1
      defer {
        exclusiveCount -= 1
        monitor.wakeAll()
      }
      let deadline = Monitor.Deadline(after: .seconds(60))
      while liveCount > 0 && !isClosing {
        guard monitor.wait(until: deadline) else {
          throw .from(
            EBUSY,
            operation,
            path: path,
            detail: "a snapshot of this process stayed open for a minute"
          )
        }
      }
      guard let environment = unsafe environment, !isClosing else { throw closedError }
      return try unsafe body(environment)
    }
  }

  /// Whether this is the process that opened the environment, and not a fork of it.
  var isSameProcess: Bool { getpid() == processID }

  private func requireSameProcess() throws(StoreError) {
    guard isSameProcess else { throw StoreError(.usedAfterFork, operation: "getpid", path: path) }
  }

  private var closedError: StoreError {
    StoreError(.closed, operation: "mdb_env_close", path: path)
  }

  /// Makes durable what was committed; `mdb_env_sync`, nothing where every commit does it.
  func sync() throws(StoreError) {
    guard options.durability != .full else { return }
    try requireSameProcess()
    let code = try monitor.withLock { () throws(StoreError) -> Int32 in
      guard let environment = unsafe environment else { throw closedError }
      let code = unsafe mdb_env_sync(environment, 1)
      if code == MDB_SUCCESS { mayNeedSync = false }
      return code
    }
    guard code == MDB_SUCCESS else {
      let error = StoreError.fromWriting(code, "mdb_env_sync", path: path)
      markBroken(by: error)
      throw error
    }
  }

  /// Whether it reads without locks; `mdb_env_get_flags`.
  var isUnlocked: Bool {
    monitor.withLock {
      var flags: UInt32 = 0
      if let environment = unsafe environment { unsafe mdb_env_get_flags(environment, &flags) }
      return flags & UInt32(MDB_NOLOCK) != 0
    }
  }

  /// Waits for live transactions, then closes; idempotent.
  ///
  /// `mdb_env_sync` if commits were not synced fully, `mdb_env_close`. A forked child closes
  /// nothing, as the locks are its parent's.
  func close() {
    guard isSameProcess else { return }
    monitor.withLock {
      if isClosing {
        while unsafe environment != nil { monitor.wait() }
        return
      }
      isClosing = true
      monitor.wakeAll()
      while liveCount > 0 { monitor.wait() }
      closeNow()
    }
  }

  /// Closes inside the lock, with no transaction live.
  private func closeNow() {
    isClosing = true
    if let environment = unsafe environment {
      lastInformation = unsafe Information(of: environment)
      let syncs = options.access == .readWrite && options.durability != .full
      if syncs && mayNeedSync && failure == nil {
        unsafe mdb_env_sync(environment, 1)
      }
      unsafe mdb_env_close(environment)
    }
    unsafe environment = nil
    files?.close()
    files = nil
    OpenFolders.release(identity)
    monitor.wakeAll()
  }

  // MARK: State

  /// `mdb_env_info` under the lock, so that no resize moves what it reads; the last known after
  /// `close`, zeros in a forked child.
  var information: Information {
    guard isSameProcess else { return Information() }
    return monitor.withLock {
      if let environment = unsafe environment {
        lastInformation = unsafe Information(of: environment)
      }
      return lastInformation
    }
  }

  /// Refuses a write when the store cannot make one; not to be asked between `willCommit` and
  /// `didCommit` by the thread that commits.
  func requireWritable() throws(StoreError) {
    guard options.access == .readWrite else {
      throw StoreError(.readOnly, operation: "mdb_txn_begin", path: path)
    }
    // The write lock is free before the fate of the commit that held it is known here.
    let failure = monitor.withLock {
      while isCommitting { monitor.wait() }
      return self.failure
    }
    if let failure { throw brokenError(failure) }
  }

  /// Ends writing, with `fileReplaced`, where the files that LMDB has open are not those in the folder; to be
  /// called between `enter` and `leave`.
  func requireFilesInPlace() throws(StoreError) {
    do throws(StoreError) {
      try monitor.withLock { files }?.requireInPlace()
    } catch {
      markBroken(by: error)
      throw error
    }
  }

  /// Looks after a file beside the log too, before each write; nothing where nothing is written.
  func watch(_ file: SlotFile) { monitor.withLock { files?.watch(file) } }

  /// Why a read cannot begin.
  ///
  /// Where the header could not be written, LMDB lets nobody in any more, `MDB_PANIC`. It tells readers
  /// apart by the number of their process: two of one number, as two containers can have them, would take
  /// each other for dead, `EAGAIN`.
  func readingError(_ code: Int32) -> StoreError {
    if code == MDB_PANIC, let failure = monitor.withLock({ failure }) {
      return brokenError(failure)
    }
    guard code == EAGAIN else { return .from(code, "mdb_txn_begin", path: path) }
    return StoreError(
      .openElsewhere,
      operation: "mdb_txn_begin",
      code: code,
      path: path,
      detail:
        "by the number of this process, \(getpid()), as in another container; let both share one "
        + "process namespace"
    )
  }

  private func brokenError(_ failure: StoreError) -> StoreError {
    guard failure.reason != .fileReplaced else { return failure }
    return StoreError(
      .broken,
      operation: "mdb_txn_begin",
      path: path,
      detail: "\(failure.operation): \(StoreError.text(of: failure.code))"
    )
  }

  /// Ends writing until the store is opened again: after a failed write the kernel may have
  /// dropped pages that LMDB believes written, so a retry could succeed without them.
  func markBroken(by error: StoreError) {
    monitor.withLock { failure = failure ?? error }
  }

  /// Makes the next writer wait for what comes of a commit; `didCommit` must follow.
  func willCommit() {
    monitor.withLock { isCommitting = true }
  }

  /// Counts the committed transaction out, and says what came of it: what ends writing as
  /// `markBroken` does, if anything, and whether `handles` are complete and committed.
  func didCommit(brokenBy error: StoreError?, hasMadeTables: Bool) {
    monitor.withLock {
      isCommitting = false
      mayNeedSync = true
      failure = failure ?? error
      if hasMadeTables { isReady = true }
      liveCount -= 1
      monitor.wakeAll()
    }
  }

  /// Lets transactions use `handles`, from inside `exclusively`.
  func publishTablesWhileExclusive() {
    isReady = true
  }

  /// Closes from inside `exclusively`, when the map is lost.
  func abandonWhileExclusive() {
    unsafe mdb_env_close(environment)
    unsafe environment = nil
    closeNow()
  }

  /// Clears reader slots of processes that are gone; `mdb_reader_check`.
  func clearStaleReaders() throws(StoreError) -> Int {
    let entry = unsafe try enter()
    defer { leave() }
    var cleared: Int32 = 0
    let code = unsafe mdb_reader_check(entry.environment, &cleared)
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_reader_check", path: path) }
    return Int(cleared)
  }

  /// What a transaction that was counted in may use.
  @unsafe struct Entry {
    let environment: OpaquePointer
    /// Whether `handles` are filled in.
    let isReady: Bool
  }
}
