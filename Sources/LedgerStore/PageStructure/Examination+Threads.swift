internal import Dispatch

extension Examination {
  /// Walks the databases on several threads, in the hope that nothing is wrong.
  ///
  /// Each thread takes pages in a set of its own, and would not see that another has taken a page too, nor
  /// blame it as one walk would. So what is found counts only if nothing is wrong, and no page is in two
  /// sets.
  ///
  /// Throws what `pread` of the C library says.
  ///
  /// - Returns: Whether all were walked; where not, nothing is taken up.
  mutating func walkDatabases(threadCount: Int) throws(StoreError) -> Bool {
    guard isSound, report.map == nil else { return false }
    let shares = Examination.shares(of: databases, threadCount)
    // Two databases of one name are for the walk in order to find.
    guard shares.count > 1, Set(databases.map(\.name)).count == databases.count else {
      return false
    }
    let pages = SharedCount(report.freePageCount + used.count, progress)
    var parts: [ExaminationPart] = []
    for share in shares {
      guard let part = try? ExaminationPart(of: self, share, pages) else { return false }
      parts.append(part)
    }
    let walks = parts
    DispatchQueue.concurrentPerform(iterations: walks.count) { walks[$0].run() }
    told = pages.told
    if let failure = walks.lazy.compactMap(\.failure).first { throw failure }
    let found = walks.compactMap(\.found)
    return found.count == walks.count && take(found)
  }

  /// Databases for each thread, about as many pages for one as for another.
  private static func shares(of databases: [Database], _ threadCount: Int) -> [[Database]] {
    var shares = Array(repeating: (pages: UInt64(0), databases: [Database]()), count: threadCount)
    // Of long values only the heads are read.
    let largestFirst = databases.sorted { $0.record.leafPages > $1.record.leafPages }
    for database in largestFirst {
      guard let least = shares.indices.min(by: { shares[$0].pages < shares[$1].pages }) else {
        break
      }
      let (pages, isTooMany) = shares[least].pages.addingReportingOverflow(
        database.record.leafPages
      )
      shares[least].pages = isTooMany ? .max : pages
      shares[least].databases.append(database)
    }
    return shares.map(\.databases).filter { !$0.isEmpty }
  }
}

/// The walk of one thread.
///
/// `@unchecked Sendable`: one thread runs it, and it is asked when all are done.
private final class ExaminationPart: @unchecked Sendable {
  private var examination: Examination
  /// Why it could not read on.
  private(set) var failure: StoreError?

  init(
    of whole: borrowing Examination,
    _ databases: [Database],
    _ pages: SharedCount
  ) throws(StoreError) {
    examination = try Examination(partOf: whole, databases) { _, total in
      pages.add(Examination.pagesToTell, of: total)
    }
  }

  func run() {
    do throws(StoreError) {
      try examination.walkDatabases()
    } catch {
      failure = error
    }
  }

  /// What it found, where it could read on; nil where something is wrong.
  var found: (used: PageSet, trees: [PageStructure.TreeSize])? {
    examination.isSound ? (examination.used, examination.report.trees) : nil
  }
}

/// The pages that several threads have accounted for together.
///
/// `@unchecked Sendable`: the count is reached, and the listener called, in the mutex only, while the thread
/// that gave the listener waits.
private final class SharedCount: @unchecked Sendable {
  private let mutex = Monitor()
  private var count: UInt64
  private let listener: ((UInt64, UInt64) -> Void)?

  init(_ count: UInt64, _ listener: ((UInt64, UInt64) -> Void)?) {
    self.count = count
    self.listener = listener
  }

  /// What the listener was told last.
  var told: UInt64 { mutex.withLock { count } }

  func add(_ pages: UInt64, of total: UInt64) {
    mutex.withLock {
      count += pages
      listener?(min(count, total), total)
    }
  }
}
