import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

extension TicketKind {
  /// Reads the word of a kind.
  fileprivate static func argument(_ text: String) throws -> TicketKind {
    guard let kind = TicketKind(name: text) else {
      throw ValidationError("use one of \(TicketKind.names)")
    }
    return kind
  }
}

/// Shows what recurs.
struct RecurrenceCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrence",
    abstract: "What recurs: tickets told apart by any dimensions, the most frequent first.",
    usage: "ticket-ledger recurrence --by <name,name> [<options>]",
    discussion: """
      A pattern is all tickets that were opened about the same in each dimension named; causeClass \
      takes the class of their cause as they were resolved. Tickets with an unknown part are left \
      out and counted. A ticket is a recurrence where another ticket of its pattern was resolved at or \
      before its opening, and at most the window before it; a repeat, where that was the same \
      requester's. Minutes are the working minutes logged.

      The trend is the median slope of the tickets a week, in tickets a week per week, with its 95 % \
      confidence interval and the p-value of the Mann–Kendall test. Weeks begin on Monday, 00:00 UTC.

        ticket-ledger recurrence --by service,category --window 30 --matrix
        ticket-ledger recurrence --by site --from 2026-01-01 --until 2026-04-01
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What patterns are told apart by.",
      discussion: "Any dimensions of the ledger, and causeClass.",
      valueName: "name,name"
    )
  )
  var by: String

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long after a resolution a ticket is a recurrence, in days of 24 hours.",
      discussion: "A ticket opened exactly so many days after is one still.",
      valueName: "days"
    )
  )
  var window = 30

  @Option(
    name: .long,
    help: ArgumentHelp("Count tickets opened at this instant or later.", valueName: "instant"),
    transform: Instant.argument
  )
  var from: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp("Count tickets opened before this instant.", valueName: "instant"),
    transform: Instant.argument
  )
  var until: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Look at tickets of this kind only; may be given several times.",
      discussion: "One of \(TicketKind.names).",
      valueName: "kind"
    ),
    transform: TicketKind.argument
  )
  var kind: [TicketKind] = []

  @Flag(name: .long, help: "Show each pattern's tickets by week.")
  var matrix = false

  @Flag(
    name: .long,
    help: "Show the chains of recurrences, and the problem tickets that ended them."
  )
  var chains = false

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Show at most so many patterns and chains; 20 in text and all in JSON, where left out.",
    transform: WholeNumber.limit
  )
  var limit: Int?

  func validate() throws {
    guard RecurrenceQuestion.windowRange.contains(window) else {
      throw ValidationError("--window is from 0 to \(RecurrenceQuestion.windowRange.upperBound)")
    }
    if let from, let until, until <= from {
      throw ValidationError("--until: the period ends before it begins; give a later instant")
    }
    guard !names.isEmpty, Set(names).count == names.count else {
      throw ValidationError("--by: name one dimension or several, none twice")
    }
  }

  /// What patterns are told apart by, in order.
  var names: [String] { by.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    try await ledger.reading(examining: isExport) { ledger in
      let arguments = self
      let answer = try await time.ask(of: ledger) { view, asOf in
        try RecurrenceAnswer(view, asOf: asOf, arguments)
      }
      return CommandAnswer(
        json: try answer.json(ledger),
        text: try answer.text(ledger),
        columns: columns
      )
    }
  }

  private var columns: KeyValuePairs<String, [String]> {
    let keys = names.map { "key.\($0)" }
    let patterns =
      keys + [
        "tickets", "requesters", "recurrences", "repeats", "reopened", "ticketsReopened",
        "minutesLost", "firstSeen", "lastSeen", "trend.slope", "trend.lower", "trend.upper",
        "trend.pValue",
      ]
    guard chains else { return ["patterns": patterns] }
    let chain = ["tickets", "recurrences", "startedAt", "lastOpenedAt", "endedBy", "endedAt"]
    return ["patterns": patterns, "chains": keys + chain]
  }
}
