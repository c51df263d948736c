internal import CLMDB

/// A log of envelopes and the tables beside it, in one folder, open in this process.
///
/// | what | how many at once |
/// |---|---|
/// | `LogSnapshot` | any number, in any thread of any process |
/// | `LogWriter` | one, over all processes; the others wait |
/// | `LogStore` of one folder | one in each process |
///
/// The store knows nothing of what the bytes mean.
package final class LogStore: Sendable {
  /// The version of the layout of tables that this code writes, and the last it reads.
  package static let formatVersion: UInt32 = 1

  let environment: Environment

  /// Opens the log in a folder; `mdb_env_open`.
  ///
  /// Throws `notFound`, `notALedger`, `unusableFile`, `newerFormat`, `alreadyOpen`, `notWritable`,
  /// `networkFileSystem`, `corrupted` or `system`, and leaves nothing open. What was made on the
  /// way (with `createsIfMissing`) stays, empty: the folder, `data.mdb`, `lock.mdb`.
  ///
  /// - Complexity: O(1), independent of the size of the log; O(pages in use) with `examinesFile`, or where
  ///   the file lacks pages at its end, whose lists of free pages are then read.
  package static func open(at path: String, options: Options) throws(StoreError) -> LogStore {
    let folder = try LedgerFolder(at: path, options: options)
    defer { withExtendedLifetime(folder) {} }
    return LogStore(try Environment(folder, options: options))
  }

  private init(_ environment: Environment) {
    self.environment = environment
  }

  /// The folder, as it was given to `open`.
  package var path: String { environment.path }

  /// Whether nothing was ever committed; `mdb_env_info`, O(1).
  package var isEmpty: Bool { lastTransactionID == 0 }

  /// The number of the last transaction that any process committed; `mdb_env_info`, O(1).
  ///
  /// It waits for no transaction, and only for the moment in which a resize moves the map. After
  /// `close` it is the last one known.
  package var lastTransactionID: UInt64 { environment.information.lastTransactionID }

  /// Whether it reads without locks, so that no other process knows of it; see
  /// `Options.readsWithoutLock`.
  package var isUnlocked: Bool { environment.isUnlocked }

  /// How much of the map the log uses, from its first page to its last; `mdb_env_info`, O(1).
  ///
  /// The file has that size or a few pages less, and can be larger than what lies in it: LMDB
  /// reuses the pages of what was removed, but does not give them back.
  package var sizeInBytes: UInt64 {
    (environment.information.lastPage + 1) * environment.pageSizeInBytes
  }

  /// Begins reading the last committed state; `mdb_txn_begin`.
  ///
  /// Throws `closed`, `usedAfterFork`, `tooManyReaders`, `corrupted` or `system`, or `notALedger`
  /// when another process has meanwhile put something else into an empty folder.
  ///
  /// - Complexity: O(log n). It can wait for a map that is being resized.
  package func beginRead() throws(StoreError) -> LogSnapshot {
    try LogSnapshot(environment)
  }

  /// Begins the write transaction, blocking until all others have ended; `mdb_txn_begin`.
  ///
  /// The writer belongs to the calling thread. A second one begun by the thread that holds the
  /// first waits for itself. `append` is for almost all callers: it also grows the map.
  ///
  /// Throws `readOnly`, `broken`, `closed`, `usedAfterFork`, `corrupted` or `system`, or
  /// `notALedger` as `beginRead` does.
  ///
  /// - Complexity: O(log n), and the time others take.
  package func beginAppend() throws(StoreError) -> LogWriter {
    try LogWriter(environment)
  }

  /// Has each later write refused, with `fileReplaced`, once the file has its name in the folder no more; a
  /// file of a store that only reads is not looked after.
  package func watch(_ file: SlotFile) {
    environment.watch(file)
  }

  /// Clears the slots of readers whose process is gone, and says how many; `mdb_reader_check`.
  ///
  /// They would keep pages from being reused. `open` does it too. Throws `closed`,
  /// `usedAfterFork` or `system`.
  ///
  /// - Complexity: O(readers).
  package func clearStaleReaders() throws(StoreError) -> Int {
    try environment.clearStaleReaders()
  }

  /// Makes durable what was committed, whatever the durability; `mdb_env_sync`.
  ///
  /// Throws `closed`, `usedAfterFork`, `diskFull` or `system`; the store is then read-only.
  ///
  /// - Complexity: the disk's time to sync.
  package func sync() throws(StoreError) {
    try environment.sync()
  }

  /// Waits for the live transactions of this process, then closes; `mdb_env_close`.
  ///
  /// Idempotent. Whatever is asked later throws `closed`. A thread that holds a transaction
  /// waits for itself. With a durability other than `full` it syncs first; `mdb_env_sync`.
  package func close() {
    environment.close()
  }
}
