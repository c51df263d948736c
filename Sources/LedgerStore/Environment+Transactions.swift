internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension Environment {
  /// Begins a read transaction and counts it in.
  ///
  /// Nil when nothing was ever committed, in which case nothing is counted. `mdb_txn_begin`.
  func beginRead() throws(StoreError) -> OpaquePointer? {
    var hasClearedReaders = false
    while true {
      let entry = try unsafe enter()
      guard unsafe entry.isReady else {
        let isEmpty = unsafe Information(of: entry.environment).lastTransactionID == 0
        leave()
        if isEmpty { return nil }
        try adoptTables()
        continue
      }
      var transaction: OpaquePointer?
      let code = unsafe mdb_txn_begin(entry.environment, nil, UInt32(MDB_RDONLY), &transaction)
      if code == MDB_SUCCESS { return unsafe transaction }
      leave()
      if code == MDB_MAP_RESIZED {
        try adoptMapSize()
      } else if code == MDB_READERS_FULL && !hasClearedReaders {
        hasClearedReaders = true
        _ = try clearStaleReaders()
      } else {
        throw readingError(code)
      }
    }
  }

  /// Begins the write transaction and counts it in, blocking for LMDB's write lock.
  ///
  /// In an empty environment it makes the databases. `mdb_txn_begin`, `mdb_dbi_open`.
  func beginWrite() throws(StoreError) -> (transaction: OpaquePointer, createsTables: Bool) {
    while true {
      try requireWritable()
      let entry = try unsafe enter()
      var begun: OpaquePointer?
      let code = unsafe mdb_txn_begin(entry.environment, nil, 0, &begun)
      guard code == MDB_SUCCESS, let transaction = unsafe begun else {
        leave()
        guard code == MDB_MAP_RESIZED else { throw .from(code, "mdb_txn_begin", path: path) }
        try adoptMapSize()
        continue
      }
      do throws(StoreError) {
        // The writer that was waited for may have failed.
        try requireWritable()
        try requireFilesInPlace()
      } catch {
        unsafe mdb_txn_abort(transaction)
        leave()
        throw error
      }
      if unsafe entry.isReady {
        return unsafe (transaction, false)
      }
      // Only the holder of the write lock knows that no other process was first.
      guard unsafe mdb_txn_id(transaction) == 1 else {
        unsafe mdb_txn_abort(transaction)
        leave()
        try adoptTables()
        continue
      }
      do throws(StoreError) {
        try unsafe openTables(in: transaction, creating: true)
        try unsafe writeFormat(in: transaction)
      } catch {
        unsafe mdb_txn_abort(transaction)
        leave()
        throw error
      }
      return unsafe (transaction, true)
    }
  }

  // MARK: The map

  /// Doubles the map, unless another thread has changed it from `size` meanwhile.
  ///
  /// `mdb_env_set_mapsize`. Throws `mapFull` at the maximum.
  func growMap(from size: Int) throws(StoreError) {
    try unsafe exclusively("mdb_env_set_mapsize") { (environment) throws(StoreError) in
      let current = unsafe Information(of: environment).mapSizeInBytes
      guard current == size else { return }
      guard current < options.greatestMapSizeInBytes else {
        throw .from(
          MDB_MAP_FULL,
          "mdb_env_set_mapsize",
          path: path,
          detail: "\(current) bytes"
        )
      }
      let (doubled, overflow) = current.multipliedReportingOverflow(by: 2)
      let next = overflow ? options.greatestMapSizeInBytes : doubled
      try unsafe setMapSize(of: environment, to: min(next, options.greatestMapSizeInBytes))
    }
  }

  /// Takes over the size that another process gave the map; `mdb_env_set_mapsize` of 0.
  func adoptMapSize() throws(StoreError) {
    try unsafe exclusively("mdb_env_set_mapsize") { (environment) throws(StoreError) in
      try unsafe setMapSize(of: environment, to: 0)
    }
  }

  private func setMapSize(of environment: OpaquePointer, to size: Int) throws(StoreError) {
    let code = unsafe mdb_env_set_mapsize(environment, size)
    guard code == MDB_SUCCESS else {
      // LMDB 0.9.24 has unmapped the old map by now, and would crash in the next transaction.
      abandonWhileExclusive()
      throw .from(code, "mdb_env_set_mapsize", path: path, detail: "the ledger is closed now")
    }
  }
}
