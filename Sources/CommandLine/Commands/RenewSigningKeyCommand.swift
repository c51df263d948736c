import ArgumentParser
import Foundation
import TicketLedger
import Transparency

extension KeysCommand {
  /// Has the log adopt a new signing key.
  struct RenewSigning: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "renew-signing",
      abstract: "Sign checkpoints with a new key from here on, and let go of the one before.",
      discussion: """
        The log adopts the new key by an event, with who asked for it. Checkpoints signed before keep \
        their signatures. Give the new log.vkey to whoever has the old one. One that was cut off is \
        ended by running it again.
        """
    )

    @OptionGroup var ledger: LedgerArguments

    @Option(name: .long, help: "Who asks for it.")
    var by: String

    func run() async throws {
      let path = try ledger.path()
      let folder = try ledger.keyFolder()
      let new = SigningKeyFile(at: folder.path + "/signing.key.new")
      let options = Ledger.Options(createsIfMissing: false, privacy: try folder.privacy())
      let ledger = try await ledger.open(options)
      let vkey: String
      do {
        let signer =
          FileManager.default.fileExists(atPath: new.path)
          ? try new.signer(forLedgerAt: path)
          : try new.create(forLedgerAt: path, name: KeyName(forOrigin: ledger.origin()))
        try await ledger.adopt(signer, by: .person(.identity(by)))
        try folder.replaceSigningKey(with: new)
        vkey = signer.verifier.vkey
      } catch {
        await ledger.close()
        throw error
      }
      await ledger.end()
      Terminal.say("the log's checkpoints are signed by \(vkey) from here on")
    }
  }
}
