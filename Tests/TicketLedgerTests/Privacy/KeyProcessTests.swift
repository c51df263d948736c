import Foundation
import Testing

@testable import TicketLedger

@Suite("Keys shared by two processes", .timeLimit(.minutes(15)))
struct KeyProcessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let bytes = try KeyFile.newFile(origin: Keys.origin, keys: Keys.supply(1...UInt32.max))
    _ = try LedgerKeyStorage.create(in: folder.url.path, bytes: bytes)
  }

  private func open() throws -> KeyFile {
    let storage = try #require(try LedgerKeyStorage(in: folder.url.path, isWritable: true))
    return try KeyFile(storage, origin: Keys.origin, keys: Keys.supply(1...UInt32.max))
  }

  private func probe() throws -> LedgerProbe {
    let probe = try LedgerProbe("keys", folder.url.path)
    #expect(try probe.line() == "ready")
    return probe
  }

  private func answer(_ line: String, of probe: LedgerProbe) throws -> String? {
    try probe.tell(line)
    return try probe.line()
  }

  private func commitment(_ number: UInt32, in file: KeyFile) throws -> String {
    let owner = KeyOwner.person(PersonID(number))
    return try file.held(owner).commitment(of: owner, origin: Keys.origin)
      .map { String($0, radix: 16) }.joined(separator: ".")
  }

  @Test("one process makes keys, the other reads them, erases one and rotates, and both agree")
  func sharing() throws {
    let probe = try probe()
    let file = try open()
    #expect(try file.key(of: .person(PersonID(1))) == .none)
    #expect(try answer("make 1 100", of: probe) == "made")
    for number: UInt32 in [1, 50, 100] {
      #expect(try answer("read \(number)", of: probe) == commitment(number, in: file))
    }
    var draft = KeyDraft()
    _ = draft.makeKey(for: PersonID(101))
    try file.write(draft, lastRegistered: 100)
    #expect(try answer("read 101", of: probe) == commitment(101, in: file))

    #expect(try answer("erase 50", of: probe) == "erased 1")
    // This process had the key in memory: it follows the log to learn of its end.
    file.fence(PersonID(50))
    #expect(try file.key(of: .person(PersonID(50))) == .erased)
    #expect(try open().key(of: .person(PersonID(50))) == .erased)
    #expect(try file.erase([PersonID(50)]).isEmpty)

    let before = try commitment(2, in: try open())
    #expect(try answer("rotate 101", of: probe) == "rotated 102")
    #expect(try commitment(2, in: file) == before)
    draft = KeyDraft()
    _ = draft.makeKey(for: PersonID(102))
    try file.write(draft, lastRegistered: 101)
    #expect(file.epoch == 2)
    #expect(try answer("read 102", of: probe) == commitment(102, in: file))
    try probe.finish()
  }

  @Test(
    "readers find every key while another process rotates as fast as it can, and after it is killed"
  )
  func readingWhileRotating() throws {
    let probe = try probe()
    #expect(try answer("make 1 200", of: probe) == "made")
    let expected = try (1...200).map { try commitment(UInt32($0), in: try open()) }
    #expect(try answer("spin 200", of: probe) == "spinning")
    let first = try open().epoch
    var epochs: Set<UInt32> = []
    let deadline = Date(timeIntervalSinceNow: 3)
    while Date() < deadline {
      // A new object each time: nothing is answered from memory.
      let file = try open()
      epochs.insert(file.epoch)
      for number in stride(from: 1, through: 200, by: 23) {
        #expect(try commitment(UInt32(number), in: file) == expected[number - 1])
      }
    }
    #expect(epochs.count > 1, "it only saw \(epochs), from \(first)")
    probe.kill()
    let file = try open()
    let isRotating = file.isRotating
    let epoch = file.epoch
    #expect(try file.rotate(lastRegistered: 200) == 202)
    #expect(file.epoch >= epoch && !file.isRotating)
    #expect(isRotating || file.epoch == epoch + 1)
    for number in 1...200 {
      #expect(try commitment(UInt32(number), in: try open()) == expected[number - 1])
    }
  }

  @Test("a file that is made again replaces the former one whole")
  func creation() throws {
    let bytes = try KeyFile.newFile(origin: Keys.origin, keys: Keys.supply())
    try Data([1, 2, 3]).write(to: folder.url.appending(path: "keys.new"))
    _ = try LedgerKeyStorage.create(in: folder.url.path, bytes: bytes)
    let read = try Data(contentsOf: folder.url.appending(path: "keys"))
    #expect(Array(read) == bytes)
    let path = folder.path("keys")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["keys"])
    #expect(try LedgerKeyStorage(in: folder.url.path + "/..", isWritable: false) == nil)
  }

  @Test("a file opened for reading only is never changed")
  func readOnly() throws {
    let storage = try #require(try LedgerKeyStorage(in: folder.url.path, isWritable: false))
    let file = try KeyFile(storage, origin: Keys.origin, keys: Keys.supply())
    _ = try file.held(.organisation)
    do throws(KeyFailure) {
      try file.erase([PersonID(1)])
      Issue.record("it was erased")
    } catch {
      guard case .storage(let failure) = error else { throw error }
      #expect(failure.reason == .readOnly)
    }
  }

  @Test("20,000 keys are made at once, and rotated in place")
  func many() throws {
    let file = try open()
    var draft = KeyDraft()
    let count: UInt32 = 20_000
    for number in 1...count { _ = draft.makeKey(for: PersonID(number)) }
    try file.write(draft, lastRegistered: 0)
    #expect(try file.rotate(lastRegistered: count) == Int(count) + 2)
    for number in stride(from: UInt32(1), through: count, by: 997) {
      let person = PersonID(number)
      #expect(try file.held(.person(person)) == draft.key(of: person))
    }
  }
}
