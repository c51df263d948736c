internal import CLMDB

extension Environment {
  /// What `mdb_env_info` tells; the caller sees to it that no resize goes on meanwhile.
  struct Information {
    private(set) var lastTransactionID: UInt64 = 0
    private(set) var lastPage: UInt64 = 0
    private(set) var mapSizeInBytes = 0

    init() {}

    init(of environment: OpaquePointer) {
      var information = unsafe MDB_envinfo()
      unsafe mdb_env_info(environment, &information)
      lastTransactionID = unsafe UInt64(information.me_last_txnid)
      lastPage = unsafe UInt64(information.me_last_pgno)
      mapSizeInBytes = unsafe information.me_mapsize
    }
  }
}
