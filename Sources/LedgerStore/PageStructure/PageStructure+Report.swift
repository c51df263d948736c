extension PageStructure {
  /// What an examination found.
  package struct Report: Sendable {
    /// How many problems are kept; a hostile file could have as many as it has bytes.
    static let maximumProblems = 1_000

    /// What is wrong, in the order of the walk, the first 1,000.
    package internal(set) var problems: [Problem] = []
    /// How many problems there are, with those that were not kept.
    package internal(set) var problemCount: UInt64 = 0
    /// What is odd, but can be so without anybody's fault.
    package internal(set) var notes: [Note] = []
    /// Whether no other process can have written over what was being read.
    package internal(set) var isStable = true

    /// The size of a page; 0 when no meta page tells it.
    package internal(set) var pageSizeInBytes = 0
    /// The size of the file.
    package internal(set) var sizeInBytes: UInt64 = 0
    /// The transaction whose state was walked; 0 when nothing was ever committed.
    package internal(set) var transactionID: UInt64 = 0
    /// Pages in all, used or free, by the newer meta page; the file may lack free ones at its end.
    package internal(set) var pageCount: UInt64 = 0
    /// Pages listed as free.
    package internal(set) var freePageCount: UInt64 = 0
    /// Pages that no tree leads to and that are not free; only told where nothing is wrong.
    package internal(set) var lostPageCount: UInt64 = 0
    /// The trees as they were counted, not as they are recorded: the free tree, the main tree,
    /// then the named databases in the order of their names.
    package internal(set) var trees: [TreeSize] = []
    /// What each page holds, if that was asked.
    package internal(set) var map: PageMap?

    /// The tables that this version does not know.
    package var unknownTables: [Note] {
      notes.filter { note in
        if case .unknownDatabase = note { true } else { false }
      }
    }

    /// Whether LMDB can be let at the file.
    package var isSound: Bool { problemCount == 0 && isStable }

    mutating func add(_ problem: Problem) {
      problemCount += 1
      if problems.count < Self.maximumProblems { problems.append(problem) }
    }
  }

  /// The size of a tree, as `mdb_stat` would tell it.
  package struct TreeSize: Sendable, Hashable {
    /// The name of the database; `TreeSize.free` and `TreeSize.main` for the two without one.
    package internal(set) var name: String
    /// Levels from the root to the leaves; 0 for an empty tree.
    package internal(set) var depth = 0
    /// Pages that lead to other pages.
    package internal(set) var branchPages: UInt64 = 0
    /// Pages with keys and values.
    package internal(set) var leafPages: UInt64 = 0
    /// Pages of values that are too long for a leaf.
    package internal(set) var overflowPages: UInt64 = 0
    /// Entries.
    package internal(set) var entries: UInt64 = 0

    /// What the tree of free pages is called in reports.
    package static let free = "(free)"
    /// What the tree of databases is called in reports.
    package static let main = "(main)"
  }

  /// What is odd, but can be so without anybody's fault.
  package enum Note: Sendable, Hashable {
    /// Pages that no tree leads to and that are not free. LMDB means never to leave any, and
    /// refuses to make a compacted copy of such a file.
    case lostPages(UInt64)
    /// The older meta page is more than one commit behind: a commit that was not synced was lost
    /// in a power cut, or the newest one was taken back by hand.
    case skippedTransactions(older: UInt64, newer: UInt64)
    /// The older meta page contradicts itself; the next commit replaces it.
    case olderMetaPage
    /// A database that this version does not know; its structure was walked all the same.
    case unknownDatabase(String)
  }
}

extension PageStructure.Note: CustomStringConvertible {
  /// One line.
  package var description: String {
    switch self {
    case .lostPages(let count): "\(count) pages are neither in use nor free"
    case .skippedTransactions(let older, let newer):
      "the state before transaction \(newer) is that of transaction \(older)"
    case .olderMetaPage: "the older meta page contradicts itself"
    case .unknownDatabase(let name): "there is a table \(name), which is not known here"
    }
  }
}
