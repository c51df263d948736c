import Foundation
import StudySupport
import Testing

@Suite(
  "Where a sync fails,",
  .enabled(if: ThisProgram.canBeWatched, "a library of LD_PRELOAD watches, on Linux, unsanitized")
)
struct FailingSyncTests {
  @Test(
    "for a copy has no room, the error asks for room there, and the ledger goes on",
    arguments: ["data.mdb", "keys"]
  )
  func backup(file: String) async throws {
    let sandbox = try await Desk.sandbox()
    let syncs = try WatchedSyncs(in: sandbox)
    let backup = ["backup", "copy.ledger", "--with-keys", "--ledger", Sandbox.ledger]
    for error in [ENOSPC, EIO] {
      let run = try await sandbox.run(
        backup,
        environment: syncs.environment(failing: "copy.ledger/\(file)", error: error)
      )
      run.expectError(3, "copy.ledger", "back up again")
      #expect(!run.errors.contains("open it again"), "\(run.errors)")
      #expect(run.errors.contains("make room where the copy goes") == (error == ENOSPC))
      #expect(!sandbox.exists("copy.ledger"))
    }
    #expect(try await sandbox.run(backup).status == 0)
  }
}
