extension Examination {
  /// Where a value lies: its bytes in the file.
  struct Extent {
    let offset: UInt64
    let sizeInBytes: UInt64
  }

  /// Checks that a value is where its entry says, and says where that is.
  mutating func visitValue(
    of page: TreePage,
    at offset: Int,
    _ number: UInt64,
    _ tree: inout Tree
  ) throws(StoreError) -> Extent? {
    let flags = page.entryFlags(at: offset)
    guard flags & ~TreePage.overflowEntry == 0 else {
      add(.entryFlags(flags), page: number, place(page, offset, tree), of: &tree)
      return nil
    }
    let size = page.valueSize(at: offset)
    let start = page.valueOffset(at: offset)
    guard page.hasOverflow(at: offset) else {
      // LMDB would have put a longer one on overflow pages, and does so when it moves the entry.
      let entrySize = start - offset + Int(size)
      guard entrySize <= TreePage.greatestEntrySize(pageSize: Int(pageSize)) else {
        add(.valueSize(size), page: number, place(page, offset, tree), of: &tree)
        return nil
      }
      return Extent(offset: number * pageSize + UInt64(start), sizeInBytes: size)
    }
    let first = page.bytes.number(at: start, as: UInt64.self)
    guard let problem = try takeRun(first, bytes: size, of: &tree) else {
      return Extent(
        offset: first * pageSize + UInt64(TreePage.headerSizeInBytes),
        sizeInBytes: size
      )
    }
    add(problem.kind, page: problem.page ?? number, place(page, offset, tree), of: &tree)
    return nil
  }

  func place(
    _ page: TreePage,
    _ offset: Int,
    _ tree: borrowing Tree
  ) -> PageStructure.Place {
    tree.keys.place(page.key(at: offset))
  }

  /// Takes the pages of an overflow run.
  ///
  /// A run may be longer than its value needs: LMDB keeps it when a value is replaced by a shorter
  /// one in the transaction that made it.
  private mutating func takeRun(
    _ first: UInt64,
    bytes size: UInt64,
    of tree: inout Tree
  ) throws(StoreError) -> (kind: PageStructure.Kind, page: UInt64?)? {
    if let problem = take(first, .overflow, of: tree) { return (problem, nil) }
    let header = try file.bytes(at: first * pageSize, count: TreePage.headerSizeInBytes)
    guard header.count == TreePage.headerSizeInBytes else { return (.pageMissing(first), nil) }
    let number = header.number(at: 0, as: UInt64.self)
    guard number == first else { return (.pageNumber(number), first) }
    let flags = header.number(at: 10, as: UInt16.self)
    guard flags == TreePage.overflowFlag else { return (.pageFlags(flags), first) }
    let pages = UInt64(header.number(at: 12, as: UInt32.self))
    guard pages >= TreePage.overflowPages(for: size, pageSize: pageSize) else {
      return (.overflowSize(pages: pages, bytes: size), first)
    }
    // A hostile run ends at the first page that is taken, so no page is taken twice.
    for page in (first + 1)..<(first + max(pages, 1)) {
      if let problem = take(page, .overflow, of: tree) { return (problem, first) }
    }
    tree.size.overflowPages += pages
    return nil
  }

  /// Takes a database from its entry in the main tree; it is walked after the main tree.
  mutating func visitDatabase(
    of page: TreePage,
    at offset: Int,
    _ number: UInt64,
    _ tree: inout Tree
  ) {
    let flags = page.entryFlags(at: offset)
    let place = place(page, offset, tree)
    guard flags == TreePage.recordEntry else {
      add(flags == 0 ? .notADatabase : .entryFlags(flags), page: number, place, of: &tree)
      return
    }
    let size = page.valueSize(at: offset)
    guard size == TreeRecord.sizeInBytes else {
      add(.valueSize(size), page: number, place, of: &tree)
      return
    }
    let record = TreeRecord(page.bytes, at: page.valueOffset(at: offset))
    let name = String(decoding: page.key(at: offset), as: UTF8.self)
    // An unknown database may have either kind of keys.
    let table = Table.allCases.first { $0.name == name }
    let expected = table.map { $0.hasIntegerKeys ? TreeRecord.integerKeys : 0 }
    guard record.flags == expected ?? (record.flags & TreeRecord.integerKeys) else {
      add(.databaseFlags(record.flags), page: number, place, of: &tree)
      return
    }
    let keys: TreeKeys = record.flags == 0 ? .bytes : .integers
    databases.append(Database(name: name, keys: keys, record: record))
  }
}
