#if canImport(Darwin)
internal import Darwin
#else
internal import CLMDB
internal import Glibc
#endif

/// The files of a log that this process has open, as they were then, to tell whether they still have their
/// names: the two of LMDB, and those beside them that are watched too.
///
/// Where another file was put in the place of `data.mdb`, or it was removed, what is written goes where
/// nobody will find it. Where `lock.mdb` was, another process makes a new one, and two writers that do not
/// know of each other destroy the log. No lock keeps an operator from either.
struct FilesInUse: Sendable {
  /// The folder, whatever its name is by now.
  private let folder: Int32
  private let path: String
  private var identities: [(name: String, identity: FileIdentity)]

  /// Looks at the files; `open`, `fstatat`, `fstat`.
  ///
  /// Throws `fileReplaced` where `data.mdb` is not the file any more that LMDB has open by that descriptor.
  init(in path: String, log: Int32) throws(StoreError) {
    self.path = path
    folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .fromErrno("open", path: path) }
    do throws(StoreError) {
      var status = stat()
      guard unsafe fstat(log, &status) == 0 else { throw .fromErrno("fstat", path: path) }
      identities = [
        ("data.mdb", FileIdentity(status)),
        ("lock.mdb", try Self.identity(of: "lock.mdb", in: folder, at: path)),
      ]
      try requireInPlace()
    } catch {
      _ = FilesInUse.close(folder)
      throw error
    }
  }

  /// Looks after one more file of the folder from now on.
  mutating func watch(_ file: SlotFile) {
    identities.append((file.name, file.identity))
  }

  /// Throws `fileReplaced` where one of the files has its name no more, and what the system says where it
  /// does not tell; a call of `fstatat` each.
  func requireInPlace() throws(StoreError) {
    for (name, identity) in identities {
      guard try Self.identity(of: name, in: folder, at: path) != identity else { continue }
      throw StoreError(
        .fileReplaced,
        operation: "fstatat",
        path: path,
        detail: "another file is called \(name) now"
      )
    }
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

  private static func identity(
    of name: String,
    in folder: Int32,
    at path: String
  ) throws(StoreError) -> FileIdentity {
    var status = stat()
    guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else {
        throw .fromErrno("fstatat", path: path, detail: name)
      }
      throw StoreError(
        .fileReplaced,
        operation: "fstatat",
        path: path,
        detail: "\(name) is gone"
      )
    }
    return FileIdentity(status)
  }
}
