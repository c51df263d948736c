import Foundation
import LedgerStore
import Testing

@Suite struct RewritingTests {
  private let mark = Array("uncompacted".utf8)

  private func makeLog(in folder: Folder) throws {
    let store = try folder.open()
    try store.append(500)
    try store.append { writer in try writer.put([1], in: .meta, for: mark) }
    store.close()
  }

  private func requireRewritten(_ folder: Folder) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.log)
    #expect(names.sorted() == ["data.mdb", "lock.mdb"])
    let store = try folder.open()
    #expect(try store.countIntactEnvelopes() == 500)
    #expect(try store.beginRead().bytes(in: .meta, for: mark) == nil)
  }

  @Test func whatAnEarlierOneLeftIsRemoved() throws {
    let folder = try Folder()
    try makeLog(in: folder)
    let draft = folder.log + "/compacting"
    try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
    for name in ["data.mdb", "data.mdb.new", "lock.mdb"] {
      try Data(repeating: 3, count: 9_000).write(to: URL(fileURLWithPath: draft + "/" + name))
    }
    try LogStore.rewrite(at: folder.log, omitting: mark)
    try requireRewritten(folder)
  }

  @Test func whatLiesBehindALinkStays() throws {
    let folder = try Folder()
    try makeLog(in: folder)
    let files = FileManager.default
    for target in [".", folder.path] {
      let link = folder.log + "/compacting"
      try files.createSymbolicLink(atPath: link, withDestinationPath: target)
      let error = #expect(throws: StoreError.self) {
        try LogStore.rewrite(at: folder.log, omitting: mark)
      }
      #expect(error?.reason == .unusableFile)
      try files.removeItem(atPath: link)
    }
    let store = try folder.open()
    #expect(try store.countIntactEnvelopes() == 500)
    #expect(try store.beginRead().bytes(in: .meta, for: mark) != nil)
  }

  @Test func theNewFileHasThePermissionsOfTheOldOne() throws {
    let folder = try Folder()
    try makeLog(in: folder)
    let data = folder.log + "/data.mdb"
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: data)
    let isRoot = getuid() == 0
    if isRoot {
      try files.setAttributes([.ownerAccountID: 12, .groupOwnerAccountID: 34], ofItemAtPath: data)
    }
    try LogStore.rewrite(at: folder.log, omitting: mark)
    let attributes = try files.attributesOfItem(atPath: data)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    if isRoot {
      #expect(attributes[.ownerAccountID] as? Int == 12)
      #expect(attributes[.groupOwnerAccountID] as? Int == 34)
    }
    try requireRewritten(folder)
  }

  #if os(Linux)
  @Test(.enabled(if: Self.otherFileSystem != nil, "no second file system to be had"))
  func theFolderCanLieOnAnotherFileSystemThanItsName() throws {
    let folder = try Folder()
    let elsewhere = try #require(Self.otherFileSystem) + "/rewriting-" + UUID().uuidString
    let files = FileManager.default
    try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
    defer { try? files.removeItem(atPath: elsewhere) }
    try files.createSymbolicLink(atPath: folder.log, withDestinationPath: elsewhere)
    try makeLog(in: folder)
    try LogStore.rewrite(at: folder.log, omitting: mark)
    try requireRewritten(folder)
  }

  /// A folder in memory, which is another file system than the one of temporary files on most machines.
  private static let otherFileSystem: String? = {
    func device(_ path: String) -> Int? {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return attributes?[.systemNumber] as? Int
    }
    let (memory, temporary) = ("/dev/shm", FileManager.default.temporaryDirectory.path)
    guard FileManager.default.isWritableFile(atPath: memory), device(memory) != device(temporary)
    else { return nil }
    return memory
  }()
  #endif
}
