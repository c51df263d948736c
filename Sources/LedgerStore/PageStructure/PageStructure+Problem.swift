extension PageStructure {
  /// One thing that is wrong with the structure, and where.
  package struct Problem: Sendable, Hashable {
    /// What is wrong.
    package internal(set) var kind: Kind
    /// The page that shows it; nil when it is the whole file or tree.
    package internal(set) var page: UInt64?
    /// The database, as `TreeSize.name` has it; nil outside of any.
    package internal(set) var database: String?
    /// Which entries it touches, when that can be told.
    package internal(set) var place: Place?
  }

  /// Which entries of a database a problem touches.
  package enum Place: Sendable, Hashable {
    /// The entry at an integer key: in `events` and `contents`, a position.
    case number(UInt64)
    /// The entries from one integer key up to, but without, another; nil is the end.
    case numbers(from: UInt64, upTo: UInt64?)
    /// The entry at a byte key.
    case bytes([UInt8])
    /// The entries from one byte key up to, but without, another; nil is the end.
    case byteRange(from: [UInt8], upTo: [UInt8]?)
  }

  /// What is wrong.
  package enum Kind: Sendable, Hashable {
    // The file and its meta pages.

    /// It is empty, or ends inside the meta pages.
    case cutShort
    /// The magic number is another.
    case notLMDB
    /// Another version of the format.
    case dataVersion(UInt32)
    /// No page size that LMDB uses.
    case pageSize(UInt64)
    /// The two meta pages disagree about the page size.
    case pageSizesDiffer
    /// Numbers of transactions that no history leads to.
    case transactionNumbers(UInt64, UInt64)
    /// The recorded map size is less than what is in use, or absurd.
    case mapSize(UInt64)
    /// The recorded last page cannot be.
    case lastPage(UInt64)

    // Records of trees.

    /// Flags that a ledger's databases do not have.
    case databaseFlags(UInt16)
    /// A record that says empty and not empty at once, or is too deep.
    case contradictoryRecord
    /// A counter of the record differs from what was counted.
    case count(Counter, recorded: UInt64, counted: UInt64)
    /// An entry of the main tree is no record of a database.
    case notADatabase
    /// A database of every ledger is missing.
    case missingDatabase

    // References.

    /// A page number that is outside of the file's pages.
    case pageOutOfRange(UInt64)
    /// A page in use lies past the end of the file.
    case pageMissing(UInt64)
    /// Several pages in use lie past the end of the file, which has fewer pages than it should.
    case fileCut(pages: UInt64, of: UInt64)
    /// A page is reached a second time.
    case pageReachedTwice(UInt64)

    // Pages.

    /// The page bears another number.
    case pageNumber(UInt64)
    /// The flags are not those of the kind of page expected here.
    case pageFlags(UInt16)
    /// The bounds of free space are impossible.
    case bounds(lower: UInt16, upper: UInt16)
    /// A leaf without entries, or a branch with fewer than two.
    case tooFewEntries
    /// Entries that overlap, leave gaps, or lie outside of the page.
    case layout
    /// Flags that an entry cannot have here.
    case entryFlags(UInt16)
    /// A key of impossible length.
    case keySize(UInt16)
    /// A key that is not greater than the one before it.
    case keyOrder
    /// A key that should be on another page.
    case keyOutOfRange
    /// A value too long for its page, or not of the length it must have.
    case valueSize(UInt64)
    /// An overflow run of no pages, or too few for its value.
    case overflowSize(pages: UInt64, bytes: UInt64)

    // Lists of free pages.

    /// A list that belongs to no transaction so far.
    case freeTransaction(UInt64)
    /// A list whose length contradicts its value's.
    case freeListLength(UInt64)
    /// A list that is not in falling order.
    case freeListOrder
    /// A page that is free and in use, or free twice.
    case freePageInUse(UInt64)
    /// A number in a list that is outside of the file's pages.
    case freePageOutOfRange(UInt64)
  }

  /// A number that the record of a tree holds.
  package enum Counter: String, Sendable {
    /// Branch pages.
    case branchPages = "branch pages"
    /// Leaf pages.
    case leafPages = "leaf pages"
    /// Overflow pages.
    case overflowPages = "overflow pages"
    /// Entries.
    case entries = "entries"
  }
}
