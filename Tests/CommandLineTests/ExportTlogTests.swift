import Foundation
import Testing
import Transparency

@Suite("export tlog")
struct ExportTlogTests {
  private let opening =
    #"{"command":"open","reference":"K1","kind":"incident","channel":"api","requester":"r-1","#
    + #""summary":"no tunnel"}"#

  /// A ledger whose log was closed, and so signed, a few times.
  private func desk() async throws -> Sandbox {
    let sandbox = try Sandbox()
    try await sandbox.submit(opening)
    for minutes in 1...3 {
      try await sandbox.submit(#"{"command":"logWork","ticket":"K1","minutes":\#(minutes)}"#)
    }
    return sandbox
  }

  private func report(on folder: String, in sandbox: Sandbox) throws -> BundleReport {
    let files = FolderFiles(path: sandbox.path + "/" + folder)
    let bytes = try #require(try files.read("log.vkey", atMost: 4_096))
    let log = try NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))
    return BundleVerifier(source: files, policy: CheckpointPolicy(log: log)).verify()
  }

  @Test("writes the log, its earlier checkpoints and proofs as files that verify")
  func exporting() async throws {
    let sandbox = try await desk()
    let size = try await sandbox.eventCount()
    let proven = ["--prove", "0", "--prove", "\(size - 1)"]
    let arguments = ["export", "tlog", "out", "--ledger", Sandbox.ledger]
    let run = try await sandbox.run(arguments + proven)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "exported \(size) events to out\n")
    let report = try report(on: "out", in: sandbox)
    #expect(report.isSound, "\(report.problems)")
    #expect(report.entryCount == UInt64(size))
    #expect(report.proofCount == 2 && report.checkpointCount == 3)
    for line in [opening, "no tunnel", "r-1"] {
      let files = FolderFiles(path: sandbox.path + "/out/tile/entries")
      let entries = try #require(try files.read("000.p/\(size)", atMost: 1 << 20))
      #expect(entries.firstRange(of: Array(line.utf8)) == nil, "\(line) is in the entries")
    }
  }

  @Test("says what is wrong with what it is asked for, and writes nothing then")
  func badInput() async throws {
    let sandbox = try await desk()
    let ledger = ["--ledger", Sandbox.ledger]
    let late = try await sandbox.run(["export", "tlog", "out", "--prove", "4711"] + ledger)
    late.expectError(2, "--prove", "4711", "checkpoint")
    let key = try await sandbox.run(["export", "tlog", "out", "--witness", "x+0+y"] + ledger)
    key.expectError(2, "x+0+y", "name+id+base64")
    #expect(!sandbox.exists("out"))
    try sandbox.makeFolder("full")
    try sandbox.makeFolder("full/inner")
    let full = try await sandbox.run(["export", "tlog", "full"] + ledger)
    full.expectError(2, "full", "already")
    let none = try await sandbox.run(["export", "tlog", "out", "--ledger", "none"])
    none.expectError(3, "none")
  }
}
