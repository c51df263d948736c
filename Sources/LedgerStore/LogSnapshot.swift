internal import CLMDB

/// One committed state of the log, as it was when the snapshot began; ends when it is dropped.
///
/// Keep it short: pages that it can see are not reused meanwhile, and the map cannot grow while
/// one is live in this process. A thread that holds a snapshot must not append, nor wait for one
/// who does: an append that needs a larger map waits up to a minute for all snapshots to end.
///
/// Not bound to a thread (`MDB_NOTLS`), but only one thread may use it at a time.
@safe package struct LogSnapshot: ~Copyable, LogReading {
  private let transaction: OpaquePointer?
  private let environment: Environment
  /// The next position, one after the last event.
  package let end: UInt64

  /// `mdb_txn_begin` with `MDB_RDONLY`.
  init(_ environment: Environment) throws(StoreError) {
    let begun = try unsafe environment.beginRead()
    let end: UInt64
    do throws(StoreError) {
      end = try unsafe LogPages(transaction: begun, environment: environment).endOfEvents()
    } catch {
      unsafe Self.finish(begun, environment)
      throw error
    }
    unsafe transaction = unsafe begun
    self.environment = environment
    self.end = end
  }

  deinit {
    unsafe Self.finish(transaction, environment)
  }

  /// The pages of this state.
  package var pages: LogPages {
    unsafe LogPages(transaction: transaction, environment: environment)
  }

  /// `mdb_txn_abort`, except in a forked child: the reader slot is the parent's.
  private static func finish(_ transaction: OpaquePointer?, _ environment: Environment) {
    guard let transaction = unsafe transaction, environment.isSameProcess else { return }
    unsafe mdb_txn_abort(transaction)
    environment.leave()
  }
}
