import ArgumentParser
import Foundation
import TicketLedger

/// Makes an empty ledger.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty ledger.",
    discussion: """
      import, submit and simulate make one with defaults where there is none. Words are sealed, each \
      person's under a key of their own, so that they can be erased; checkpoints of the log are signed. \
      The keys for both are made in a folder beside the ledger, see --keys: without them the words are \
      lost. Keep a copy of them elsewhere, never with the copies of the ledger.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var documents: PolicyArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the ledger calls itself in proofs, for ever.",
      discussion:
        "Unique in the world, for example helpdesk.example.org/it; the folder's name, where left out.",
      valueName: "name"
    )
  )
  var origin: String?

  @Flag(name: .long, help: "Keep words in clear, not sealed.")
  var plain = false

  func validate() throws {
    guard let origin else { return }
    // Asked here as well, so that no folder is made for a name that the ledger refuses.
    guard 1...InitCommand.longestOrigin ~= origin.utf8.count, !origin.contains(where: \.isNewline)
    else {
      throw ValidationError(
        "--origin is one line of 1 to \(InitCommand.longestOrigin) bytes of UTF-8"
      )
    }
  }

  private static let longestOrigin = 1024

  func run() async throws {
    let path = try ledger.path()
    if let present = try? await Ledger.open(at: path, options: .init(access: .readOnly)) {
      await present.close()
      throw Problem("\(path): there is a ledger already; use it, or name another folder")
    }
    let (policy, calendars) = try documents.read(adopted: [])
    try await rehearse(policy, calendars)
    let name = try await leavingNothing(at: path) {
      let made = try await ledger.openForWriting(origin: origin, sealing: !plain)
      do {
        try await made.adopt(policy, calendars, effectiveFrom: .distantPast)
        let name = try made.origin()
        await made.close()
        return name
      } catch {
        await made.close()
        throw error
      }
    }
    let keys = try ledger.keyFolder().path
    Terminal.say("made the ledger \(Terminal.harmless(name)) in \(path), and its keys in \(keys)")
  }

  /// Makes keys and a ledger, and takes away what it made of both where that fails.
  private func leavingNothing(
    at path: String,
    _ make: () async throws -> String
  ) async throws -> String {
    let files = [path] + ["data.mdb", "lock.mdb", "keys"].map { path + "/" + $0 }
    let missing = files.filter { !FileManager.default.fileExists(atPath: $0) }
    let keys = try ledger.makeKeys(origin: origin, sealing: !plain)
    do {
      return try await make()
    } catch {
      KeyFolder.remove(missing + keys)
      throw error
    }
  }

  /// Adopts the documents in a ledger that is thrown away, so that what an adoption refuses leaves no
  /// ledger behind.
  private func rehearse(_ policy: ServicePolicy?, _ calendars: [ServiceCalendar]) async throws {
    guard policy != nil || !calendars.isEmpty else { return }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ticket-ledger-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let options = Ledger.Options(durability: .none, origin: "rehearsal", projections: [])
    let ledger = try await Ledger.open(at: folder.path, options: options)
    do {
      try await ledger.adopt(policy, calendars, effectiveFrom: .distantPast)
      await ledger.close()
    } catch {
      await ledger.close()
      throw error
    }
  }
}
