#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// One walk over one state of a file, and what was found so far.
///
/// It goes on after a problem wherever what lies beyond can still be read without trusting what is
/// wrong, so that a report names all the damage and not only the first. No page is read or counted
/// twice, and no tree is deeper than 32 pages: so every walk ends.
struct Examination: ~Copyable {
  let file: DataFile
  let progress: ((UInt64, UInt64) -> Void)?
  /// How far it has come according to a walk that has to be made again.
  var told: UInt64 = 0
  /// After so many pages it is told how far the walk has come.
  static let pagesToTell: UInt64 = 1_024
  /// The state to walk; nil when no meta page leads to one.
  private(set) var state: MetaPage?
  /// Whole pages in the file.
  let pagesOnDisk: UInt64
  let pageSize: UInt64
  /// Pages that trees lead to, and the meta pages.
  private(set) var used: PageSet
  /// Pages that are listed as free, as far as the file reaches.
  private var free: PageSet
  /// Pages that are listed as free and lie past the end of the file.
  private var freeBeyond: Set<UInt64> = []
  /// The named databases that were found in the main tree.
  var databases: [Database] = []
  var report = PageStructure.Report()
  /// Pages in use that lie past the end of the file.
  private var missingPageCount: UInt64 = 0
  /// What the first of them leads to, rather of the events than of another database.
  private var firstMissing: PageStructure.Problem?
  /// For `TreePage.isFilled`.
  var scratch: [UInt16]

  /// Reads the meta pages of a file.
  ///
  /// Throws what `fstat` and `pread` of the C library say.
  init(
    _ opened: consuming DataFile,
    mapsPages: Bool,
    progress: ((UInt64, UInt64) -> Void)?
  ) throws(StoreError) {
    let metaPages = try MetaPages(opened)
    // Only now: a state that is committed meanwhile may be longer than the file was before.
    let sizeInBytes = try opened.sizeInBytes()
    file = opened
    self.progress = progress
    report.sizeInBytes = sizeInBytes
    for problem in metaPages.problems { report.add(problem) }
    report.notes = metaPages.notes
    state = metaPages.newest
    pageSize = state?.pageSize ?? 4_096
    pagesOnDisk = sizeInBytes / pageSize
    let pages = min(pagesOnDisk, (state?.lastPage ?? 0) + 1)
    used = PageSet(limit: Int(pages))
    free = PageSet(limit: Int(pages))
    scratch = Array(repeating: 0, count: Int(pageSize / 2))
    guard let state else { return }
    report.pageSizeInBytes = Int(pageSize)
    report.transactionID = state.transactionID
    report.pageCount = state.lastPage + 1
    if mapsPages { report.map = PageMap(pageCount: Int(pages)) }
    guard pages >= 2 else {
      report.add(.init(kind: .cutShort))
      self.state = nil
      return
    }
    for page: UInt64 in 0...1 {
      _ = used.insert(page)
      report.map?.set(page, .meta, tree: 0)
    }
  }

  /// Prepares to walk some of the databases that another examination found, beside it.
  ///
  /// Throws what `fcntl` of the C library says.
  init(
    partOf whole: borrowing Examination,
    _ databases: [Database],
    progress: @escaping (UInt64, UInt64) -> Void
  ) throws(StoreError) {
    file = try DataFile(duplicating: whole.file)
    self.progress = progress
    self.databases = databases
    state = whole.state
    pageSize = whole.pageSize
    pagesOnDisk = whole.pagesOnDisk
    used = whole.used
    free = whole.free
    report = whole.report
    report.trees = []
    scratch = Array(repeating: 0, count: Int(pageSize / 2))
  }

  /// Walks all that the state leads to, the databases on so many threads.
  ///
  /// Throws what `pread` of the C library says; what lies behind it is not known then.
  mutating func run(threadCount: Int) throws(StoreError) -> PageStructure.Report {
    guard let state else { return report }
    try walk(Tree(PageStructure.TreeSize.free, .free, .integers), state.freeTree)
    try walk(Tree(PageStructure.TreeSize.main, .main, .bytes), state.mainTree)
    if try !walkDatabases(threadCount: threadCount) { try walkDatabases() }
    requireDatabases(state)
    nameMissingPages()
    countPages(state)
    progress?(report.pageCount, report.pageCount)
    // A state is left alone by the first commit after it and by the second; see `PageStructure`.
    let newest = try MetaPages(file).newest?.transactionID ?? .max
    report.isStable = newest <= state.transactionID + 1
    return report
  }

  /// Walks the lists of free pages alone, and says whether they are sound and hold every page that lies
  /// past the end of the file.
  ///
  /// Throws what `pread` of the C library says.
  ///
  /// - Complexity: O(pages of the lists), each read once.
  mutating func lacksOnlyFreePages() throws(StoreError) -> Bool {
    guard let state else { return false }
    try walk(Tree(PageStructure.TreeSize.free, .free, .integers), state.freeTree)
    return isSound && UInt64(freeBeyond.count) == pageCountBeyond
  }

  /// Walks the databases one after another.
  mutating func walkDatabases() throws(StoreError) {
    for database in databases {
      try walk(Tree(database.name, .named, database.keys), database.record)
    }
  }

  // MARK: Parts

  /// Whether nothing is wrong so far.
  var isSound: Bool { report.problemCount == 0 && missingPageCount == 0 }

  /// Takes up what parts found, in which nothing is wrong; false, with nothing taken, where two have the
  /// same page.
  mutating func take(_ parts: [(used: PageSet, trees: [PageStructure.TreeSize])]) -> Bool {
    var all = used
    var count = used.count
    for part in parts {
      count += part.used.count - used.count
      all.formUnion(part.used)
    }
    guard all.count == count else { return false }
    used = all
    let trees = Dictionary(uniqueKeysWithValues: parts.flatMap(\.trees).map { ($0.name, $0) })
    report.trees += databases.compactMap { trees[$0.name] }
    return true
  }

  // MARK: Pages

  /// Takes a page for a tree, if nothing else has it; says what is wrong otherwise.
  mutating func take(
    _ page: UInt64,
    _ kind: PageMap.Kind,
    of tree: borrowing Tree
  ) -> PageStructure.Kind? {
    guard let state, page >= 2, page <= state.lastPage else { return .pageOutOfRange(page) }
    guard page < pagesOnDisk else { return .pageMissing(page) }
    if free.contains(page) { return .freePageInUse(page) }
    guard used.insert(page) else { return .pageReachedTwice(page) }
    report.map?.set(page, kind, tree: tree.index)
    let done = used.count + report.freePageCount
    if used.count % Examination.pagesToTell == 0, done > told { progress?(done, report.pageCount) }
    return nil
  }

  /// Takes a page for the free ones, if nothing has it; says what is wrong otherwise.
  mutating func takeFree(_ page: UInt64) -> PageStructure.Kind? {
    guard let state, page >= 2, page <= state.lastPage else { return .freePageOutOfRange(page) }
    let isNew: Bool
    if page < pagesOnDisk {
      isNew = !used.contains(page) && free.insert(page)
    } else {
      isNew = freeBeyond.insert(page).inserted
    }
    guard isNew else { return .freePageInUse(page) }
    report.freePageCount += 1
    report.map?.set(page, .free, tree: 0)
    return nil
  }

  /// The bytes of a page; nil where the file ends before it does.
  func bytes(ofPage page: UInt64) throws(StoreError) -> [UInt8]? {
    let bytes = try file.bytes(at: page * pageSize, count: Int(pageSize))
    return bytes.count == Int(pageSize) ? bytes : nil
  }

  // MARK: The whole

  /// Notes a page in use that lies past the end of the file; all of them are one problem.
  mutating func addMissing(_ problem: PageStructure.Problem) {
    missingPageCount += 1
    let events = Table.events.name
    guard let first = firstMissing, first.database == events || problem.database != events else {
      firstMissing = problem
      return
    }
  }

  private mutating func nameMissingPages() {
    guard var problem = firstMissing else { return }
    if missingPageCount > 1 {
      problem.kind = .fileCut(pages: pagesOnDisk, of: report.pageCount)
      problem.page = nil
      if problem.database != Table.events.name { (problem.database, problem.place) = (nil, nil) }
    }
    report.add(problem)
  }

  private mutating func requireDatabases(_ state: MetaPage) {
    // Before its first commit a ledger is a file of two meta pages; and what led to a database may be
    // on a page that is missing.
    guard state.transactionID > 0, missingPageCount == 0 else { return }
    let found = Set(databases.map(\.name))
    // A ledger has all of them from its first commit on, and a writer needs them all.
    for table in Table.allCases where !found.contains(table.name) {
      report.add(.init(kind: .missingDatabase, database: table.name))
    }
    let known = Set(Table.allCases.map(\.name))
    for name in found.subtracting(known).sorted() {
      report.notes.append(.unknownDatabase(name))
    }
  }

  /// How many pages lie past the end of the file.
  private var pageCountBeyond: UInt64 { report.pageCount - min(report.pageCount, pagesOnDisk) }

  /// Accounts for every page, when nothing else is wrong.
  private mutating func countPages(_ state: MetaPage) {
    guard report.problemCount == 0 else { return }
    guard UInt64(freeBeyond.count) == pageCountBeyond else {
      report.add(.init(kind: .pageMissing(pagesOnDisk)))
      return
    }
    report.lostPageCount = report.pageCount - used.count - report.freePageCount
    if report.lostPageCount > 0 { report.notes.append(.lostPages(report.lostPageCount)) }
  }
}

/// A named database, as the main tree has it.
struct Database {
  let name: String
  let keys: TreeKeys
  let record: TreeRecord
}
