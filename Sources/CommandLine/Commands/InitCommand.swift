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
    // One at a time, so that the others find a ledger, and not the half of one.
    let lock = FolderLock(beside: path)
    defer { lock.release() }
    switch try await LedgerPlace(at: path) {
    case .ledger: throw try thereAlready(path)
    case .unfinished(let error):
      // Who made a log made its keys before; what has none may be anything.
      guard try ledger.keyFolder().isComplete(sealing: !plain) else { throw error }
    case .vacant: break
    }
    let (policy, calendars) = try documents.read(adopted: [])
    try await rehearse(policy, calendars)
    try ledger.makeKeys(origin: origin, sealing: !plain)
    let made = try await make(at: path)
    let name: String
    do {
      name = try made.origin()
      try await made.adopt(policy, calendars, effectiveFrom: .distantPast)
      await made.end()
    } catch {
      await made.close()
      throw try leaving(error, "the ledger is there, with its keys\(remedy(path))")
    }
    let keys = try ledger.keyFolder().path
    Terminal.say("made the ledger \(Terminal.harmless(name)) in \(path), and its keys in \(keys)")
  }

  /// Makes the ledger.
  ///
  /// From here on nothing is taken away again, whatever fails: another process may have recorded events
  /// in it, with these keys, as soon as there is a first one.
  private func make(at path: String) async throws -> Ledger {
    let made: Ledger
    do {
      made = try await ledger.openForWriting(origin: origin, sealing: !plain, hasKeys: true)
    } catch LedgerError.storage(let failure) where failure.reason != .notALedger {
      throw try leaving(
        LedgerError.storage(failure),
        "what was made of the ledger and its keys stays; run init again"
      )
    } catch {
      throw error
    }
    guard made.wasCreated else {
      await made.close()
      throw try thereAlready(path)
    }
    return made
  }

  private func thereAlready(_ path: String) throws -> Problem {
    let ways = "use it, or name another folder"
    return Problem("\(path): there is a ledger already; \(ways)\(try remedy(path))")
  }

  /// How the documents get into a ledger that is there; nothing where none were given.
  private func remedy(_ path: String) throws -> String {
    guard documents.policy != nil || !documents.calendar.isEmpty else { return "" }
    var words = ["ticket-ledger", "policy", "adopt"]
    if let policy = documents.policy { words.append(policy) }
    for calendar in documents.calendar { words += ["--calendar", calendar] }
    words += ["--ledger", path]
    if try ledger.keyFolder().isNamed { words += ["--keys", try ledger.keyFolder().path] }
    return "; have it adopt policy and calendars with `\(ShellWord.line(words))`"
  }

  /// What went wrong, and what is left.
  private func leaving(_ error: any Error, _ rest: String) throws -> Problem {
    guard let problem = Problem(error) else { throw error }
    return Problem("\(problem.line); \(rest)", exitCode: problem.exitCode)
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
