internal import CLMDB

/// A read transaction that is begun only so that no page of a state is written over, from a file that
/// nobody vouches for yet.
///
/// LMDB reuses a page only once no reader is left that may see it: of the state that is the newest when
/// the transaction begins, and of every later one, all pages stay while it lives. `mdb_env_open` and
/// `mdb_txn_begin` look at the two meta pages and at `lock.mdb`, and follow no pointer; so the meta pages
/// are examined before, and no database is opened.
///
/// Nobody in this process may have the log open: LMDB's locks belong to the process, and closing this one
/// would drop the other's.
@safe final class PinnedState {
  private var environment: OpaquePointer?
  private var transaction: OpaquePointer?
  private let identity: FileIdentity

  /// `mdb_env_open` and `mdb_txn_begin`, both read-only.
  ///
  /// Throws `alreadyOpen`, `notWritable` where `lock.mdb` cannot be written, `tooManyReaders`,
  /// `corrupted` where the meta pages contradict themselves, or what `LogStore.open` throws.
  init(at path: String) throws(StoreError) {
    let options = LogStore.Options(access: .readOnly)
    let folder = try LedgerFolder(at: path, options: options)
    identity = folder.identity
    let metaPages = try MetaPages(DataFile(at: path + "/data.mdb", in: path))
    guard let newest = metaPages.newest, newest.transactionID > 0 else {
      throw StoreError(
        .corrupted,
        operation: "pread",
        path: path,
        detail: metaPages.problems.first.map { "data.mdb: \($0)" } ?? "nothing was ever committed"
      )
    }
    guard OpenFolders.claim(identity) else {
      throw StoreError(.alreadyOpen, operation: "mdb_env_open", path: path)
    }
    do throws(StoreError) {
      unsafe environment = try Environment.opened(path, options)
      try begin(in: path)
    } catch {
      end()
      throw error
    }
    // The headers that were read and the file that LMDB has open are of one file until here.
    withExtendedLifetime(folder) {}
  }

  deinit {
    end()
  }

  private func begin(in path: String) throws(StoreError) {
    while true {
      var code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction)
      if code == MDB_SUCCESS { return }
      // Another process has made the map larger since it was opened.
      guard code == MDB_MAP_RESIZED else { throw .from(code, "mdb_txn_begin", path: path) }
      code = unsafe mdb_env_set_mapsize(environment, 0)
      guard code == MDB_SUCCESS else { throw .from(code, "mdb_env_set_mapsize", path: path) }
    }
  }

  /// Lets the pages be reused; `mdb_txn_abort`, `mdb_env_close`; idempotent.
  func end() {
    guard let open = unsafe environment else { return }
    if let transaction = unsafe transaction { unsafe mdb_txn_abort(transaction) }
    unsafe mdb_env_close(open)
    unsafe transaction = nil
    unsafe environment = nil
    OpenFolders.release(identity)
  }
}
