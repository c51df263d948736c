#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A small file beside the log that is read and overwritten in place: `pread`, `pwrite`, `fsync`.
///
/// It knows nothing of what lies in it. Bytes written are seen by every process at once, and survive
/// a power cut once ``sync()`` has returned; until then each byte may be the old or the new one.
/// Writers exclude each other by the log's write transaction, not here; see the layer above.
///
/// `@unchecked Sendable` is sound: `pread` and `pwrite` name their place and share no state, the
/// descriptor is closed in `deinit` only, and `isBroken` is touched inside the monitor's lock.
package final class SlotFile: @unchecked Sendable {
  /// The folder that is asked, for errors.
  package let folder: String
  /// The file's name in it.
  package let name: String
  /// What tells the file that is open from any other that gets its name.
  let identity: FileIdentity
  private let descriptor: Int32
  private let isWritable: Bool
  private let monitor = Monitor()
  private var isBroken = false

  /// Opens a file that is there; `open` without following a link.
  ///
  /// Throws `notFound` when there is none, `notWritable`, `system`, or `unusableFile` where it is a link,
  /// no regular file, or has a second name: what is overwritten under one name must be gone under all.
  package init(
    _ name: String,
    in folder: String,
    access: LogStore.Options.Access
  ) throws(StoreError) {
    self.folder = folder
    self.name = name
    isWritable = access == .readWrite
    // A pipe in its place is not waited for.
    let flags = (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    (descriptor, identity) = try SlotFile.opened(name, in: folder, flags: flags)
  }

  deinit {
    close(descriptor)
  }

  /// Makes a file of these bytes, whole or not at all, in place of any that is there.
  ///
  /// It is written under another name (mode 0600), synced, and renamed: `open`, `pwrite`, `fsync`,
  /// `rename`, and `fsync` of the folder. What a cut-off creation left is overwritten by the next.
  ///
  /// Throws `notWritable`, `diskFull` or `system`; a file of the name is then as it was.
  package static func create(
    _ name: String,
    in folder: String,
    bytes: [UInt8]
  ) throws(StoreError) {
    let draft = folder + "/" + draftName(of: name)
    guard unsafe unlink(draft) == 0 || errno == ENOENT else {
      throw .fromErrno("unlink", path: folder, detail: name)
    }
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fromErrno("open", path: folder, detail: name) }
    defer { close(descriptor) }
    do throws(StoreError) {
      try write(bytes, at: 0, to: descriptor, in: folder)
      try FileSystem.sync(descriptor, in: folder)
      guard unsafe rename(draft, folder + "/" + name) == 0 else {
        throw .fromErrno("rename", path: folder, detail: name)
      }
    } catch {
      unsafe unlink(draft)
      throw error
    }
    try FileSystem.sync(folder, in: folder)
  }

  /// What a file is called until it is whole.
  package static func draftName(of name: String) -> String { name + ".new" }

  /// Whether a file of that name is there; `lstat`.
  package static func exists(_ name: String, in folder: String) throws(StoreError) -> Bool {
    try FileSystem.status(of: folder + "/" + name, followingLinks: false, in: folder) != nil
  }

  /// The file's length; `fstat`.
  package func sizeInBytes() throws(StoreError) -> UInt64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .fromErrno("fstat", path: folder, detail: name)
    }
    return UInt64(status.st_size)
  }

  /// Up to `count` bytes at `offset`: fewer at the end of the file; `pread`.
  ///
  /// What another process overwrites at this moment may come half old, half new.
  package func read(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    guard let start = off_t(exactly: offset), count > 0 else { return [] }
    var failure: StoreError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let target = unsafe buffer.baseAddress.map { unsafe $0 + filled }
        let read = unsafe pread(descriptor, target, count - filled, start + off_t(filled))
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failure = .fromErrno("pread", path: folder, detail: name) }
        if read <= 0 { break }
        filled += read
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Overwrites bytes in place, making the file longer where it has to be; `pwrite`.
  ///
  /// Throws `readOnly`, `broken` after an earlier failure, `diskFull`, or `system`; how many of the
  /// bytes are written is then unknown.
  package func write(_ bytes: [UInt8], at offset: UInt64) throws(StoreError) {
    try change { () throws(StoreError) in
      guard let start = off_t(exactly: offset) else {
        throw .from(EFBIG, "pwrite", path: folder, detail: name)
      }
      try SlotFile.write(bytes, at: start, to: descriptor, in: folder)
    }
  }

  /// Whether nothing was ever written to a range, so that it lies beyond the end or in a hole; `lseek` with
  /// `SEEK_DATA`.
  ///
  /// Zeros that were read tell less: they may have been written, not synced, and lost by the system, with
  /// something else on the disk. A file system that does not tell holes has none.
  package func isHole(at offset: UInt64, count: Int) -> Bool {
    guard let start = off_t(exactly: offset) else { return true }
    #if canImport(Darwin)
    let data = lseek(descriptor, start, SEEK_DATA)
    #else
    // `SEEK_DATA` of Linux, which Glibc shows to GNU's sources only.
    let data = lseek(descriptor, start, 3)
    #endif
    return data < 0 ? errno == ENXIO : data >= start + off_t(count)
  }

  /// Makes durable what was written; `fsync`, on macOS `fcntl` with `F_FULLFSYNC`.
  ///
  /// Throws `readOnly`, `broken`, `diskFull` or `system`. After a failure nothing is written any more
  /// until the file is opened again: the system may have forgotten what it could not write, and a
  /// second `fsync` would not tell.
  package func sync() throws(StoreError) {
    try change { () throws(StoreError) in try FileSystem.sync(descriptor, in: folder) }
  }

  private static func opened(
    _ name: String,
    in folder: String,
    flags: Int32
  ) throws(StoreError) -> (Int32, FileIdentity) {
    func unusable(_ what: String, _ operation: String) -> StoreError {
      StoreError(.unusableFile, operation: operation, path: folder, detail: "\(name) \(what)")
    }
    let descriptor = unsafe open(folder + "/" + name, flags)
    guard descriptor >= 0 else {
      switch errno {
      case ELOOP: throw unusable("is a symbolic link", "open")
      // A folder opened for writing, and a socket.
      case EISDIR, ENXIO: throw unusable("is no regular file", "open")
      default: throw .fromErrno("open", path: folder, detail: name)
      }
    }
    var status = stat()
    var failure: StoreError?
    if unsafe fstat(descriptor, &status) != 0 {
      failure = .fromErrno("fstat", path: folder, detail: name)
    } else if !FileSystem.isKind(S_IFREG, status) {
      failure = unusable("is no regular file", "fstat")
    } else if status.st_nlink > 1 {
      failure = unusable("has a second name, a hard link", "fstat")
    }
    guard let failure else { return (descriptor, FileIdentity(status)) }
    close(descriptor)
    throw failure
  }

  private func change(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    guard isWritable else { throw StoreError(.readOnly, operation: "pwrite", path: folder) }
    try monitor.withLock { () throws(StoreError) in
      guard !isBroken else { throw StoreError(.broken, operation: "pwrite", path: folder) }
      do throws(StoreError) {
        try body()
      } catch {
        isBroken = true
        throw error
      }
    }
  }

  private static func write(
    _ bytes: [UInt8],
    at start: off_t,
    to descriptor: Int32,
    in folder: String
  ) throws(StoreError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let source = unsafe buffer.baseAddress.map { unsafe $0 + written }
        return unsafe pwrite(descriptor, source, bytes.count - written, start + off_t(written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .fromWriting(errno, "pwrite", path: folder) }
      written += count
    }
  }
}
