import ArgumentParser
import TicketExchange
import TicketLedger

/// Erases the words of persons.
struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a person's words for ever; every event and figure stays.",
    discussion: """
      A sealed ledger destroys the person's key; a plain one is written anew, which nobody else may \
      have it open for. The erasure itself is recorded: who erased, and on what basis. Copies of the \
      keys made before can bring the words back until `keys rotate`; the result is not anonymous.

        ticket-ledger erase --person r-17 --basis "GDPR 17(1)(b)"
        ticket-ledger erase --no-ticket-since 2020-01-01T00:00:00Z --basis "retention" --dry-run
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whom: what identifies them outside, or their number.",
      valueName: "identity"
    )
  )
  var person: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "All whom no event names since then, and who have no open ticket.",
      discussion: "RFC 3339, for example 2020-01-01T00:00:00Z.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var noTicketSince: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "On what legal basis; recorded for ever, so it is not to name anybody.",
      valueName: "text"
    )
  )
  var basis: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Who erases; the automation command-line, where left out.",
      valueName: "identity"
    )
  )
  var by: String?

  @Flag(name: .long, help: "Say who would be erased, and erase nobody.")
  var dryRun = false

  func validate() throws {
    guard (person == nil) != (noTicketSince == nil) else {
      throw ValidationError("name one person with --person, or many with --no-ticket-since")
    }
    guard dryRun || basis != nil else {
      throw ValidationError("--basis TEXT is recorded with an erasure, and is missing")
    }
  }

  func run() async throws {
    let path = try ledger.path()
    if dryRun {
      let ledger = try await ledger.openForReading()
      let found = await Result(catching: { try await persons(of: ledger) })
      await ledger.close()
      return answer(try found.get().map { Outcome(of: $0, receipt: nil) }, isCompacted: nil)
    }
    let ledger = try await ledger.openExisting()
    let done = await Result(catching: { try await erase(from: ledger) })
    await ledger.close()
    let (outcomes, needsCompaction) = try done.get()
    if needsCompaction { try await compact(path) }
    answer(outcomes, isCompacted: needsCompaction ? true : nil)
  }

  /// What became of one person.
  private struct Outcome {
    let person: PersonReference
    let receipt: ErasureReceipt?

    init(of person: PersonReference, receipt: ErasureReceipt?) {
      self.person = person
      self.receipt = receipt
    }

    var name: String {
      if let number = receipt?.person { return "person \(number.rawValue)" }
      switch person {
      case .number(let number): return "person \(number.rawValue)"
      case .identity: return "the person"
      }
    }
  }

  private func persons(of ledger: Ledger) async throws -> [PersonReference] {
    if let person { return [try ledger.personReference(person)] }
    guard let noTicketSince else { return [] }
    return try await ledger.persons(unheardOfSince: noTicketSince).map { .number($0) }
  }

  private func erase(from ledger: Ledger) async throws -> ([Outcome], needsCompaction: Bool) {
    let persons = try await persons(of: ledger)
    let actor: ActorReference =
      by.map { .person(.identity($0)) } ?? .automation("command-line")
    let receipts = try await ledger.erase(contentsOf: persons, basis: basis ?? "", by: actor)
    let outcomes = zip(persons, receipts).map { Outcome(of: $0, receipt: $1) }
    return (outcomes, try ledger.needsCompaction)
  }

  private func compact(_ path: String) async throws {
    do {
      try await Ledger.compact(at: path)
    } catch {
      throw Problem(
        "the erasure is recorded, and the words are still in the unused parts of the plain ledger's "
          + "file: \(error); then run erase again",
        exitCode: 3
      )
    }
  }

  private func answer(_ outcomes: [Outcome], isCompacted: Bool?) {
    let list: [JSONValue] = outcomes.map { outcome in
      var object = JSONObject()
      switch outcome.person {
      case .number(let number): object["person"] = .whole(number.rawValue)
      case .identity:
        object["person"] = outcome.receipt?.person.map { .whole($0.rawValue) } ?? .null
      }
      object["position"] = outcome.receipt?.position.map { .whole($0.rawValue) } ?? .null
      object["contents"] = .whole(outcome.receipt?.contentCount ?? 0)
      object["wasErasedBefore"] = .bool(outcome.receipt?.wasErasedBefore ?? false)
      return .object(object)
    }
    var lines = outcomes.map { outcome in
      guard let receipt = outcome.receipt else { return "\(outcome.name) would be erased" }
      let place = receipt.position.map { " at position \($0)" } ?? ""
      return receipt.wasErasedBefore
        ? "\(outcome.name) was erased before\(place); nothing was left to do"
        : "erased \(outcome.name)\(place): \(receipt.contentCount) texts are gone"
    }
    if outcomes.isEmpty { lines.append("nobody is to be erased") }
    if isCompacted == true { lines.append("the ledger's file was written anew without them") }
    let json: JSONValue = [
      "dryRun": .bool(dryRun), "persons": .array(list), "compacted": .bool(isCompacted == true),
    ]
    format.answer(json: json, text: lines.joined(separator: "\n"))
  }
}

extension Result where Failure == any Error {
  /// What a body returns or throws, so that something can be closed before that is told.
  fileprivate init(catching body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
