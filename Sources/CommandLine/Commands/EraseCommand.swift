import ArgumentParser
import TicketExchange
import TicketLedger

/// Erases the words of persons.
struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a person's words for ever; every event and figure stays.",
    discussion: """
      A person's words are what identifies them, and all words of the tickets that they asked for, \
      whoever wrote them; what they wrote in others' tickets, as an agent, belongs to those and stays. \
      A sealed ledger destroys the person's key; a plain one is written anew, which nobody else may \
      have it open for: run the same command again once they have closed it. The erasure itself is \
      recorded: who erased, and on what basis. The identity is refused from then on. Copies of the keys \
      made before can bring the words back until `keys rotate`; the result is not anonymous.

        ticket-ledger erase --person r-17 --basis "GDPR 17(1)(b)"
        ticket-ledger erase --no-ticket-since 2020-01-01T00:00:00Z --basis "retention" --dry-run
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whom, by what identifies them outside.",
      valueName: "identity"
    )
  )
  var person: String?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Whom, by the ledger's own number of them; needs no keys.",
      valueName: "n"
    ),
    transform: WholeNumber.person
  )
  var number: UInt32?

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

  @Flag(name: .long, help: "Say who and what would be erased, and erase nothing.")
  var dryRun = false

  func validate() throws {
    let ways = [person != nil, number != nil, noTicketSince != nil]
    guard ways.count(where: \.self) == 1 else {
      throw ValidationError(
        "name one person with --person or --number, or many with --no-ticket-since"
      )
    }
    // Who is heard of now was heard of since.
    guard noTicketSince.map({ $0 <= .now }) ?? true else {
      throw ValidationError("--no-ticket-since is an instant that has passed")
    }
    guard dryRun || basis != nil else {
      throw ValidationError("--basis TEXT is recorded with an erasure, and is missing")
    }
  }

  func run() async throws {
    let path = try ledger.path()
    if dryRun { return try await rehearse() }
    let ledger = try await ledger.openExisting(examining: true)
    let outcomes: [Outcome]
    let needsCompaction: Bool
    do {
      (outcomes, needsCompaction) = try await erase(from: ledger)
      await ledger.end()
    } catch {
      await ledger.close()
      throw error
    }
    let failure = needsCompaction ? await compact(path) : nil
    answer(outcomes, isCompacted: needsCompaction && failure == nil)
    if let failure { throw failure }
  }

  /// What became of one person.
  private struct Outcome {
    let receipt: ErasureReceipt

    var name: String {
      if let number = receipt.person { return "person \(number.rawValue)" }
      return "whoever had that identity"
    }

    var text: String {
      let place = receipt.position.map { " at position \($0)" } ?? ""
      return receipt.wasErasedBefore
        ? "\(name) was erased before\(place)"
        : "erased \(name)\(place): \(counted(receipt.contentCount, "text")) gone"
    }

    var json: JSONValue {
      [
        "person": receipt.person.map { .whole($0.rawValue) } ?? .null,
        "position": receipt.position.map { .whole($0.rawValue) } ?? .null,
        "contents": .whole(receipt.contentCount),
        "wasErasedBefore": .bool(receipt.wasErasedBefore),
      ]
    }
  }

  private func erase(from ledger: Ledger) async throws -> ([Outcome], needsCompaction: Bool) {
    let basis = basis ?? ""
    let actor: ActorReference =
      by.map { .person(.identity($0)) } ?? .automation("command-line")
    let receipts =
      if let named = NamedPerson(identity: person, number: number) {
        [try await ledger.erase(named.reference, basis: basis, by: actor)]
      } else {
        try await ledger.erase(
          unheardOfSince: noTicketSince ?? .distantPast,
          basis: basis,
          by: actor
        )
      }
    return (receipts.map { Outcome(receipt: $0) }, try ledger.needsCompaction)
  }

  /// Writes a plain ledger's file anew.
  ///
  /// - Returns: Why that cannot be; nil where it is done.
  private func compact(_ path: String) async -> Problem? {
    do throws(LedgerError) {
      try await Ledger.compact(at: path)
      return nil
    } catch {
      return Problem(
        "the erasure is recorded, and the words are still in unused parts of the plain ledger's file; "
          + "run the same command again to end it: \(error)",
        exitCode: 3
      )
    }
  }

  private func answer(_ outcomes: [Outcome], isCompacted: Bool) {
    var lines = outcomes.map(\.text)
    if outcomes.isEmpty { lines.append("nobody is to be erased") }
    if isCompacted {
      lines.append("the ledger's file was written anew without them: the erasure is done")
    }
    let json: JSONValue = [
      "dryRun": false, "persons": .array(outcomes.map(\.json)), "compacted": .bool(isCompacted),
    ]
    format.answer(json: json, text: lines.joined(separator: "\n"))
  }
}

extension EraseCommand {
  /// Whom and what an erasure would concern.
  private struct Rehearsal {
    let person: PersonID
    let identity: String?
    let extent: ErasureExtent

    var lastHeardOf: String? {
      extent.lastHeardOf == .distantPast ? nil : extent.lastHeardOf.description
    }

    var text: String {
      let known = identity.map { " (\(Terminal.harmless($0)))" } ?? ""
      let name = "person \(person.rawValue)\(known)"
      if let position = extent.erasedAt {
        return "\(name) was erased before at position \(position); nothing is left to do"
      }
      return "\(name) would be erased: \(counted(extent.contentCount, "text")), "
        + "\(counted(extent.ticketCount, "ticket")) asked for, "
        + "last heard of \(lastHeardOf ?? "never")"
    }

    var json: JSONValue {
      [
        "person": .whole(person.rawValue), "identity": .text(identity),
        "lastHeardOf": .text(lastHeardOf), "tickets": .whole(extent.ticketCount),
        "contents": .whole(extent.contentCount),
        "position": extent.erasedAt.map { .whole($0.rawValue) } ?? .null,
        "wasErasedBefore": .bool(extent.erasedAt != nil),
      ]
    }
  }

  private func rehearse() async throws {
    let found = try await ledger.reading(examining: true) { try await rehearsals(in: $0) }
    guard let found else {
      return format.answer(
        json: [
          "dryRun": true, "persons": [["person": .null, "wasErasedBefore": true]], "tickets": 0,
          "contents": 0,
        ],
        text: "whoever had that identity was erased before; nothing is left to do"
      )
    }
    let tickets = found.reduce(0) { $0 + $1.extent.ticketCount }
    let contents = found.reduce(0) { $0 + $1.extent.contentCount }
    var lines = found.map(\.text)
    if found.isEmpty { lines.append("nobody would be erased") }
    if noTicketSince != nil, !found.isEmpty {
      let counts = [(found.count, "person"), (contents, "text"), (tickets, "ticket")]
      let texts = counts.map { counted($0, $1) }
      lines.append("in all: \(texts.joined(separator: ", ")) asked for")
    }
    let json: JSONValue = [
      "dryRun": true, "persons": .array(found.map(\.json)), "tickets": .whole(tickets),
      "contents": .whole(contents),
    ]
    format.answer(json: json, text: lines.joined(separator: "\n"))
  }

  /// Whom it would concern; nil where who had the identity was erased before.
  private func rehearsals(in ledger: Ledger) async throws -> [Rehearsal]? {
    let numbers: [PersonID]
    if let named = NamedPerson(identity: person, number: number) {
      guard let number = try named.number(in: ledger) else { return nil }
      numbers = [number]
    } else if let noTicketSince {
      numbers = try await ledger.persons(unheardOfSince: noTicketSince)
    } else {
      numbers = []
    }
    let extents = try await ledger.erasureExtents(of: numbers)
    return try numbers.compactMap { number in
      guard let extent = extents[number] else { return nil }
      return Rehearsal(person: number, identity: try ledger.identity(of: number), extent: extent)
    }
  }
}
