import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// The command.
struct TicketLedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket-ledger",
    abstract: "An event-sourced ledger of helpdesk tickets.",
    discussion: """
      Every change of a ticket is an immutable event; queues, flow and figures are folded from the \
      events, at any past instant. Start with one of these:

        ticket-ledger simulate --ledger demo.ledger --tickets 2000
        ticket-ledger import csv log.csv --mapping servicenow --ledger it.ledger
        ticket-ledger queues --ledger it.ledger --as-of 2016-03-04T12:00:00Z

      The ledger may be named once for all in the environment variable TICKET_LEDGER. Exit codes: 0 \
      fine, 1 the answer is bad news, 2 the input or the command is wrong, 3 the ledger could not be \
      read or written, or the answer could not.
      """,
    version: "0.1.0",
    subcommands: [
      InitCommand.self, ImportCommand.self, SubmitCommand.self, SimulateCommand.self,
      QueuesCommand.self, BreachesCommand.self, RecurrenceCommand.self, FlowCommand.self,
      KPIsCommand.self, WorkloadCommand.self, SatisfactionCommand.self, TicketsCommand.self,
      TicketCommand.self, PolicyCommand.self, WhatIfCommand.self, ReportCommand.self,
      ReplayCommand.self, VerifyCommand.self, CheckpointCommand.self, ProveCommand.self,
      CheckProofCommand.self, ExportCommand.self, EraseCommand.self, KeysCommand.self,
      BackupCommand.self, StatCommand.self,
    ]
  )
}

@main
enum Program {
  static func main() async {
    Terminal.prepare()
    do {
      var command = try TicketLedgerCommand.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      exit(report(error))
    }
  }

  /// Says what went wrong, a line for each thing, and which exit code that is.
  private static func report(_ error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    if error is EnoughRead { return 0 }
    if let problem = Problem(error) {
      for line in problem.lines { Terminal.complain(line) }
      return problem.exitCode
    }
    let isClean = TicketLedgerCommand.exitCode(for: error) == .success
    let text = TicketLedgerCommand.fullMessage(for: error)
    if isClean { Terminal.say(text) } else { Terminal.complain(line(of: error, text)) }
    return isClean ? 0 : 2
  }

  /// What is wrong with the arguments, with the value's meaning and where to read more.
  private static func line(of error: any Error, _ text: String) -> String {
    let message = TicketLedgerCommand.message(for: error)
    let more = text.split(separator: "\n").last { $0.hasPrefix("  See '") }
    let remedy = more.map { "; see \($0.dropFirst(7).prefix { $0 != "'" })" } ?? ""
    return message.split(whereSeparator: \.isNewline).joined(separator: " ") + remedy
  }
}
