internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension StoreError {
  /// The error for a code returned by an LMDB function or left in `errno`.
  static func from(
    _ code: Int32,
    _ operation: String,
    path: String,
    detail: String = ""
  ) -> StoreError {
    StoreError(reason(of: code), operation: operation, code: code, path: path, detail: detail)
  }

  /// The error for the `errno` of the calling thread.
  static func fromErrno(_ operation: String, path: String, detail: String = "") -> StoreError {
    from(errno, operation, path: path, detail: detail)
  }

  /// The error for a code returned by an LMDB function that writes to the disk.
  ///
  /// A disk that fills up in the middle of a write makes that write short, and LMDB calls any
  /// short write `EIO`: only the room that is left tells. Disks and the systems on them have other codes than
  /// `EIO` too (`ENXIO`, `ETIMEDOUT`, `ESTALE`…), and all of them leave open what was written.
  static func fromWriting(_ code: Int32, _ operation: String, path: String) -> StoreError {
    var error = from(code, operation, path: path)
    if code == EIO && FileSystem.isFull(path) { error.reason = .diskFull }
    if error.reason == .system, code > 0, code != ENOMEM, code != EINVAL {
      error.reason = .diskFailed
    }
    return error
  }

  /// What LMDB or the C library calls `code`.
  ///
  /// `mdb_strerror` hands `errno` values on to `strerror`.
  static func text(of code: Int32) -> String {
    guard let text = unsafe mdb_strerror(code) else { return "code \(code)" }
    return unsafe String(cString: text)
  }

  private static func reason(of code: Int32) -> Reason {
    switch code {
    case MDB_MAP_FULL: .mapFull
    case MDB_READERS_FULL: .tooManyReaders
    case MDB_BAD_VALSIZE: .keyTooLong
    case MDB_PANIC: .broken
    case MDB_INVALID, MDB_VERSION_MISMATCH: .notALedger
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_CURSOR_FULL, MDB_PAGE_FULL, MDB_INCOMPATIBLE:
      .corrupted
    case ENOSPC, EDQUOT, EFBIG: .diskFull
    case EIO: .diskFailed
    case EACCES, EPERM, EROFS: .notWritable
    case ENOENT: .notFound
    default: .system
    }
  }
}
