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
        FileIdentity(status), try Self.identity(of: Self.names[1], in: folder, at: path),
      ]
      try requireInPlace()
    } catch {
      _ = FilesInUse.close(folder)
      throw error
    }
  }

  /// Throws `fileReplaced` where one of the files has its name no more, and what the system says where it
  /// does not tell; two calls of `fstatat`.
  func requireInPlace() throws(StoreError) {
    for (name, identity) in zip(Self.names, identities) {
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
