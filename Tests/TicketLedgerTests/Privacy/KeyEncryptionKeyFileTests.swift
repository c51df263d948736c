import Foundation
import Testing

@testable import TicketLedger

@Suite("A file of key-encryption keys")
struct KeyEncryptionKeyFileTests {
  private let folder: TemporaryFolder
  private let ledger: String
  private let file: KeyEncryptionKeyFile

  init() throws {
    folder = try TemporaryFolder()
    ledger = folder.path("desk.ledger")
    try FileManager.default.createDirectory(atPath: ledger, withIntermediateDirectories: false)
    file = KeyEncryptionKeyFile(at: folder.path("desk.keys"))
  }

  private func failure(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch LedgerError.storage(let failure) {
      #expect(!failure.description.contains("\n"))
      return failure.description
    } catch {
      return "another error: \(error)"
    }
  }

  @Test("a new file holds one random key that only its owner may read")
  func creating() throws {
    try file.create(forLedgerAt: ledger)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let text = try String(contentsOfFile: file.path, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == "ticket-ledger key-encryption keys 1")
    #expect(lines[1].hasPrefix("1 "))
    #expect(Data(base64Encoded: String(lines[1].dropFirst(2)))?.count == 32)
    let keys = try file.keys(forLedgerAt: ledger)
    #expect(try keys.key(of: 1) == keys.key(of: 1))
    #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: 2)) { try keys.key(of: 2) }
    let other = KeyEncryptionKeyFile(at: folder.path("other.keys"))
    try other.create(forLedgerAt: ledger)
    #expect(try other.keys(forLedgerAt: ledger).key(of: 1) != keys.key(of: 1))
  }

  @Test("keys that were read at the start are read again for an epoch that was added since")
  func readAgain() throws {
    try file.create(forLedgerAt: ledger)
    let keys = try file.keys(forLedgerAt: ledger)
    #expect(try file.addKey() == 2)
    let second = try keys.key(of: 2)
    #expect(try second != keys.key(of: 1))
    try file.removeKeys(before: 2)
    #expect(try keys.key(of: 2) == second)
    try FileManager.default.removeItem(atPath: file.path)
    let failure = #expect(throws: KeyFailure.self) { try keys.key(of: 2) }
    #expect(failure?.description.contains(file.path) == true)
    #expect(throws: Never.self) { try keys.key(of: 1) }
  }

  @Test("a file that is there is never replaced by a new one")
  func existing() throws {
    try file.create(forLedgerAt: ledger)
    let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
    #expect(failure { try file.create(forLedgerAt: ledger) }?.contains("already") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left.sorted() == ["desk.keys", "desk.ledger"])
  }

  @Test("a file that others may read or write is refused", arguments: [0o640, 0o604, 0o620, 0o602])
  func permissions(_ mode: Int) throws {
    try file.create(forLedgerAt: ledger)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    let message = try #require(failure { _ = try file.keys(forLedgerAt: ledger) })
    #expect(message.contains("chmod 600") && message.contains(String(mode, radix: 8)))
  }

  @Test("a file in the ledger's folder is refused, by whatever path it is named")
  func inside() throws {
    try file.create(forLedgerAt: ledger)
    try FileManager.default.createDirectory(
      atPath: ledger + "/deep",
      withIntermediateDirectories: false
    )
    try FileManager.default.copyItem(atPath: file.path, toPath: ledger + "/deep/desk.keys")
    let link = folder.path("link.keys")
    try FileManager.default.createSymbolicLink(
      atPath: link,
      withDestinationPath: ledger + "/deep/desk.keys"
    )
    for path in [
      ledger + "/desk.keys", ledger + "/deep/desk.keys", ledger + "/../desk.ledger/x.keys", link,
    ] {
      let inside = KeyEncryptionKeyFile(at: path)
      #expect(failure { _ = try inside.keys(forLedgerAt: ledger) }?.contains("beside") == true)
    }
    let new = KeyEncryptionKeyFile(at: ledger + "/new.keys")
    #expect(failure { try new.create(forLedgerAt: ledger) }?.contains("beside") == true)
    #expect(!FileManager.default.fileExists(atPath: new.path))
  }

  @Test("a rotation's keys are added and let go of, the others stay")
  func rotating() throws {
    try file.create(forLedgerAt: ledger)
    let first = try file.keys(forLedgerAt: ledger).key(of: 1)
    #expect(try file.addKey() == 2)
    let both = try file.keys(forLedgerAt: ledger)
    #expect(try both.key(of: 1) == first)
    #expect(try both.key(of: 2) != first)
    try file.removeKeys(before: 2)
    let second = try file.keys(forLedgerAt: ledger)
    #expect(throws: KeyFailure.noKeyEncryptionKey(epoch: 1)) { try second.key(of: 1) }
    #expect(try second.key(of: 2) == both.key(of: 2))
    // The last key is never let go of.
    try file.removeKeys(before: 9)
    #expect(try file.keys(forLedgerAt: ledger).key(of: 2) == both.key(of: 2))
  }

  @Test("a missing file is told as that, and not as a missing ledger")
  func missing() {
    let message = failure { _ = try file.keys(forLedgerAt: ledger) }
    #expect(message?.contains("file of keys") == true)
    #expect(message?.contains("no ledger") == false)
  }

  @Test("text of another kind is refused by its line, and never quoted")
  func hostileText() throws {
    let title = "ticket-ledger key-encryption keys 1\n"
    let key = Data(repeating: 7, count: 32).base64EncodedString()
    let cases: [(String, Int)] = [
      ("", 1), ("secret", 1), (title, 2), (title + "1 secret\n", 2), (title + "0 \(key)\n", 2),
      (title + "2 \(key)\n1 \(key)\n", 3), (title + "1  \(key)\n", 2), (title + "x \(key)\n", 2),
      (title + "1 \(Data(repeating: 7, count: 31).base64EncodedString())\n", 2),
    ]
    for (text, line) in cases {
      do throws(KeyFileTextFault) {
        _ = try KeyEncryptionKeyText(Array(text.utf8))
        Issue.record("\(text) was read")
      } catch {
        #expect(error.line == line)
        #expect(!"\(error)".contains("secret") && !"\(error)".contains(key))
      }
    }
    let good = try KeyEncryptionKeyText(
      Array("\(title)\n# kept by the desk\n3 \(key)\n9 \(key)".utf8)
    )
    #expect(good.keys.keys.sorted() == [3, 9])
    #expect(try KeyEncryptionKeyText(Array(good.text.utf8)).keys == good.keys)
    #expect(throws: KeyFileTextFault.self) { try KeyEncryptionKeyText([0xFF, 0xFE]) }
  }

  @Test("of several that make it at once one does, and the others are told")
  func makingAtOnce() async throws {
    for number in 0..<5 {
      let file = KeyEncryptionKeyFile(at: folder.path("several-\(number).keys"))
      let ledger = ledger
      let count = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask { (try? file.create(forLedgerAt: ledger)) != nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(count == 1)
      #expect(try file.epochs() == [1])
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains { $0.hasSuffix(".new") }, "\(names)")
  }

  @Test("is not begun while another process makes one in its folder")
  func makingOneAfterTheOther() async throws {
    let descriptor = unsafe open(folder.url.path, O_RDONLY)
    #expect(flock(descriptor, LOCK_EX) == 0)
    let (file, ledger) = (file, ledger)
    let making = Task.detached { try file.create(forLedgerAt: ledger) }
    // Many times what it takes where nobody holds it up.
    try await Task.sleep(for: .milliseconds(200))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    close(descriptor)
    #expect(names == ["desk.ledger"])
    try await making.value
    #expect(try file.epochs() == [1])
  }
}
