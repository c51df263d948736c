import ArgumentParser
import Foundation
import TicketLedger

/// Copies a ledger while it is being used.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the ledger, also while others write to it.",
    discussion: """
      The copy holds the ledger as of one instant and is a ledger itself. It is made without the keys \
      of a sealed ledger, and shows everything but words; --with-keys copies them too. They are wrapped: \
      the key-encryption key, in the folder of keys, is never copied.
      """
  )

  @OptionGroup var ledger: LedgerArguments

  @Argument(help: "The folder of the copy: a new or an empty one.", completion: .directory)
  var destination: String

  @Flag(name: .long, help: "Copy the ledger's file of keys too.")
  var withKeys = false

  func validate() throws {
    guard destination != "-" else {
      throw ValidationError("-: a copy is a folder, and no stream; name a new folder")
    }
  }

  func run() async throws {
    let path = try ledger.path()
    if FileManager.default.fileExists(atPath: destination) {
      let names = try? FileManager.default.contentsOfDirectory(atPath: destination)
      guard names?.isEmpty == true else {
        throw Problem("\(destination): something is there already; copy into a new folder")
      }
    }
    guard !Paths.isInside(destination, path) else {
      throw Problem(
        "\(destination): this lies in the ledger's own folder; copy into a folder outside of it"
      )
    }
    let parent = URL(fileURLWithPath: destination).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: parent) else {
      throw Problem(
        "\(destination): the folder that the copy would be made in is missing; make it",
        exitCode: 3
      )
    }
    let isSealed: Bool
    if withKeys {
      let open = try await ledger.openExisting(examining: true)
      do {
        guard open.isSealed else {
          throw Problem("the ledger is plain: it has no keys; leave --with-keys out")
        }
        try await copy(open)
        isSealed = true
      } catch {
        await open.close()
        throw error
      }
      await open.close()
    } else {
      isSealed = try await ledger.reading(examining: true) { ledger in
        try await copy(ledger)
        return ledger.isSealed
      }
    }
    let keys = withKeys ? ", with its keys" : ""
    var verify = ["ticket-ledger", "verify", "--ledger", destination]
    if isSealed, !withKeys { verify.append("--without-keys") }
    Terminal.say(
      """
      copied \(path) to \(destination)\(keys)
      to verify the copy: \(ShellWord.line(verify))
      """
    )
  }

  /// Copies; what is wrong with the place of the copy is told of that place, and of no ledger.
  private func copy(_ ledger: Ledger) async throws {
    do {
      try await ledger.backUp(to: destination, withKeys: withKeys)
    } catch LedgerError.storage(let failure)
      where failure.reason == .notFound || failure.reason == .notWritable
    {
      throw Problem(
        "\(destination): the copy cannot be made there; name a new folder in one that can be written",
        exitCode: 3
      )
    } catch {
      throw error
    }
  }
}
