extension Examination {
  /// Walks a tree from its record, and compares the record with what is there.
  mutating func walk(_ walked: consuming Tree, _ record: TreeRecord) throws(StoreError) {
    var tree = walked
    tree.index = report.trees.count
    report.map?.name(tree.size.name)
    // The free tree's holds the page size.
    let isPadded = tree.role != .free && record.pad != 0
    if !record.isPlausible || isPadded {
      add(.contradictoryRecord, of: &tree)
    } else if !record.isEmpty {
      tree.size.depth = record.depth
      try visit(record.root, level: 1, KeyRange(), of: &tree)
    }
    report.trees.append(tree.size)
    // What could not be reached was not counted either.
    guard tree.isWhole else { return }
    compare(.branchPages, record.branchPages, tree.size.branchPages, of: &tree)
    compare(.leafPages, record.leafPages, tree.size.leafPages, of: &tree)
    compare(.overflowPages, record.overflowPages, tree.size.overflowPages, of: &tree)
    compare(.entries, record.entries, tree.size.entries, of: &tree)
  }

  private mutating func compare(
    _ counter: PageStructure.Counter,
    _ recorded: UInt64,
    _ counted: UInt64,
    of tree: inout Tree
  ) {
    guard recorded != counted else { return }
    add(.count(counter, recorded: recorded, counted: counted), of: &tree)
  }

  /// Notes a problem of a tree.
  mutating func add(
    _ kind: PageStructure.Kind,
    page: UInt64? = nil,
    _ place: PageStructure.Place? = nil,
    of tree: inout Tree
  ) {
    tree.isWhole = false
    let problem = PageStructure.Problem(
      kind: kind,
      page: page,
      database: tree.size.name,
      place: place
    )
    if case .pageMissing = kind {
      addMissing(problem)
    } else {
      report.add(problem)
    }
  }

  /// Walks a page and all below it.
  private mutating func visit(
    _ number: UInt64,
    level: Int,
    _ range: KeyRange,
    of tree: inout Tree
  ) throws(StoreError) {
    let isBranch = level < tree.size.depth
    if let problem = take(number, isBranch ? .branch : .leaf, of: tree) {
      add(problem, page: nil, tree.keys.place(range), of: &tree)
      return
    }
    guard let bytes = try bytes(ofPage: number) else {
      add(.pageMissing(number), page: nil, tree.keys.place(range), of: &tree)
      return
    }
    let page = TreePage(bytes, isBranch: isBranch)
    var problem = page.headerProblem(number: number)
    if problem == nil && !page.isFilled(&scratch) { problem = .layout }
    if let problem {
      add(problem, page: number, tree.keys.place(range), of: &tree)
      return
    }
    if isBranch {
      tree.size.branchPages += 1
      try visitChildren(of: page, number, level: level, range, &tree)
    } else {
      tree.size.leafPages += 1
      tree.size.entries += UInt64(page.count)
      try visitEntries(of: page, number, range, &tree)
    }
  }

  private mutating func visitChildren(
    of page: TreePage,
    _ number: UInt64,
    level: Int,
    _ range: KeyRange,
    _ tree: inout Tree
  ) throws(StoreError) {
    // Every separator is looked at before any is trusted.
    guard checkKeys(of: page, number, range, &tree) else { return }
    let count = page.count
    for index in 0..<count {
      let offset = page.offset(index)
      var below = range
      if index > 0 { below.lower = page.key(at: offset) }
      if index + 1 < count { below.upper = page.key(at: page.offset(index + 1)) }
      try visit(page.child(at: offset), level: level + 1, below, of: &tree)
    }
  }

  /// Whether all keys of a page have sizes that can be, rise, and lie in the page's range.
  private mutating func checkKeys(
    of page: TreePage,
    _ number: UInt64,
    _ range: KeyRange,
    _ tree: inout Tree
  ) -> Bool {
    if tree.keys == .integers, page.hasRisingNumbers(in: range) { return true }
    var isSound = true
    var last = range.lower
    var isFirst = true
    for index in 0..<page.count {
      let offset = page.offset(index)
      let key = page.key(at: offset)
      if page.isBranch && index == 0 {
        guard key.isEmpty else {
          add(.keySize(UInt16(key.count)), page: number, tree.keys.place(range), of: &tree)
          return false
        }
        continue
      }
      guard tree.keys.allows(size: key.count) else {
        add(.keySize(UInt16(key.count)), page: number, tree.keys.place(range), of: &tree)
        return false
      }
      // In a leaf the first key may be the one that led here; all others must be greater.
      let mayEqual = isFirst && !page.isBranch
      let rises = last.map { tree.keys.isLess($0, key) || (mayEqual && $0 == key) } ?? true
      if !rises {
        let kind: PageStructure.Kind = isFirst ? .keyOutOfRange : .keyOrder
        add(kind, page: number, tree.keys.place(key), of: &tree)
        isSound = false
      } else if let upper = range.upper, !tree.keys.isLess(key, upper) {
        add(.keyOutOfRange, page: number, tree.keys.place(key), of: &tree)
        isSound = false
      }
      last = key
      isFirst = false
    }
    return isSound
  }

  private mutating func visitEntries(
    of page: TreePage,
    _ number: UInt64,
    _ range: KeyRange,
    _ tree: inout Tree
  ) throws(StoreError) {
    guard checkKeys(of: page, number, range, &tree) else { return }
    if tree.role == .named, page.hasValuesInside { return }
    for index in 0..<page.count {
      let offset = page.offset(index)
      switch tree.role {
      case .free: try visitFreeList(of: page, at: offset, number, &tree)
      case .main: visitDatabase(of: page, at: offset, number, &tree)
      case .named: _ = try visitValue(of: page, at: offset, number, &tree)
      }
    }
  }
}
