import ArgumentParser
import TicketExchange

/// Writes an answer as CSV.
struct ExportCSVCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Write an answer as CSV, with the figures of its JSON.",
    discussion: """
      A record a line after RFC 4180, the names of the columns first. Each answer is asked for as by \
      the command of its name, with its options:

        ticket-ledger export csv recurrence --by service,category --output patterns.csv
        ticket-ledger export csv breaches --table figures --as-of 2026-03-31T22:00:00Z

      A text that a spreadsheet would take for a formula, because it begins with =, +, - or @, gets an \
      apostrophe in front, and so does a text that begins with an apostrophe.
      """,
    subcommands: [
      Answer<QueuesCommand>.self, Answer<BreachesCommand>.self, Answer<RecurrenceCommand>.self,
      Answer<FlowCommand>.self, Answer<KPIsCommand>.self, Answer<WorkloadCommand>.self,
      Answer<SatisfactionCommand>.self, Answer<TicketsCommand>.self,
    ]
  )

  /// Writes the answer of one command.
  struct Answer<Question: AnsweringCommand>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      let question = Question.configuration
      return CommandConfiguration(
        commandName: question.commandName,
        abstract: question.abstract,
        usage: "ticket-ledger export csv \(question.commandName ?? "") [<options>]",
        discussion: question.discussion
      )
    }

    @OptionGroup var question: Question
    @OptionGroup var output: OutputArguments

    @Option(
      name: .long,
      help: ArgumentHelp(
        "Which of the answer's tables: one of its lists, or figures for what stands beside them.",
        discussion: "The answer's main list, where left out.",
        valueName: "name"
      )
    )
    var table: String?

    func validate() throws {
      guard question.format.format == .text else {
        throw ValidationError("--format: export csv writes CSV; leave it out")
      }
    }

    func run() async throws {
      let answer = try await question.answer(isExport: true)
      guard let bytes = answer.csv(table) else {
        let names = answer.tables.joined(separator: ", ")
        throw Problem("--table: there is no \(table ?? ""); use \(names)")
      }
      let file = try output.open()
      try file.write(bytes)
      try file.close()
      answer.tellNotes()
    }
  }
}
