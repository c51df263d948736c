extension LogStore {
  /// Examines the file of the log in a folder page by page, before LMDB is let at it.
  ///
  /// `open` makes cheap checks only: it protects against files that were cut or are no ledger's,
  /// and believes the rest. A file that came from elsewhere, or that is to be verified, is examined
  /// first, and opened only when `Report.isSound`. See `PageStructure` for what that promises.
  ///
  /// The log need not be closed. Where others commit faster than the pages can be walked, the walk is
  /// made again under a read transaction, which keeps LMDB from writing over them; LMDB looks at the
  /// meta pages only for that, and they were examined. `Report.isStable` is then false only where this
  /// process itself has the log open.
  ///
  /// Throws `notFound`, `notALedger` when there is no `data.mdb`, `unusableFile` when it is no regular file
  /// of one name, or what `open`, `fstat` and `pread` of the C library say. What is wrong inside the file is
  /// not thrown.
  ///
  /// - Complexity: O(pages in use); see `PageStructure.examine`.
  package static func examine(
    at path: String,
    mapsPages: Bool = false,
    threadCount: Int = 1,
    progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws(StoreError) -> PageStructure.Report {
    _ = try LedgerFolder.identity(of: path, creates: false)
    guard try LedgerFolder.dataFileStatus(in: path) != nil else {
      throw StoreError(.notALedger, operation: "stat", path: path, detail: "it holds no data.mdb")
    }
    let file = path + "/data.mdb"
    let report = try PageStructure.examine(
      path: file,
      mapsPages: mapsPages,
      attempts: 1,
      threadCount: threadCount,
      progress: progress
    )
    guard !report.isStable else { return report }
    let pin: PinnedState
    do throws(StoreError) {
      pin = try PinnedState(at: path)
    } catch  where error.reason == .alreadyOpen {
      return report
    }
    defer { pin.end() }
    return try PageStructure.examine(
      path: file,
      mapsPages: mapsPages,
      isPinned: true,
      threadCount: threadCount,
      progress: progress
    )
  }

  /// Examines the file, and refuses one that is damaged.
  ///
  /// Throws `corrupted`, which names the first problem, or what `examine` throws. Where this process has
  /// the log open, nothing may be found; opening it is refused then.
  ///
  /// - Complexity: O(pages in use).
  static func requireSoundPages(at path: String) throws(StoreError) {
    let report = try examine(at: path)
    guard report.isStable, let problem = report.problems.first else { return }
    let more = report.problemCount > 1 ? ", and \(report.problemCount - 1) more" : ""
    throw StoreError(
      .corrupted,
      operation: "pread",
      path: path,
      detail: "data.mdb: \(problem)\(more); verify names all that is wrong"
    )
  }
}
