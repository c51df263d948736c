import ArgumentParser
import TicketLedger

/// Copies a ledger while it is being used.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the ledger, also while others write to it.",
    discussion: "The copy holds the ledger as of one instant and is a ledger itself."
  )

  @OptionGroup var ledger: LedgerArguments

  @Argument(help: "The folder of the copy; it must not exist yet.", completion: .directory)
  var destination: String

  func run() async throws {
    let opened = try await ledger.openForReading()
    do {
      try await opened.backUp(to: destination)
    } catch {
      await opened.close()
      throw error
    }
    await opened.close()
    print("copied \(try ledger.path()) to \(destination)")
  }
}
