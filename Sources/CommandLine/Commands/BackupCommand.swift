import ArgumentParser
import Foundation
import TicketLedger

/// Copies a ledger while it is being used.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the ledger, also while others write to it.",
    discussion: "The copy holds the ledger as of one instant and is a ledger itself."
  )

  @OptionGroup var ledger: LedgerArguments

  @Argument(help: "The folder of the copy: a new or an empty one.", completion: .directory)
  var destination: String

  func run() async throws {
    if FileManager.default.fileExists(atPath: destination) {
      let names = try? FileManager.default.contentsOfDirectory(atPath: destination)
      guard names?.isEmpty == true else {
        throw Problem("\(destination): something is there already; copy into a new folder")
      }
    }
    try await ledger.reading { try await $0.backUp(to: destination) }
    Terminal.say("copied \(try ledger.path()) to \(destination)")
  }
}
