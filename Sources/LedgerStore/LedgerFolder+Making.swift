internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension LedgerFolder {
  /// What `data.mdb` is called until it is whole.
  static let draftName = "data.mdb.new"

  /// Makes `data.mdb` where it is missing, with LMDB's headers and nothing else.
  ///
  /// LMDB makes it in two steps: whoever dies or loses power between them would leave an empty file, or
  /// half a header, which nobody could tell from a ledger that was emptied. So it is made under another
  /// name, and gets its own when it is on the disk: it is there whole, or not at all. Whoever is cut off
  /// leaves a draft, and the next one begins anew.
  ///
  /// Of several processes that open an empty folder at once one makes it, and the others wait; to be called
  /// before this process has it open. `mdb_env_open`, `fsync`, `rename`.
  ///
  /// Throws `notWritable`, `diskFull`, `diskFailed`, `unusableFile` or `system`.
  static func makeDataFile(in path: String, options: LogStore.Options) throws(StoreError) {
    let lock = try LockFile(in: path, access: .readWrite, creates: true)
    defer { lock.close() }
    try lock.waitToMake()
    guard try dataFileStatus(in: path) == nil else { return }
    let draft = path + "/" + draftName
    unsafe unlink(draft)
    do throws(StoreError) {
      try makeEnvironment(at: draft, in: path, options)
      if options.durability != .none { try FileSystem.sync(draft, in: path) }
      guard unsafe rename(draft, path + "/data.mdb") == 0 else {
        throw .fromErrno("rename", path: path)
      }
    } catch {
      unsafe unlink(draft)
      throw error
    }
  }

  /// Makes the names of the files and of the folder durable; `fsync` of the folder and of the one above it.
  ///
  /// Whoever made the folder or a file in it, or gave another file its name, can have died before it had
  /// synced that, and nobody can see whether it had. To be called before LMDB has the log open: it gives
  /// `lock.mdb` a length then, by which the next one knows that there was a log. A folder above that this
  /// user may not read, or whose file system syncs no folders, is left to whoever gave the name.
  static func syncNames(in path: String) throws(StoreError) {
    try FileSystem.sync(path, in: path)
    let above = unsafe open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard above >= 0 else {
      if errno == EACCES || errno == EPERM { return }
      throw .fromErrno("open", path: path, detail: "the folder above")
    }
    defer { close(above) }
    do throws(StoreError) {
      try FileSystem.sync(above, in: path)
    } catch {
      guard [EINVAL, ENOTSUP, EROFS].contains(error.code) else { throw error }
    }
  }

  private static func makeEnvironment(
    at file: String,
    in path: String,
    _ options: LogStore.Options
  ) throws(StoreError) {
    var environment: OpaquePointer?
    var code = unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    if code == MDB_SUCCESS {
      code = unsafe mdb_env_set_mapsize(environment, options.firstMapSizeInBytes)
    }
    if code == MDB_SUCCESS {
      code = unsafe mdb_env_open(environment, file, UInt32(MDB_NOSUBDIR | MDB_NOLOCK), 0o600)
    }
    guard code == MDB_SUCCESS else {
      throw .fromWriting(code, "mdb_env_open", path: path)
    }
  }
}
