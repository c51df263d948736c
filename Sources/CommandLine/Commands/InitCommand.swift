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
    guard Ledger.isOrigin(origin) else {
      throw ValidationError(
        "--origin is one line of 1 to 1024 bytes of UTF-8, without control characters"
      )
    }
  }

  func run() async throws {
    let path = try ledger.path()
    // One at a time: who fails takes away what it made, and must not meet what another is making.
    let lock = FolderLock(beside: path)
    defer { lock.release() }
    if await isThere(path) { throw InitCommand.thereAlready(path) }
    let (policy, calendars) = try documents.read(adopted: [])
    try await rehearse(policy, calendars)
    let name = try await leavingNothing(at: path) { made in
      try await made.adopt(policy, calendars, effectiveFrom: .distantPast)
      return try made.origin()
    }
    let keys = try ledger.keyFolder().path
    Terminal.say("made the ledger \(Terminal.harmless(name)) in \(path), and its keys in \(keys)")
  }

  private func isThere(_ path: String) async -> Bool {
    guard let present = try? await Ledger.open(at: path, options: .init(access: .readOnly)) else {
      return false
    }
    let origin = try? present.origin()
    await present.close()
    return origin?.isEmpty == false
  }

  private static func thereAlready(_ path: String) -> Problem {
    Problem("\(path): there is a ledger already; use it, or name another folder")
  }

  /// Makes keys and a ledger, and takes away what it made of both where that fails; nothing where another
  /// process has made the ledger meanwhile, maybe with these keys.
  private func leavingNothing(
    at path: String,
    _ make: (Ledger) async throws -> String
  ) async throws -> String {
    let files = [path] + ["data.mdb", "lock.mdb", "keys"].map { path + "/" + $0 }
    let missing = files.filter { !FileManager.default.fileExists(atPath: $0) }
    let keys = try ledger.makeKeys(origin: origin, sealing: !plain)
    let made: Ledger
    do {
      made = try await ledger.openForWriting(origin: origin, sealing: !plain)
    } catch {
      if await !isThere(path) { KeyFolder.remove(missing + keys) }
      throw error
    }
    guard made.wasCreated else {
      await made.close()
      throw InitCommand.thereAlready(path)
    }
    do {
      let name = try await make(made)
      await made.close()
      return name
    } catch {
      await made.close()
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
