#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A small file that only its owner may read, such as one of keys; never in a ledger's folder.
package struct SecretFile: Sendable {
  /// Where it lies.
  package let path: String
  /// No file of this kind is longer.
  package let maximumSizeInBytes: Int

  /// A file at a path; nothing is looked at yet.
  package init(at path: String, maximumSizeInBytes: Int = 1 << 16) {
    self.path = path
    self.maximumSizeInBytes = maximumSizeInBytes
  }

  /// The whole file; `open`, `fstat`, `read`.
  ///
  /// Throws `system` where it is missing or cannot be read, is no regular file, is longer than
  /// ``maximumSizeInBytes``, belongs to another user (but the superuser), or where anybody but its
  /// owner may read or write it.
  package func read() throws(StoreError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable("open", code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .fromErrno("fstat", path: path) }
    guard FileSystem.isKind(S_IFREG, status) else {
      throw StoreError(.system, operation: "fstat", path: path, detail: "it is no regular file")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw StoreError(
        .system,
        operation: "fstat",
        path: path,
        detail: "others may read or write it, mode \(mode); make it chmod 600"
      )
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw StoreError(.system, operation: "fstat", path: path, detail: "it is another user's")
    }
    guard Int(status.st_size) <= maximumSizeInBytes else {
      throw StoreError(.system, operation: "fstat", path: path, detail: "it is too long for keys")
    }
    return try read(descriptor, count: Int(status.st_size))
  }

  /// Makes the file, mode 0600, durable, where nothing lies yet; `open` with `O_EXCL`, `fsync`.
  ///
  /// Of two that make it at once one has it, and the other is told that it is there.
  ///
  /// Throws `system` where something lies there, `notWritable`, `notFound` where its folder is
  /// missing, or `diskFull`; nothing is left then, unless it was the folder that could not be synced.
  package func create(_ bytes: [UInt8]) throws(StoreError) {
    // The draft has one name, so that none is left for ever, and so there is one maker at a time.
    let folder = try lockedFolder()
    defer { close(folder) }
    guard try FileSystem.status(of: path, followingLinks: false, in: path) == nil else {
      throw .from(EEXIST, "open", path: path, detail: "something lies there already")
    }
    let draft = path + ".new"
    try put(bytes, as: draft)
    // A link fails where a file came to lie meanwhile; a rename would replace it.
    let isMade = unsafe link(draft, path) == 0
    let code = errno
    unsafe unlink(draft)
    guard isMade else { throw .from(code, "link", path: path) }
    try syncName()
  }

  /// Puts other bytes in the file's place, whole or not at all; `rename`.
  ///
  /// Throws `notWritable`, `diskFull` or `system`; the file is then as it was.
  package func replace(with bytes: [UInt8]) throws(StoreError) {
    // What a link leads to is to be replaced, and not the link: the former keys would stay there.
    let path = resolvedPath
    try put(bytes, as: path + ".new")
    guard unsafe rename(path + ".new", path) == 0 else {
      let error = StoreError.fromErrno("rename", path: path)
      unsafe unlink(path + ".new")
      throw error
    }
    try syncName()
  }

  /// Makes the file's name durable: syncs its folder.
  ///
  /// Whoever made or replaced the file can have died before that was done. Throws `diskFull`, `diskFailed` or
  /// `system`.
  package func syncName() throws(StoreError) {
    try FileSystem.sync(FileSystem.parent(of: resolvedPath), in: path)
  }

  /// Whether the file lies, or would lie, in a folder or anywhere below it; by device and inode.
  ///
  /// Throws `system` where a folder above the file is missing.
  package func isInside(_ folder: String) throws(StoreError) -> Bool {
    // Nothing lies in a folder that is not there yet.
    guard let status = try FileSystem.status(of: folder, followingLinks: true, in: folder) else {
      return false
    }
    let identity = FileIdentity(status)
    var place = FileSystem.parent(of: resolvedPath)
    var last: FileIdentity?
    while true {
      guard let status = try FileSystem.status(of: place, followingLinks: true, in: path) else {
        throw unreadable("stat", code: ENOENT)
      }
      let current = FileIdentity(status)
      if current == identity { return true }
      // The root folder is its own parent.
      if current == last { return false }
      last = current
      place += "/.."
    }
  }

  /// The folder that the file is to lie in, which nobody else makes a file in until it is closed; `flock`.
  private func lockedFolder() throws(StoreError) -> Int32 {
    let folder = FileSystem.parent(of: path)
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fromErrno("open", path: folder) }
    while flock(descriptor, LOCK_EX) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw .from(code, "flock", path: path)
    }
    return descriptor
  }

  /// What a link leads to, where the file is one; `realpath`.
  var resolvedPath: String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Not `notFound` or `notWritable`: what they say is about a ledger.
  private func unreadable(_ operation: String, code: Int32) -> StoreError {
    StoreError(
      .system,
      operation: operation,
      code: code,
      path: path,
      detail: "the file of keys cannot be reached"
    )
  }

  private func put(_ bytes: [UInt8], as draft: String) throws(StoreError) {
    unsafe unlink(draft)
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fromErrno("open", path: path) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let source = unsafe buffer.baseAddress.map { unsafe $0 + written }
        return unsafe write(descriptor, source, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("write", removing: draft) }
      written += count
    }
    do throws(StoreError) {
      try FileSystem.sync(descriptor, in: path)
    } catch {
      unsafe unlink(draft)
      throw error
    }
  }

  private func failure(_ operation: String, removing draft: String) -> StoreError {
    let error = StoreError.fromWriting(errno, operation, path: path)
    unsafe unlink(draft)
    return error
  }

  private func read(_ descriptor: Int32, count: Int) throws(StoreError) -> [UInt8] {
    var failure: StoreError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, filled in
      while filled < count {
        let target = unsafe buffer.baseAddress.map { unsafe $0 + filled }
        let read = unsafe pread(descriptor, target, count - filled, off_t(filled))
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failure = .fromErrno("pread", path: path) }
        if read <= 0 { break }
        filled += read
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
