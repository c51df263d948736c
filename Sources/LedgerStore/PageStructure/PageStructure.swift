/// Our own reader of LMDB's page structure, for a `data.mdb` that nobody vouches for.
///
/// LMDB trusts its file: a flipped bit in the header of a page can end the process, make it loop,
/// or make it write over its own memory. So whoever got a file from elsewhere lets this reader walk
/// it first. It reads with `pread`, trusts nothing, maps nothing, and names every problem. What it
/// passes, liblmdb can open, walk, write and copy.
///
/// The layout is that of LMDB 0.9 (data version 1) on 64-bit little-endian machines; the source of
/// 0.9.24 (`mdb.c`) is relied on for it. A file is a row of pages of one size, numbered from 0. Two
/// meta pages come first, and the newer of them leads to two trees: the free tree, of pages that
/// may be used again, and the main tree, whose entries are the roots of the named databases.
///
/// ```
/// page 0   page 1   page 2 ...
/// meta     meta     branch, leaf, overflow and free pages in any order
///           │
///           ├── free tree:  transaction ──► numbers of the pages it freed
///           └── main tree:  name ──► record of a tree:  key ──► value
/// ```
///
/// What is inside a page is drawn at `MetaPage`, `TreeRecord`, `TreePage` and `visitFreeList`.
///
/// It is a reader of the *structure*. A changed byte of a value changes no structure, and is for
/// the layers above to find. Free pages are not even read.
package enum PageStructure {
  /// Examines a `data.mdb`, page by page, without LMDB.
  ///
  /// Damage is never thrown; it is in the report. Throws `StoreError` when the file cannot be
  /// opened, asked for its size or read (`open`, `fstat`, `pread`); `path` is then the file's.
  ///
  /// The file should be at rest, or a snapshot. When another process commits meanwhile, the newest
  /// state at the start is walked. LMDB leaves its pages alone until the third commit after it
  /// begins; when that can have happened, the walk is made again, as often as `attempts` says. If
  /// none was quick enough, `Report.isStable` is false and nothing can be said.
  ///
  /// Where the caller holds a read transaction of the file, which it says by `isPinned`, no page of a
  /// state that is the newest then or later is written over, and one walk is enough.
  ///
  /// With `mapsPages` the report says of each page what it holds, and one thread walks. `progress` is
  /// called now and then, by one thread at a time, with the pages accounted for and the pages in all.
  /// With more threads than one, the databases are shared out among them; where anything is wrong, one
  /// thread walks them again, so that the report is the same.
  ///
  /// - Complexity: O(pages in use), each read once, overflow pages of the ledger's tables only at
  ///   their head; memory for two bits a page and one page a level. With `mapsPages`, two bytes
  ///   more a page.
  package static func examine(
    path: String,
    mapsPages: Bool = false,
    attempts: Int = 3,
    isPinned: Bool = false,
    threadCount: Int = 1,
    progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws(StoreError) -> Report {
    var attempts = attempts
    while true {
      var examination = try Examination(
        DataFile(at: path, in: path),
        mapsPages: mapsPages,
        progress: progress
      )
      var report = try examination.run(threadCount: threadCount)
      if isPinned { report.isStable = true }
      attempts -= 1
      if report.isStable || attempts <= 0 { return report }
    }
  }
}
