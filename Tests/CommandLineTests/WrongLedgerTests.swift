import Foundation
import Testing

@Suite("Ledgers that cannot be used") struct WrongLedgerTests {
  static let readers = [
    ["queues"], ["flow"], ["kpis"], ["tickets"], ["ticket", "K1"], ["replay"], ["stat"],
    ["export", "jsonl"], ["backup", "copy.ledger"],
  ]
  static let writers = [["init"], ["submit"], ["simulate", "--tickets", "5"]]

  @Test("A question to no ledger exits with 3, says how to make one, and makes none")
  func missingLedgerIsTold() async throws {
    let sandbox = try Sandbox()
    for question in Self.readers {
      let run = try await sandbox.run(question + ["--ledger", "none.ledger"])
      run.expectError(3, "none.ledger", "init")
    }
    #expect(!sandbox.exists("none.ledger"))
    #expect(!sandbox.exists("copy.ledger"))
  }

  @Test("What is no ledger is left as it is")
  func otherThingsAreLeftAlone() async throws {
    let sandbox = try Sandbox()
    try sandbox.write("a letter", to: "letter.txt")
    try sandbox.makeFolder("photos")
    try sandbox.write("pixels", to: "photos/cat.jpg")
    try sandbox.makeFolder("text")
    try sandbox.write(String(repeating: "no LMDB\n", count: 4000), to: "text/data.mdb")
    try sandbox.write("", to: "export.jsonl")
    for place in ["letter.txt", "letter.txt/", "photos", "photos/.", "text"] {
      for command in Self.readers + Self.writers + [["import", "jsonl", "export.jsonl"]] {
        let run = try await sandbox.run(command + ["--ledger", place])
        run.expectError(3, place.prefix { $0 != "/" } + "", "not a ledger")
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted()
    #expect(left == ["export.jsonl", "letter.txt", "photos", "text"])
    #expect(try sandbox.contents(of: "letter.txt") == Data("a letter".utf8))
    let photos = try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/photos")
    #expect(photos == ["cat.jpg"])
    #expect(try sandbox.contents(of: "text/data.mdb").starts(with: Data("no LMDB".utf8)))
  }

  @Test("A ledger of a newer format is refused, and asks for a newer program")
  func newerFormatIsRefused() async throws {
    let sandbox = try await Desk.sandbox()
    let file = Sandbox.ledger + "/data.mdb"
    var bytes = try sandbox.contents(of: file)
    // The format's number follows its magic in the table of meta data.
    let magic = Data("TicketLedger".utf8)
    var place = bytes.startIndex
    var count = 0
    while let found = bytes[place...].range(of: magic) {
      bytes[found.upperBound] = 9
      place = found.upperBound
      count += 1
    }
    try #require(count > 0)
    try sandbox.write(bytes, to: file)
    for command in Self.readers + Self.writers + [["verify"]] {
      let run = try await sandbox.run(command + ["--ledger", Sandbox.ledger])
      run.expectError(3, Sandbox.ledger, "format 9", "up to format 1", "newer version")
    }
    #expect(try sandbox.contents(of: file) == bytes)
  }

  @Test("A ledger that was cut short is damaged, not a crash", arguments: [0.3, 0.6, 0.95])
  func cutLedgerIsTold(_ share: Double) async throws {
    let sandbox = try Sandbox()
    _ = try await sandbox.ask("simulate", "--tickets", "60")
    let file = Sandbox.ledger + "/data.mdb"
    let bytes = try sandbox.contents(of: file)
    try sandbox.write(bytes.prefix(Int(Double(bytes.count) * share)), to: file)
    for command in Self.readers {
      let run = try await sandbox.run(command + ["--ledger", Sandbox.ledger])
      run.expectError(3, Sandbox.ledger)
    }
  }

  @Test("A folder that cannot be made is named")
  func foldersThatCannotBeMadeAreNamed() async throws {
    let sandbox = try Sandbox()
    for command in Self.writers {
      let run = try await sandbox.run(command + ["--ledger", "no/such/folder"])
      run.expectError(3, "no/such/folder")
    }
    #expect(!sandbox.exists("no"))
  }

  @Test(
    "A folder that cannot be written is told, and can still be read",
    .enabled(if: geteuid() != 0, "the superuser may write everywhere")
  )
  func unwritableLedgersAreRead() async throws {
    let sandbox = try await Desk.sandbox()
    let folder = sandbox.path + "/" + Sandbox.ledger
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
    }
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger)
    run.expectError(3, Sandbox.ledger, "permissions")
    #expect(try await sandbox.ask("stat")["tickets"] == .whole(4))
  }
}
