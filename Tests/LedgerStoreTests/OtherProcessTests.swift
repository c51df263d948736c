import Foundation
import LedgerStore
import StudySupport
import Testing

@Suite struct OtherProcessTests {
  @Test func theReaderOfAKilledProcessIsCleared() throws {
    let folder = try Folder()
    try folder.makeLog()
    let store = try folder.open()
    let probe = try ProbeRunner("hold", folder.log)
    #expect(try probe.line() == "holding 3")
    #expect(try store.clearStaleReaders() == 0)
    probe.kill()
    #expect(try store.clearStaleReaders() == 1)
    #expect(try store.clearStaleReaders() == 0)
  }

  @Test func aWriterKilledInItsTransactionLeavesNothingAndBlocksNobody() throws {
    let folder = try Folder()
    try folder.makeLog()
    let store = try folder.open()
    let probe = try ProbeRunner("hold-writer", folder.log)
    #expect(try probe.line() == "writing 4")
    #expect(try store.countIntactEnvelopes() == 3)
    probe.kill()
    try store.append(1)
    #expect(try store.countIntactEnvelopes() == 4)
  }

  @Test func readersBeyondTheMaximumAreRefused() throws {
    let folder = try Folder()
    let store = try folder.open { $0.maximumReaders = 2 }
    try store.append(1)
    let first = try store.beginRead()
    let second = try store.beginRead()
    let error = #expect(throws: StoreError.self) { _ = try store.beginRead().end }
    #expect(error?.reason == .tooManyReaders)
    #expect(first.end + second.end == 2)
  }

  @Test func aFailedCommitEndsWritingButNotReading() throws {
    let folder = try Folder()
    try folder.makeLog()
    let answer = try ProbeRunner.run("limit", folder.log, 1 << 20)
    #expect(answer == "diskFailed broken reads")
    let store = try folder.open()
    let count = try store.beginRead().end
    #expect(count >= 3)
    try store.append(1)
    #expect(try store.beginRead().end == count + 1)
  }

  #if os(Linux)
  @Test(.enabled(if: ThisProgram.canBeWatched, "a sanitizer takes more addresses than are left"))
  func aMapThatCannotGrowClosesTheStoreAndLosesNothing() throws {
    let folder = try Folder()
    try folder.makeLog()
    let answer = try ProbeRunner.run("narrow", folder.log)
    #expect(answer == "system \(ENOMEM), closed 0, closed")
    let store = try folder.open()
    let count = try store.beginRead().end
    #expect(count > 103)
    try store.append(1)
    #expect(try store.beginRead().end == count + 1)
  }
  #endif

  @Test func aForkedChildIsRefused() throws {
    let folder = try Folder()
    try folder.makeLog()
    #expect(try ProbeRunner.run("fork", folder.log) == "usedAfterFork usedAfterFork 0, parent 3")
    #expect(try folder.open().countIntactEnvelopes() == 3)
  }

  @Test(.enabled(if: Medium.canBeMade, "only root on Linux can mount a medium"))
  func aFullDiskEndsWritingButNotReading() throws {
    let folder = try Folder()
    let medium = try Medium(at: folder.path + "/medium", size: "4m")
    let path = medium.path + "/l"
    let store = try LogStore.open(at: path, options: .init(createsIfMissing: true))
    try store.append(1_000)
    let error = #expect(throws: StoreError.self) { try store.append(100_000) }
    #expect(error?.reason == .diskFull)
    let next = #expect(throws: StoreError.self) { try store.append(1) }
    #expect(next?.reason == .broken)
    #expect(try store.countIntactEnvelopes() == 1_000)
    store.close()
    #expect(reasonNotToOpen(path) == nil)
  }

  @Test(.enabled(if: Medium.canBeMade, "only root on Linux can mount a medium"))
  func aDiskWithoutRoomForTheLockFileRefusesToOpen() throws {
    let folder = try Folder()
    let medium = try Medium(at: folder.path + "/medium", size: "1m")
    let path = medium.path + "/l"
    let store = try LogStore.open(at: path, options: .init(createsIfMissing: true))
    try store.append(10)
    store.close()
    // As it is where a copy of the log was put back.
    try FileManager.default.removeItem(atPath: path + "/lock.mdb")
    let ballast = medium.path + "/ballast"
    try #require(FileManager.default.createFile(atPath: ballast, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: ballast))
    while (try? handle.write(contentsOf: [UInt8](repeating: 1, count: 4_096))) != nil {}
    try handle.close()
    for access in [LogStore.Options.Access.readWrite, .readOnly] {
      #expect(reasonNotToOpen(path, access: access) == .diskFull)
    }
    try FileManager.default.removeItem(atPath: ballast)
    let again = try LogStore.open(at: path, options: .init())
    #expect(try again.countIntactEnvelopes() == 10)
    again.close()
  }

  @Test(.enabled(if: geteuid() == 0, "only root can become nobody"))
  func aFolderThatIsNotOursSaysWhy() throws {
    let folder = try Folder()
    try folder.makeLog()
    let files = FileManager.default
    for path in [folder.path, folder.log] {
      try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    for file in ["data.mdb", "lock.mdb"] {
      let path = folder.log + "/" + file
      try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    }
    let writing = try ProbeRunner.run("write-as-nobody", folder.log)
    #expect(writing.hasPrefix("notWritable | " + folder.log))
    #expect(writing.contains("the folder is not writable"))
    let reading = try ProbeRunner.run("open-as-nobody", folder.log)
    #expect(reading.hasPrefix("notWritable | "))
    #expect(reading.contains("lock.mdb"))
  }

  @Test(.enabled(if: Medium.canBeMade, "only root on Linux can mount a medium"))
  func aLogOnAMediumCanBeReadOnly() throws {
    let folder = try Folder()
    let medium = try Medium(at: folder.path + "/medium")
    let log = medium.path + "/l"
    let before = try LogStore.open(at: log, options: .init(createsIfMissing: true))
    try before.append(7)
    before.close()
    // A medium is written elsewhere, and comes without a lock file.
    try FileManager.default.removeItem(atPath: log + "/lock.mdb")
    try medium.makeReadOnly()
    #expect(reasonNotToOpen(log) == .notWritable)
    let store = try LogStore.open(at: log, options: .init(access: .readOnly))
    #expect(try store.countIntactEnvelopes() == 7)
    store.close()
  }
}

/// A `tmpfs` of its own for a test.
final class Medium {
  let path: String

  /// Tried once: root in a container may not mount.
  static let canBeMade: Bool = {
    #if os(Linux)
    guard geteuid() == 0, let folder = try? Folder() else { return false }
    defer { _ = try? run("umount", folder.path) }
    return (try? run("mount", "-t", "tmpfs", "tmpfs", folder.path)) == 0
    #else
    return false
    #endif
  }()

  init(at path: String, size: String = "64m") throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try #require(Self.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path) == 0)
  }

  func makeReadOnly() throws {
    try #require(Self.run("mount", "-o", "remount,ro", path) == 0)
  }

  deinit {
    _ = try? Self.run("umount", path)
  }

  private static func run(_ command: String...) throws -> Int32 {
    try ChildProcess.run(["/usr/bin/env"] + command, errors: .nowhere).status
  }
}
