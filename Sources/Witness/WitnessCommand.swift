import ArgumentParser
import Foundation

/// The command of a witness.
struct WitnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-witness",
    abstract: "Cosigns the checkpoints of logs that only ever grew.",
    discussion: """
      A witness remembers the last checkpoint of each log that it knows, and signs the next one only \
      if the log proves that it grew from there: whoever trusts the witness knows that the log's \
      operator took nothing back and shows everybody one history. C2SP tlog-witness says what a \
      request is.

        ledger-witness init --state desk.witness --name auditor.example/witness
        ledger-witness add-log --state desk.witness log.vkey
        ledger-witness cosign --state desk.witness request.txt

      Run it where the log's operator has no say, and keep one state file, without copies that are put \
      back: a witness that forgets can be lied to. Exit codes: 0 fine, 1 not cosigned, 2 the input or \
      the command is wrong, 3 the state could not be read or written, or the \
      answer could not.
      """,
    version: "0.1.0",
    subcommands: [InitCommand.self, AddLogCommand.self, CosignCommand.self, StatusCommand.self]
  )
}

@main
enum Program {
  static func main() {
    Terminal.prepare()
    do {
      var command = try WitnessCommand.parseAsRoot()
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// Says what went wrong, and which exit code that is.
  private static func report(_ error: any Error) -> Int32 {
    if let problem = error as? Problem {
      Terminal.complain(problem.lines)
      return problem.exitCode
    }
    if WitnessCommand.exitCode(for: error) == .success {
      do {
        try Terminal.say("\(WitnessCommand.fullMessage(for: error))\n")
        return 0
      } catch {
        return report(error)
      }
    }
    let message = WitnessCommand.message(for: error)
    Terminal.complain([message.split(whereSeparator: \.isNewline).joined(separator: " ")])
    return 2
  }
}
