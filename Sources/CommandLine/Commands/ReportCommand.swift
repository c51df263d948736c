public import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

extension ReportLanguage: ExpressibleByArgument {}

/// Writes a report for people.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one page, in HTML, for whoever runs the helpdesk.",
    usage: "ticket-ledger report [<options>]",
    discussion: """
      What recurs, where tickets bounce, where the backlog ages, which promises are missed, what \
      causes cost. One file without scripts and without a network, for the screen and for paper. It \
      names the command that makes it again: the same position and instant give the same bytes.

        ticket-ledger report --from 2016-03-01 --until 2016-04-01 --output march.html
        ticket-ledger report --language fr --by category,symptom --output bilan.html
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var output: OutputArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The report is about what happened from then on; from the first event on, where left out.",
      discussion: "RFC 3339, for example 2016-03-01T00:00:00Z, or a date.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var from: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "And before then; until the instant asked for, where left out.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var until: Instant?

  @Option(name: .long, help: "The language it is written in.")
  var language = ReportLanguage.english

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What recurs is told apart by these.",
      discussion: """
        Dimensions of the ledger, or causeClass; service and category, of those there are, where \
        left out.
        """,
      valueName: "name,name"
    )
  )
  var by: String?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "A ticket within so many days after a like one was resolved is a recurrence.",
      valueName: "days"
    )
  )
  var window = 30

  func validate() throws {
    guard RecurrenceQuestion.windowRange.contains(window) else {
      throw ValidationError("--window is from 0 to \(RecurrenceQuestion.windowRange.upperBound)")
    }
    if let from, let until, until <= from {
      throw ValidationError("--until: the period ends before it begins; give a later instant")
    }
    if let names, names.isEmpty || Set(names).count != names.count {
      throw ValidationError("--by: name one dimension or several, none twice")
    }
  }

  private var names: [String]? {
    by?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  func run() async throws {
    let progress = ProgressLine()
    defer { progress.finish() }
    let html = try await ledger.reading { ledger in
      let instant = try time.instant(of: ledger)
      // What is known is named by a position, so that the same command never sees more.
      let end =
        if let knownAt = time.knownAt { try ledger.eventCount(knownAt: knownAt) } else {
          ledger.read { $0.eventCount }
        }
      let known = end > 0 ? Position(end - 1) : nil
      if let names { _ = try ledger.read { try $0.patternParts(names) } }
      let content = try await ledger.report(
        ReportQuestion(
          period: Period(from: from, until: until),
          dimensions: names,
          recurrenceWindowInDays: window,
          command: try command(asOf: instant, knownAt: known)
        ),
        asOf: instant,
        knownAt: known.map { .position($0) },
        progress: { progress.show("replaying", $0, of: $1, unit: "events") }
      )
      return content.html(in: language)
    }
    let file = try output.open()
    try file.write(Array(html.utf8))
    try file.close()
  }

  /// The command that makes the same report again.
  private func command(asOf instant: Instant, knownAt position: Position?) throws -> String {
    var words = ["ticket-ledger", "report", "--ledger", try ledger.path()]
    words += ["--as-of", instant.description]
    if let position { words += ["--known-at", "\(position)"] }
    if let from { words += ["--from", from.description] }
    if let until { words += ["--until", until.description] }
    if let by { words += ["--by", by] }
    words += ["--window", "\(window)", "--language", language.rawValue]
    return ShellWord.line(words)
  }
}
