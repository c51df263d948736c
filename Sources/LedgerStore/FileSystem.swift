#if canImport(Darwin)
internal import Darwin
#else
internal import CLMDB
internal import Glibc
#endif

/// The few system calls the store makes itself, with typed errors.
enum FileSystem {
  /// `lstat` (a link itself) or `stat` (what it leads to); nil when nothing is there.
  static func status(
    of path: String,
    followingLinks: Bool,
    in folder: String
  ) throws(StoreError) -> stat? {
    var status = stat()
    let result =
      followingLinks ? unsafe stat(path, &status) : unsafe lstat(path, &status)
    if result == 0 { return status }
    if errno == ENOENT { return nil }
    if errno == ENOTDIR {
      throw StoreError(
        .notALedger,
        operation: "stat",
        path: folder,
        detail: "a part of the path is a file, and no folder"
      )
    }
    throw .fromErrno("stat", path: folder)
  }

  /// The state of a ledger's file of that name; nil when there is none; `lstat`.
  ///
  /// Throws `unusableFile` where it is no regular file of one name: what is written to it would be written
  /// elsewhere too.
  static func statusOfOwnFile(_ name: String, in folder: String) throws(StoreError) -> stat? {
    let file = folder + "/" + name
    guard let status = try status(of: file, followingLinks: false, in: folder) else { return nil }
    let trouble: String
    if isKind(S_IFLNK, status) {
      trouble = "is a symbolic link"
    } else if !isKind(S_IFREG, status) {
      trouble = "is no regular file"
    } else if status.st_nlink > 1 {
      trouble = "has a second name, a hard link"
    } else {
      return status
    }
    throw StoreError(
      .unusableFile,
      operation: "lstat",
      path: folder,
      detail: "\(name) \(trouble)"
    )
  }

  /// Whether the file's kind, `S_IFMT` of its mode, is `kind`.
  static func isKind(_ kind: mode_t, _ status: stat) -> Bool { status.st_mode & S_IFMT == kind }

  /// The names in a folder, without `.` and `..`; `opendir`, `readdir`.
  static func names(in folder: String) throws(StoreError) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw .fromErrno("opendir", path: folder) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      // The end and an error look alike but for `errno`, and a folder that cannot be read is not empty.
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw .fromErrno("readdir", path: folder) }
        return names
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// Makes what was written to a file or a folder's list of names durable; `fsync`.
  static func sync(_ path: String, in folder: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fromErrno("open", path: folder) }
    defer { close(descriptor) }
    try sync(descriptor, in: folder)
  }

  /// Makes what was written to an open file durable.
  ///
  /// `fsync`; on macOS, where that does not wait for the disk, `fcntl` with `F_FULLFSYNC` if the file
  /// system has it.
  static func sync(_ descriptor: Int32, in path: String) throws(StoreError) {
    #if canImport(Darwin)
    if unsafe fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    guard fsync(descriptor) == 0 else { throw .fromWriting(errno, "fsync", path: path) }
  }

  /// Gives a file the owner, the group and the permissions of another; `fchown`, `fchmod`.
  ///
  /// Throws `notWritable` where this user may not, or `system`.
  static func giveOwner(of model: String, to file: String, in folder: String) throws(StoreError) {
    guard let wanted = try status(of: model, followingLinks: false, in: folder) else {
      throw .from(ENOENT, "lstat", path: folder)
    }
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .fromErrno("open", path: folder) }
    defer { close(descriptor) }
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0 else { throw .fromErrno("fstat", path: folder) }
    if found.st_uid != wanted.st_uid || found.st_gid != wanted.st_gid {
      guard fchown(descriptor, wanted.st_uid, wanted.st_gid) == 0 else {
        let detail = "the new file would not belong to user \(wanted.st_uid), as the old one does"
        throw .fromErrno("fchown", path: folder, detail: detail)
      }
    }
    guard fchmod(descriptor, wanted.st_mode & 0o7777) == 0 else {
      throw .fromErrno("fchmod", path: folder)
    }
  }

  /// Whether less than 1 MiB is left for us; `statvfs`.
  static func isFull(_ folder: String) -> Bool {
    var information = statvfs()
    guard unsafe statvfs(folder, &information) == 0 else { return false }
    return UInt64(information.f_bavail) * UInt64(information.f_frsize) < 1 << 20
  }

  /// The folder that holds `path`.
  static func parent(of path: String) -> String {
    var path = path[...]
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Refuses a network file system, where neither `mmap` nor locks are coherent between hosts.
  ///
  /// `statfs`: the type's magic number on Linux, `MNT_LOCAL` on macOS. FUSE hides what is behind
  /// it and is refused too.
  static func requireLocal(_ folder: String) throws(StoreError) {
    var information = statfs()
    guard unsafe statfs(folder, &information) == 0 else {
      throw .fromErrno("statfs", path: folder)
    }
    #if canImport(Darwin)
    let isLocal = information.f_flags & UInt32(MNT_LOCAL) != 0
    #else
    let isLocal = !networkFileSystems.contains(UInt32(truncatingIfNeeded: information.f_type))
    #endif
    guard isLocal else {
      throw StoreError(.networkFileSystem, operation: "statfs", path: folder)
    }
  }

  /// `statfs(2)`: NFS, SMB, CIFS, SMB2, FUSE, Coda, AFS (two), Ceph, 9p, NCP, Lustre, OCFS2, GFS2.
  static let networkFileSystems: Set<UInt32> = [
    0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x7375_7245, 0x5346_414F, 0x6B41_4653,
    0x00C3_6400, 0x0102_1997, 0x564C, 0x0BD0_0BD0, 0x7461_636F, 0x0116_1970,
  ]
}
