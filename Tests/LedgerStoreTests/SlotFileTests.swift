import Foundation
import LedgerStore
import Testing

@Suite struct SlotFileTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
  }

  private func reason(_ body: () throws(StoreError) -> Void) -> StoreError.Reason? {
    do throws(StoreError) {
      try body()
      return nil
    } catch {
      #expect(error.description.hasPrefix(folder.path))
      #expect(!error.description.contains("\n"))
      return error.reason
    }
  }

  @Test func whatIsWrittenIsReadByEveryoneAtOnce() throws {
    try SlotFile.create("slots", in: folder.path, bytes: [1, 2, 3])
    let file = try SlotFile("slots", in: folder.path, access: .readWrite)
    let other = try SlotFile("slots", in: folder.path, access: .readOnly)
    try file.write([9, 8], at: 1)
    #expect(try other.read(at: 0, count: 10) == [1, 9, 8])
    try file.write([7], at: 20_000)
    try file.sync()
    #expect(try other.sizeInBytes() == 20_001)
    #expect(try other.read(at: 19_998, count: 5) == [0, 0, 7])
    #expect(try other.read(at: 30_000, count: 5).isEmpty)
    #expect(try other.read(at: .max, count: 5).isEmpty)
  }

  @Test func aFileThatIsNotWrittenToHasHoles() throws {
    try SlotFile.create("slots", in: folder.path, bytes: [1])
    let file = try SlotFile("slots", in: folder.path, access: .readWrite)
    try file.write([1], at: 50_000_000)
    try file.sync()
    let values = try URL(fileURLWithPath: folder.path + "/slots")
      .resourceValues(forKeys: [.fileAllocatedSizeKey])
    #expect((values.fileAllocatedSize ?? 0) < 1_000_000)
  }

  @Test func aFileIsMadeWholeInPlaceOfAnyOther() throws {
    #expect(try !SlotFile.exists("slots", in: folder.path))
    try Data([5, 5]).write(to: URL(fileURLWithPath: folder.path + "/slots.new"))
    try SlotFile.create("slots", in: folder.path, bytes: [1, 2, 3])
    try SlotFile.create("slots", in: folder.path, bytes: [4])
    let file = try SlotFile("slots", in: folder.path, access: .readOnly)
    #expect(try file.read(at: 0, count: 9) == [4])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["slots"])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/slots")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try SlotFile.exists("slots", in: folder.path))
  }

  @Test func aFileOfTwoNamesOrALinkIsRefused() throws {
    try SlotFile.create("slots", in: folder.path, bytes: [1])
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path + "/soft",
      withDestinationPath: folder.path + "/slots"
    )
    let isMade = unsafe mkfifo(folder.path + "/pipe", 0o600) == 0
    try #require(isMade)
    try manager.createDirectory(
      atPath: folder.path + "/folder",
      withIntermediateDirectories: false
    )
    func reason(_ name: String, _ access: LogStore.Options.Access) -> StoreError.Reason? {
      self.reason { () throws(StoreError) in
        _ = try SlotFile(name, in: folder.path, access: access)
      }
    }
    for access in [LogStore.Options.Access.readOnly, .readWrite] {
      #expect(reason("missing", access) == .notFound)
      for name in ["soft", "pipe", "folder"] { #expect(reason(name, access) == .unusableFile) }
      #expect(reason("slots", access) == nil)
    }
    try manager.linkItem(atPath: folder.path + "/slots", toPath: folder.path + "/hard")
    #expect(reason("slots", .readWrite) == .unusableFile)
    #expect(reason("hard", .readOnly) == .unusableFile)
  }

  @Test func aFileOpenedForReadingIsNotWritten() throws {
    try SlotFile.create("slots", in: folder.path, bytes: [1])
    let file = try SlotFile("slots", in: folder.path, access: .readOnly)
    #expect(reason { () throws(StoreError) in try file.write([2], at: 0) } == .readOnly)
    #expect(reason { () throws(StoreError) in try file.sync() } == .readOnly)
    #expect(try file.read(at: 0, count: 1) == [1])
  }

  @Test func afterAFailureNothingIsWrittenAnyMore() throws {
    try SlotFile.create("slots", in: folder.path, bytes: [1])
    let file = try SlotFile("slots", in: folder.path, access: .readWrite)
    #expect(reason { () throws(StoreError) in try file.write([2], at: .max) } == .diskFull)
    #expect(reason { () throws(StoreError) in try file.write([2], at: 0) } == .broken)
    #expect(reason { () throws(StoreError) in try file.sync() } == .broken)
    #expect(try file.read(at: 0, count: 1) == [1])
    let again = try SlotFile("slots", in: folder.path, access: .readWrite)
    try again.write([2], at: 0)
    try again.sync()
  }
}
