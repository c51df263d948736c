import Foundation
import StudySupport
import Testing

/// What commands read of a ledger's file, and what they say where they cannot.
///
/// Their reads go through a library of the tests' own, `Preload/reads.c`.
@Suite("A file is read")
struct ReadTests {
  private static let reason: Comment =
    "the reads are watched by a library loaded with LD_PRELOAD, on Linux, without a sanitizer"

  private static let commands = [["stat"], ["verify"], ["replay"]]

  private func library(in sandbox: Sandbox) throws -> String {
    let library = sandbox.path + "/reads.so"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Preload/reads.c").path
    try PreloadedLibrary.build(library, from: [source])
    return library
  }

  @Test(
    "to its end, or the error of the disk is told: no read that fails is damage",
    .enabled(if: ThisProgram.canBeWatched, reason),
    arguments: commands
  )
  func failures(command: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    let library = try library(in: sandbox)
    let command = command + ["--ledger", Sandbox.ledger]
    let count = sandbox.path + "/count"
    let sound = try await sandbox.run(
      command,
      environment: ["LD_PRELOAD": library, "READS_COUNT": count]
    )
    #expect(sound.status == 0, "\(sound.errors)")
    let reads = try sandbox.contents(of: "count").count
    try #require(reads > 3)
    for read in 1...reads {
      let run = try await sandbox.run(
        command,
        environment: ["LD_PRELOAD": library, "READS_FAIL": "\(read)"]
      )
      run.expectError(
        3,
        "\(Sandbox.ledger)",
        "the disk failed",
        "check the disk",
        "Input/output error"
      )
    }
  }

  @Test(
    "once at most, whatever it says of itself",
    .enabled(if: ThisProgram.canBeWatched, reason),
    arguments: commands
  )
  func bound(command: [String]) async throws {
    let sandbox = try Sandbox()
    let library = try library(in: sandbox)
    let hostile = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fuzzing/Corpora/pages/free-lists-named-again")
    let bytes = try Data(contentsOf: hostile)
    try sandbox.makeFolder(Sandbox.ledger)
    try sandbox.write(bytes, to: Sandbox.ledger + "/data.mdb")
    let run = try await sandbox.run(
      command + ["--ledger", Sandbox.ledger],
      environment: ["LD_PRELOAD": library, "READS_BOUND": "\(bytes.count)"]
    )
    if command[0] == "verify" {
      #expect(run.status == 1, "\(run.errors)")
    } else {
      run.expectError(3, Sandbox.ledger, "the ledger's file is damaged", "restore a copy")
    }
  }
}
