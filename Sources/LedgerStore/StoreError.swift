/// Why the store could not do what was asked, in terms of the folder it was asked of.
///
/// An error thrown by a transaction leaves the folder as it was before that transaction; the
/// reasons say what happens to the store object itself.
package struct StoreError: Error, Sendable, Hashable {
  /// The question a caller asks of an error.
  package enum Reason: Sendable, Hashable {
    /// Nothing lies at the path, and creating it was not asked.
    case notFound
    /// Something lies at the path, but it is no ledger: a file, a foreign LMDB environment, a
    /// folder without `data.mdb`, or an environment in which nothing was ever committed.
    case notALedger
    /// The ledger was written by a later version of this format.
    case newerFormat(found: UInt32, supported: UInt32)
    /// The same folder (device and inode) is open in this process.
    case alreadyOpen
    /// Another process has it open, and the call needs it alone.
    case openElsewhere
    /// A file in the folder is a link, a pipe or the like, or has a second name: what is done to it would
    /// be done elsewhere too, or not at all.
    case unusableFile
    /// One of the files that are open was removed, or another one has its name; the store reads what it has
    /// open, but writes no more until reopened.
    case fileReplaced
    /// The folder or its files cannot be written by this user or on this medium.
    case notWritable
    /// A write was asked of a store opened for reading.
    case readOnly
    /// An earlier write or sync failed; the store reads, but writes no more until reopened. Where it was
    /// the header that could not be written, it reads no more either.
    case broken
    /// `maximumMapSizeInBytes` is reached; the store goes on reading and smaller writes may fit.
    case mapFull
    /// The disk, the quota or the file size limit is reached.
    case diskFull
    /// The disk failed to read, to write or to sync; a write that LMDB made in part only counts too.
    case diskFailed
    /// `maximumReaders` read transactions are live, over all processes.
    case tooManyReaders
    /// A key is longer than LMDB's 511 bytes; the transaction is unharmed.
    case keyTooLong
    /// The folder lies on a network file system, where LMDB's locks do not hold.
    case networkFileSystem
    /// The store was opened before a `fork` and used by the child.
    case usedAfterFork
    /// The store was closed.
    case closed
    /// The file contradicts itself.
    case corrupted
    /// Anything else; `code` and `operation` tell.
    case system
  }

  /// The question's answer.
  package var reason: Reason
  /// The C function that failed, as in `mdb_txn_commit`.
  package var operation: String
  /// The LMDB code (negative) or `errno` (positive); 0 when no function failed.
  package var code: Int32
  /// The folder that was asked, as the caller wrote it.
  package var path: String
  /// What the reason alone does not say; empty when it says all.
  package var detail: String
  /// Whether it was a copy that could not be made: the ledger itself goes on as before.
  private var isOfCopy = false

  /// An error as it will be shown.
  package init(
    _ reason: Reason,
    operation: String,
    code: Int32 = 0,
    path: String,
    detail: String = ""
  ) {
    self.reason = reason
    self.operation = operation
    self.code = code
    self.path = path
    self.detail = detail
  }

  /// The same error, met while a copy of the ledger was made.
  package func ofCopy() -> StoreError {
    var error = self
    error.isOfCopy = true
    return error
  }
}

extension StoreError: CustomStringConvertible {
  /// One line that names the path, what is wrong, and the remedy.
  package var description: String {
    let more = detail.isEmpty ? "" : " (\(detail))"
    let cause = code == 0 ? operation : "\(operation): \(Self.text(of: code))"
    let remedy = remedy.map { "; \($0)" } ?? ""
    return "\(path): \(whatIsWrong)\(more)\(remedy) [\(cause)]"
  }

  private var whatIsWrong: String {
    switch reason {
    case .notFound: "there is no ledger"
    case .notALedger: "this is not a ledger"
    case .newerFormat(let found, let supported):
      "the ledger has format \(found), and this program reads up to format \(supported)"
    case .alreadyOpen: "the ledger is already open in this process"
    case .openElsewhere: "another process has the ledger open"
    case .unusableFile: "a file of the ledger cannot be used"
    case .fileReplaced: "a file of the ledger was replaced while it was open"
    case .notWritable: "the ledger cannot be written"
    case .readOnly: "the ledger was opened for reading only"
    case .broken: "an earlier write failed, and the ledger is read-only since"
    case .mapFull: "the ledger has reached its largest permitted size"
    case .diskFull: "the disk, the quota or the file size limit is full"
    case .diskFailed: "the disk failed"
    case .tooManyReaders: "too many reads of the ledger are going on at once"
    case .keyTooLong: "a key is longer than 511 bytes"
    case .networkFileSystem: "the ledger lies on a network file system"
    case .usedAfterFork: "the ledger was opened before a fork and used in the child"
    case .closed: "the ledger is closed"
    case .corrupted: "the ledger's file is damaged"
    case .system: "the operation failed"
    }
  }

  private var remedy: String? {
    switch reason {
    case .notFound: "check the path, or ask for it to be created"
    case .notALedger: "choose the folder of a ledger, or an empty one to create a ledger in"
    case .newerFormat: "use a newer version of this program"
    case .alreadyOpen: "share the open ledger, or close it first"
    case .openElsewhere: "close it there, and do this again"
    case .unusableFile:
      "put the ledger's own file there, as a regular file of that one name, or restore a copy"
    case .fileReplaced:
      "close the ledger in all processes, put the file there that shall serve, and open it again"
    case .notWritable: "change the permissions, or move the folder to a writable place"
    case .readOnly: "open it for writing"
    case .broken: "check the disk, then close the ledger and open it again"
    case .mapFull: "open it with a greater maximum map size"
    case .diskFull where isOfCopy: "make room where the copy goes, and back up again"
    case .diskFailed where isOfCopy:
      "check the disks of the ledger and of the copy, and back up again"
    case .diskFull: "make room, then close the ledger and open it again"
    case .diskFailed: "check the disk, then close the ledger and open it again"
    case .tooManyReaders: "end some readers, or open it with more readers"
    case .keyTooLong: "shorten the key"
    case .networkFileSystem: "move it to a local disk"
    case .usedAfterFork: "open it again in the child"
    case .closed: "open it again"
    case .corrupted: "restore a copy, and keep this file for examination"
    // Where a function failed, its cause follows; else the detail says all.
    case .system: code == 0 ? nil : "see the cause"
    }
  }
}
