/// Both meta pages: which of them counts, and whether they can be of one history.
struct MetaPages {
  private(set) var problems: [PageStructure.Problem] = []
  private(set) var notes: [PageStructure.Note] = []
  /// The state to walk; nil when it cannot be told, or must not be walked.
  private(set) var newest: MetaPage?

  /// Reads both, again as long as they change: a commit that is being written could be seen half.
  ///
  /// Throws what `DataFile.bytes` throws.
  init(_ file: borrowing DataFile) throws(StoreError) {
    var attempts = 5
    var bytes = try Self.bytes(of: file)
    while attempts > 0 {
      let again = try Self.bytes(of: file)
      if again == bytes { break }
      bytes = again
      attempts -= 1
    }
    read(bytes.first, bytes.second)
  }

  private static func bytes(
    of file: borrowing DataFile
  ) throws(StoreError) -> (first: [UInt8], second: [UInt8]) {
    let first = try file.bytes(at: 0, count: MetaPage.sizeInBytes)
    let pageSize = MetaPage(first)?.pageSize ?? 0
    return (first, try file.bytes(at: pageSize, count: MetaPage.sizeInBytes))
  }

  private mutating func read(_ firstBytes: [UInt8], _ secondBytes: [UInt8]) {
    guard let first = MetaPage(firstBytes) else {
      problems.append(.init(kind: .cutShort))
      return
    }
    if let problem = first.identityProblem(at: 0) {
      problems.append(.init(kind: problem, page: 0))
      return
    }
    guard let second = MetaPage(secondBytes) else {
      problems.append(.init(kind: .cutShort, page: 1))
      return
    }
    if let problem = second.identityProblem(at: 1) {
      problems.append(.init(kind: problem, page: 1))
      return
    }
    guard first.pageSize == second.pageSize else {
      problems.append(.init(kind: .pageSizesDiffer))
      return
    }
    choose(first, second)
  }

  /// Takes the one that LMDB takes: `mdb_env_pick_meta`.
  private mutating func choose(_ first: MetaPage, _ second: MetaPage) {
    let isSecond = second.transactionID > first.transactionID
    let (newer, older) = isSecond ? (second, first) : (first, second)
    // Page 1 is written first; with nothing in it, nothing can be in page 0.
    let isFirstTaken = isSecond || first.transactionID == 0 || second.transactionID > 0
    guard first.belongs(at: 0), second.belongs(at: 1), isFirstTaken else {
      problems.append(
        .init(kind: .transactionNumbers(first.transactionID, second.transactionID))
      )
      return
    }
    if let problem = newer.stateProblem {
      problems.append(.init(kind: problem, page: isSecond ? 1 : 0))
      return
    }
    newest = newer
    if newer.transactionID > older.transactionID + 1 {
      notes.append(
        .skippedTransactions(older: older.transactionID, newer: newer.transactionID)
      )
    }
    if !older.isPlausible { notes.append(.olderMetaPage) }
  }
}
