#if canImport(Darwin)
internal import Darwin
#else
internal import CLMDB
internal import Glibc
#endif

/// The two files of a log that LMDB has open, as they were then, to tell whether they still have their names.
///
/// Where another file was put in the place of `data.mdb`, or it was removed, what is written goes where
/// nobody will find it. Where `lock.mdb` was, another process makes a new one, and two writers that do not
/// know of each other destroy the log. No lock keeps an operator from either.
struct FilesInUse: Sendable {
  private static let names = ["data.mdb", "lock.mdb"]

  /// The folder, whatever its name is by now.
  private let folder: Int32
  private let path: String
  private let identities: [FileIdentity]

  /// Looks at the files; `open`, `fstatat`.
  init(in path: String) throws(StoreError) {
    self.path = path
    folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .fromErrno("open", path: path) }
    var identities: [FileIdentity] = []
    for name in Self.names {
      guard let identity = Self.identity(of: name, in: folder) else {
        let code = errno
        _ = FilesInUse.close(folder)
        throw .from(code, "fstatat", path: path, detail: name)
      }
      identities.append(identity)
    }
    self.identities = identities
  }

  /// Throws `fileReplaced` where one of the files has its name no more; two calls of `fstatat`.
  func requireInPlace() throws(StoreError) {
    for (name, identity) in zip(Self.names, identities) {
      let found = Self.identity(of: name, in: folder)
      guard found != identity else { continue }
      throw StoreError(
        .fileReplaced,
        operation: "fstatat",
        path: path,
        detail: found == nil ? "\(name) is gone" : "another file is called \(name) now"
      )
    }
  }

  /// Makes the names of the files and of the folder durable; `fsync` of the folder and of the one above it.
  ///
  /// Whoever made the folder or a file in it, or gave another file its name, can have died before it had
  /// synced that, and nobody can see whether it had. A folder above that this user may not read is left to
  /// whoever gave the name.
  func syncNames() throws(StoreError) {
    try FileSystem.sync(folder, in: path)
    let above = unsafe openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard above >= 0 else {
      if errno == EACCES { return }
      throw .fromErrno("openat", path: path, detail: "the folder above")
    }
    defer { _ = Self.close(above) }
    try FileSystem.sync(above, in: path)
  }

  /// Closes the folder.
  func close() {
    _ = Self.close(folder)
  }

  private static func close(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
    Darwin.close(descriptor)
    #else
    Glibc.close(descriptor)
    #endif
  }

  private static func identity(of name: String, in folder: Int32) -> FileIdentity? {
    var status = stat()
    guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    return FileIdentity(status)
  }
}
