import CLMDB
import Foundation
import LedgerStore
import Testing

@Suite struct OpeningTests {
  @Test func aNewLogIsEmptyUntilItsFirstCommit() throws {
    let folder = try Folder()
    let store = try folder.open()
    #expect(store.isEmpty)
    #expect(try store.beginRead().end == 0)
    #expect(try store.beginRead().bytes(in: .meta, for: Array("format".utf8)) == nil)
    try store.append(1)
    #expect(!store.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.log)[.posixPermissions]
    #expect(mode as? Int == 0o700)
  }

  @Test func whatWasCommittedIsThereAfterReopening() throws {
    let folder = try Folder()
    try folder.makeLog(events: 100)
    let store = try LogStore.open(at: folder.log, options: .init(access: .readOnly))
    #expect(try store.countIntactEnvelopes() == 100)
    let snapshot = try store.beginRead()
    let format = try #require(try snapshot.bytes(in: .meta, for: Array("format".utf8)))
    #expect(format == Array("TicketLedger".utf8) + [1, 0, 0, 0])
  }

  @Test func aMissingFolderIsNotFound() throws {
    let folder = try Folder()
    #expect(reasonNotToOpen(folder.log) == .notFound)
    #expect(throws: StoreError.self) {
      try LogStore.open(at: folder.path + "/a/b", options: .init(createsIfMissing: true))
    }
  }

  @Test func aSecondOpenIsRefusedEvenThroughASymbolicLink() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(1)
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.log)
    #expect(reasonNotToOpen(folder.log) == .alreadyOpen)
    #expect(reasonNotToOpen(link) == .alreadyOpen)
    #expect(try store.countIntactEnvelopes() == 1)
    store.close()
    #expect(reasonNotToOpen(link) == nil)
  }

  @Test func aStoreThatIsDroppedIsClosed() throws {
    let folder = try Folder()
    do {
      let store = try folder.open()
      try store.append(1)
    }
    #expect(reasonNotToOpen(folder.log) == nil)
  }

  @Test func aHardLinkOrALinkInPlaceOfTheDataIsRefused() throws {
    let folder = try Folder()
    try folder.makeLog()
    let files = FileManager.default
    let second = folder.path + "/second"
    try files.linkItem(atPath: folder.log + "/data.mdb", toPath: second)
    #expect(reasonNotToOpen(folder.log) == .unusableFile)
    try files.removeItem(atPath: second)
    #expect(reasonNotToOpen(folder.log) == nil)
    try files.moveItem(atPath: folder.log + "/data.mdb", toPath: second)
    try files.createSymbolicLink(atPath: folder.log + "/data.mdb", withDestinationPath: second)
    #expect(reasonNotToOpen(folder.log) == .unusableFile)
    try files.removeItem(atPath: folder.log + "/data.mdb")
    let isMade = unsafe mkfifo(folder.log + "/data.mdb", 0o600) == 0
    try #require(isMade)
    #expect(reasonNotToOpen(folder.log) == .unusableFile)
    let error = #expect(throws: StoreError.self) { try LogStore.examine(at: folder.log) }
    #expect(error?.reason == .unusableFile && error?.detail.contains("regular") == true)
  }

  @Test func whatIsWrittenThroughALockFileThatIsALinkIsRefused() throws {
    let folder = try Folder()
    try folder.makeLog()
    let (files, lock) = (FileManager.default, folder.log + "/lock.mdb")
    let victim = URL(fileURLWithPath: folder.path + "/victim")
    let words = Data("words of somebody else".utf8)
    try words.write(to: victim)
    let stand: [() throws -> Void] = [
      { try files.createSymbolicLink(atPath: lock, withDestinationPath: victim.path) },
      { try files.createSymbolicLink(atPath: lock, withDestinationPath: folder.path + "/none") },
      { try files.linkItem(atPath: victim.path, toPath: lock) },
      { try files.createDirectory(atPath: lock, withIntermediateDirectories: false) },
      { try #require(unsafe mkfifo(lock, 0o600) == 0) },
    ]
    for place in stand {
      try files.removeItem(atPath: lock)
      try place()
      for access in [LogStore.Options.Access.readOnly, .readWrite] {
        #expect(reasonNotToOpen(folder.log, access: access) == .unusableFile)
      }
      #expect(try Data(contentsOf: victim) == words)
      #expect(!files.fileExists(atPath: folder.path + "/none"))
    }
  }

  @Test func anEmptiedFileIsNotTakenForANewLog() throws {
    let folder = try Folder()
    try folder.makeLog()
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.log + "/data.mdb"))
    try file.truncate(atOffset: 0)
    let emptied = #expect(throws: StoreError.self) { _ = try folder.open() }
    #expect(emptied?.reason == .notALedger && emptied?.detail.contains("empty") == true)
    try FileManager.default.removeItem(atPath: folder.log + "/data.mdb")
    let gone = #expect(throws: StoreError.self) { _ = try folder.open() }
    #expect(gone?.reason == .notALedger && gone?.detail.contains("gone") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.log) == ["lock.mdb"])
  }

  @Test func whatSomebodyLeftWhoDiedMakingALogIsMadeAnew() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: false)
    for name in ["lock.mdb", "data.mdb.new"] {
      let isDraft = name != "lock.mdb"
      try Data(repeating: 7, count: isDraft ? 5_000 : 0)
        .write(to: URL(fileURLWithPath: folder.log + "/" + name))
    }
    let store = try folder.open()
    try store.append(3)
    store.close()
    #expect(reasonNotToOpen(folder.log) == nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.log)
    #expect(names.sorted() == ["data.mdb", "lock.mdb"])
  }

  @Test(arguments: ["data.mdb", "lock.mdb"], [true, false])
  func nothingIsAcknowledgedOnceAFileIsReplaced(name: String, byAnother: Bool) throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(3)
    let (files, file) = (FileManager.default, folder.log + "/" + name)
    try files.copyItem(atPath: file, toPath: folder.path + "/copy")
    try files.removeItem(atPath: file)
    if byAnother { try files.moveItem(atPath: folder.path + "/copy", toPath: file) }
    for _ in 0..<2 {
      let error = #expect(throws: StoreError.self) { try store.append(1) }
      #expect(error?.reason == .fileReplaced && error?.detail.contains(name) == true)
    }
    #expect(try store.countIntactEnvelopes() == 3)
    store.close()
    if name == "lock.mdb" || byAnother {
      #expect(try folder.open().countIntactEnvelopes() == 3)
    }
  }

  @Test func whatIsCommittedToAFileThatWasReplacedMeanwhileIsNotAcknowledged() throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(3)
    let error = #expect(throws: StoreError.self) {
      try store.append { writer in
        try writer.put([1], in: .contents, at: 1)
        try FileManager.default.moveItem(
          atPath: folder.log + "/data.mdb",
          toPath: folder.path + "/moved"
        )
      }
    }
    #expect(error?.reason == .fileReplaced)
  }

  @Test func aNetworkFileSystemIsToldByItsNumber() {
    // No test can mount one; the numbers are those of statfs(2).
    let error = StoreError(.networkFileSystem, operation: "statfs", path: "/net/x")
    #expect(error.description.contains("/net/x"))
    #expect(error.description.contains("local disk"))
  }
}

@Suite struct ForeignFileTests {
  @Test(arguments: [0, 1, 100, 151, 4_096, 100_000], [UInt8(0), 10, 65, 255])
  func aFileOfOtherBytesIsNotALedger(size: Int, byte: UInt8) throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: false)
    let file = URL(fileURLWithPath: folder.log + "/data.mdb")
    try Data(repeating: byte, count: size).write(to: file)
    #expect(reasonNotToOpen(folder.log) == .notALedger)
    #expect(reasonNotToOpen(folder.log, access: .readOnly) == .notALedger)
    #expect(try Data(contentsOf: file) == Data(repeating: byte, count: size))
  }

  @Test func randomBytesAreNotALedger() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: false)
    var generator = SeededGenerator(state: 1)
    let bytes = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.log + "/data.mdb"))
    #expect(reasonNotToOpen(folder.log) == .notALedger)
  }

  @Test func aFileAsPathIsNotALedger() throws {
    let folder = try Folder()
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder.log))
    #expect(reasonNotToOpen(folder.log) == .notALedger)
    #expect(reasonNotToOpen(folder.log + "/below") == .notALedger)
    for path in [folder.log, folder.log + "/below"] {
      let error = #expect(throws: StoreError.self) { try LogStore.examine(at: path) }
      #expect(error?.reason == .notALedger && error?.detail.contains("no folder") == true)
    }
  }

  @Test func aFolderWithoutDataIsNotALedgerNorMadeOneAmongOtherFiles() throws {
    let folder = try Folder()
    #expect(reasonNotToOpen(folder.path) == .notALedger)
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder.path + "/letter.txt"))
    let error = #expect(throws: StoreError.self) {
      try LogStore.open(at: folder.path, options: .init(createsIfMissing: true))
    }
    #expect(error?.reason == .notALedger)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["letter.txt"])
  }

  @Test func anEmptyEnvironmentCannotBeReadButWritten() throws {
    let folder = try Folder()
    try folder.open().close()
    #expect(reasonNotToOpen(folder.log, access: .readOnly) == .notALedger)
    #expect(reasonNotToOpen(folder.log) == nil)
  }

  @Test(arguments: ["other", nil]) func theFileOfAnotherProgramIsNotALedger(table: String?) throws {
    let folder = try Folder()
    try Foreign.write("key", "value", in: table, at: folder.log)
    #expect(reasonNotToOpen(folder.log) == .notALedger)
    #expect(reasonNotToOpen(folder.log, access: .readOnly) == .notALedger)
  }

  @Test(arguments: ["format", "else"]) func aStrangeMetaTableIsNotALedger(key: String) throws {
    let folder = try Folder()
    try Foreign.write(key, "value", in: "meta", at: folder.log)
    #expect(reasonNotToOpen(folder.log) == .notALedger)
  }

  @Test(arguments: [
    "events", "contents", "streams", "references", "projections", "imports", "consumers", "tiles",
    "checkpoints",
  ])
  func aLedgerThatLacksATableIsDamaged(table: String) throws {
    let folder = try Folder()
    try folder.makeLog()
    try Foreign.drop(table, at: folder.log)
    for access in [LogStore.Options.Access.readWrite, .readOnly] {
      let error = #expect(throws: StoreError.self) {
        try LogStore.open(at: folder.log, options: .init(access: access))
      }
      #expect(error?.reason == .corrupted)
      #expect(error?.description.contains("it has no table \(table)") == true)
    }
  }

  @Test func aNewerFormatIsNamed() throws {
    let folder = try Folder()
    try folder.makeLog()
    try Foreign.write("format", "TicketLedger\u{7}\0\0\0", in: "meta", at: folder.log)
    #expect(reasonNotToOpen(folder.log) == .newerFormat(found: 7, supported: 1))
  }

  @Test(arguments: [1, 3, 17, 64, 200]) func aTruncatedFileIsRefused(divisor: Int) throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(2_000)
    store.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.log + "/data.mdb"))
    let size = try file.seekToEnd()
    try file.truncate(atOffset: divisor == 1 ? size - 1 : size / UInt64(divisor))
    try file.close()
    #expect(reasonNotToOpen(folder.log) == .corrupted)
    #expect(reasonNotToOpen(folder.log, access: .readOnly) == .corrupted)
  }

  @Test(arguments: [400_000, 4_000_000])
  func aFileThatLacksOnlyFreePagesIsSound(sizeInBytes: Int) throws {
    let folder = try Folder()
    let store = try folder.open()
    try store.append(10)
    try store.append { writer in
      try writer.put([UInt8](repeating: 1, count: sizeInBytes), in: .contents, at: 1)
    }
    try store.append { writer in _ = try writer.remove(in: .contents, at: 1) }
    for _ in 0..<10 { try store.append(1) }
    store.close()
    let path = folder.log + "/data.mdb"
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let whole = try #require(try file.readToEnd())
    var size = UInt64(whole.count)
    while reasonNotToOpen(folder.log, access: .readOnly) == nil {
      size -= 4_096
      try file.truncate(atOffset: size)
    }
    #expect(reasonNotToOpen(folder.log) == .corrupted)
    let shortest = Int(size) + 4_096
    #expect(whole.count - shortest >= sizeInBytes / 2, "no free pages were at the end")
    try whole.prefix(shortest).write(to: URL(fileURLWithPath: path))
    let again = try folder.open()
    #expect(try again.countIntactEnvelopes() == 20)
    try again.append(1_000)
    #expect(try again.countIntactEnvelopes() == 1_020)
  }
}

/// LMDB used by another program, as it were.
enum Foreign {
  static func write(_ key: String, _ value: String, in table: String?, at path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let flags = table == nil ? 0 : UInt32(MDB_CREATE)
    try unsafe change(table, flags, at: path) { transaction, handle in
      unsafe put(Array(key.utf8), Array(value.utf8), transaction, handle)
    }
  }

  static func removeEvent(_ position: UInt64, at path: String) throws {
    var position = position
    try unsafe change("events", 0, at: path) { transaction, handle in
      unsafe withUnsafeMutableBytes(of: &position) { bytes in
        var key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
        return unsafe mdb_del(transaction, handle, &key, nil)
      }
    }
  }

  static func drop(_ table: String, at path: String) throws {
    try unsafe change(table, 0, at: path) { transaction, handle in
      unsafe mdb_drop(transaction, handle, 1)
    }
  }

  private static func change(
    _ table: String?,
    _ flags: UInt32,
    at path: String,
    _ body: (OpaquePointer?, MDB_dbi) -> Int32
  ) throws {
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    unsafe mdb_env_set_maxdbs(environment, 16)
    try #require(unsafe mdb_env_open(environment, path, 0, 0o600) == MDB_SUCCESS)
    var transaction: OpaquePointer?
    try #require(unsafe mdb_txn_begin(environment, nil, 0, &transaction) == MDB_SUCCESS)
    var handle: MDB_dbi = 0
    try #require(unsafe mdb_dbi_open(transaction, table, flags, &handle) == MDB_SUCCESS)
    try #require(unsafe body(transaction, handle) == MDB_SUCCESS)
    try #require(unsafe mdb_txn_commit(transaction) == MDB_SUCCESS)
  }

  private static func put(
    _ key: [UInt8],
    _ value: [UInt8],
    _ transaction: OpaquePointer?,
    _ handle: MDB_dbi
  ) -> Int32 {
    var key = key
    var value = value
    return unsafe key.withUnsafeMutableBytes { key in
      unsafe value.withUnsafeMutableBytes { value in
        var keyPart = unsafe MDB_val(mv_size: key.count, mv_data: key.baseAddress)
        var valuePart = unsafe MDB_val(mv_size: value.count, mv_data: value.baseAddress)
        return unsafe mdb_put(transaction, handle, &keyPart, &valuePart, 0)
      }
    }
  }
}
