#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// What makes two paths the same file or folder: device and inode.
struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// The folders this process has open.
///
/// LMDB's file locks belong to the process, so closing a second environment of the same file
/// would silently drop the locks of the first (`lmdb.h`, caveats).
enum OpenFolders {
  private static let monitor = Monitor()
  /// The process that opened each: after a fork the child's copy of this table means nothing.
  ///
  /// `nonisolated(unsafe)` is sound: it is touched inside `monitor.withLock` only.
  private nonisolated(unsafe) static var owners: [FileIdentity: pid_t] = [:]

  /// Takes the folder for this process; false when it is taken already.
  static func claim(_ folder: FileIdentity) -> Bool {
    let me = getpid()
    return monitor.withLock {
      if unsafe owners[folder] == me { return false }
      unsafe owners[folder] = me
      return true
    }
  }

  /// Gives the folder back.
  static func release(_ folder: FileIdentity) {
    monitor.withLock { unsafe owners[folder] = nil }
  }
}
