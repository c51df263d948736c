extension PageStructure.Problem: CustomStringConvertible {
  /// One line: the page, the database, the entries, and what is wrong.
  package var description: String {
    var parts: [String] = []
    if let page { parts.append("page \(page)") }
    if let database { parts.append(database) }
    if let place { parts.append("\(place)") }
    let text = "\(kind)"
    return parts.isEmpty ? text : parts.joined(separator: ", ") + ": " + text
  }
}

extension PageStructure.Place: CustomStringConvertible {
  /// `at 7`, `from 7 up to 9`, `at "name"`.
  package var description: String {
    switch self {
    case .number(let number): "at \(number)"
    case .numbers(let first, let end?): "from \(first) up to \(end)"
    case .numbers(let first, nil): "from \(first) on"
    case .bytes(let key): "at \(Self.text(key))"
    case .byteRange(let first, let end?): "from \(Self.text(first)) up to \(Self.text(end))"
    case .byteRange(let first, nil): "from \(Self.text(first)) on"
    }
  }

  /// A key as text if it is plain, else in hexadecimal, cut after 32 bytes.
  private static func text(_ key: [UInt8]) -> String {
    let shown = key.prefix(32)
    let rest = key.count > shown.count ? "..." : ""
    if shown.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x22 }) {
      return "\"\(String(decoding: shown, as: UTF8.self))\(rest)\""
    }
    let digits = shown.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return digits.joined() + rest
  }
}

extension PageStructure.Kind: CustomStringConvertible {
  /// What is wrong, in a few words.
  package var description: String {
    switch self {
    case .cutShort, .notLMDB, .dataVersion, .pageSize, .pageSizesDiffer, .transactionNumbers,
      .mapSize, .lastPage:
      metaText
    case .databaseFlags, .contradictoryRecord, .count, .notADatabase, .missingDatabase:
      recordText
    case .pageOutOfRange, .pageMissing, .fileCut, .pageReachedTwice, .freeTransaction,
      .freeListLength,
      .freeListOrder, .freePageInUse, .freePageOutOfRange:
      referenceText
    default: pageText
    }
  }

  private var metaText: String {
    switch self {
    case .cutShort: "the file ends inside its meta pages"
    case .notLMDB: "this is no meta page of LMDB"
    case .dataVersion(let version): "the format has version \(version), not 1"
    case .pageSize(let size): "the page size is \(size)"
    case .pageSizesDiffer: "the meta pages disagree about the page size"
    case .transactionNumbers(let first, let second):
      "transactions \(first) and \(second) do not follow one another"
    case .mapSize(let size): "the map size is \(size)"
    case .lastPage(let page): "the last page is \(page)"
    default: ""
    }
  }

  private var recordText: String {
    switch self {
    case .databaseFlags(let flags): "the database has flags \(flags)"
    case .contradictoryRecord: "the record of the tree contradicts itself"
    case .count(let counter, let recorded, let counted):
      "\(recorded) \(counter.rawValue) are recorded, \(counted) are there"
    case .notADatabase: "the entry is no database"
    case .missingDatabase: "the database is missing"
    default: ""
    }
  }

  private var referenceText: String {
    switch self {
    case .pageOutOfRange(let page): "it leads to page \(page), which cannot be"
    case .pageMissing(let page): "page \(page) lies past the end of the file"
    case .fileCut(let pages, let all): "the file is cut: it has \(pages) of its \(all) pages"
    case .pageReachedTwice(let page): "page \(page) is in use elsewhere"
    case .freeTransaction(let id): "pages were freed by transaction \(id), which was not yet"
    case .freeListLength(let count): "\(count) free pages do not fit their list"
    case .freeListOrder: "the free pages are not in order"
    case .freePageInUse(let page): "page \(page) is free, and in use or free elsewhere"
    case .freePageOutOfRange(let page): "page \(page) cannot be free"
    default: ""
    }
  }

  private var pageText: String {
    switch self {
    case .pageNumber(let number): "the page says that it is page \(number)"
    case .pageFlags(let flags): "the page has flags \(flags)"
    case .bounds(let lower, let upper): "its free space goes from \(lower) to \(upper)"
    case .tooFewEntries: "the page has too few entries"
    case .layout: "the entries do not fill their part of the page"
    case .entryFlags(let flags): "the entry has flags \(flags)"
    case .keySize(let size): "the key has \(size) bytes"
    case .keyOrder: "the key is not greater than the one before it"
    case .keyOutOfRange: "the key belongs on another page"
    case .valueSize(let size): "the value has \(size) bytes"
    case .overflowSize(let pages, let bytes): "\(pages) pages for a value of \(bytes) bytes"
    default: ""
    }
  }
}
