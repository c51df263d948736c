import Foundation
import Testing
import TicketLedger
import Transparency

@Suite("A file of a signing key")
struct SigningKeyFileTests {
  private let folder: TemporaryFolder
  private let ledger: String
  private let file: SigningKeyFile
  private let name = KeyName(forOrigin: "Fictional desk")

  init() throws {
    folder = try TemporaryFolder()
    ledger = folder.path("desk.ledger")
    try FileManager.default.createDirectory(atPath: ledger, withIntermediateDirectories: false)
    file = SigningKeyFile(at: folder.path("desk.skey"))
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

  @Test("a new file holds one random key that only its owner may read, and signs")
  func creating() throws {
    let made = try file.create(forLedgerAt: ledger, name: name)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let text = try String(contentsOfFile: file.path, encoding: .utf8)
    #expect(text == made.skey + "\n")
    #expect(text.hasPrefix("PRIVATE+KEY+Fictional-desk+"))
    let read = try file.signer(forLedgerAt: ledger)
    #expect(read.verifier == made.verifier)
    let checkpoint = try #require(Checkpoint(origin: "Fictional desk", size: 0, root: .emptyTree))
    let note = try #require(checkpoint.signed(by: [read]))
    #expect(try CheckpointPolicy(log: made.verifier).open(note).checkpoint == checkpoint)
    let other = try SigningKeyFile(at: folder.path("other.skey"))
      .create(forLedgerAt: ledger, name: name)
    #expect(other.verifier.publicKey != made.verifier.publicKey)
  }

  @Test("a file that is there is never replaced by a new one")
  func existing() throws {
    let made = try file.create(forLedgerAt: ledger, name: name)
    #expect(
      failure { try file.create(forLedgerAt: ledger, name: name) }?.contains("already") == true
    )
    #expect(try file.signer(forLedgerAt: ledger).verifier == made.verifier)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left.sorted() == ["desk.ledger", "desk.skey"])
  }

  @Test("a file that others may read or write is refused", arguments: [0o640, 0o604, 0o620, 0o602])
  func permissions(_ mode: Int) throws {
    try file.create(forLedgerAt: ledger, name: name)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    let message = try #require(failure { _ = try file.signer(forLedgerAt: ledger) })
    #expect(message.contains("chmod 600") && message.contains(String(mode, radix: 8)))
  }

  @Test("a file in the ledger's folder is refused, new or old")
  func inside() throws {
    try file.create(forLedgerAt: ledger, name: name)
    try FileManager.default.copyItem(atPath: file.path, toPath: ledger + "/desk.skey")
    let copy = SigningKeyFile(at: ledger + "/../desk.ledger/desk.skey")
    #expect(failure { _ = try copy.signer(forLedgerAt: ledger) }?.contains("beside") == true)
    let new = SigningKeyFile(at: ledger + "/new.skey")
    #expect(failure { try new.create(forLedgerAt: ledger, name: name) }?.contains("beside") == true)
    #expect(!FileManager.default.fileExists(atPath: new.path))
  }

  @Test("what is no private key of a log is refused, and never quoted")
  func hostileText() throws {
    let made = try file.create(forLedgerAt: ledger, name: name)
    let witness = try #require(NoteSigner.random(name: name, type: .cosignature))
    let hostile: [[UInt8]] = [
      [], Array("secret".utf8), [0xFF, 0xFE], Array(made.verifier.vkey.utf8),
      Array((made.skey + "\n\n").utf8), Array(made.skey.dropLast(4).utf8), Array(witness.skey.utf8),
    ]
    for bytes in hostile {
      try Data(bytes).write(to: URL(fileURLWithPath: file.path))
      let message = try #require(failure { _ = try file.signer(forLedgerAt: ledger) })
      #expect(message.hasPrefix(file.path))
      #expect(!message.contains("secret") && !message.contains("PRIVATE"))
    }
    try FileManager.default.removeItem(atPath: file.path)
    #expect(failure { _ = try file.signer(forLedgerAt: ledger) }?.contains(file.path) == true)
  }
}
