import ArgumentParser
import TicketExchange
import TicketLedger

/// Reads commands from standard input.
struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Record commands: JSON Lines on standard input, a receipt or refusal for each.",
    discussion: """
      One object a line; each is answered by one line, in order, once it is durable. Lines already \
      waiting share a commit. A refused line keeps none of the others back; the exit code is then 2.

        {"command":"open","reference":"K1","summary":"no tunnel","service":"VPN"}
        {"command":"route","ticket":"K1","team":"Network","expecting":1}
      """
  )

  @OptionGroup var ledger: LedgerArguments

  /// The most lines of one commit.
  private static let groupSize = 1000

  func run() async throws {
    let ledger = try await ledger.openForWriting()
    var hasRefused = false
    do {
      var lines = JSONLines(InputFile.standardInput.chunks).makeAsyncIterator()
      while true {
        let group = try await lines.nextGroup(upTo: SubmitCommand.groupSize)
        guard !group.isEmpty else { break }
        hasRefused = try await answer(group, in: ledger) || hasRefused
      }
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.end()
    if hasRefused { throw ExitCode(2) }
  }

  /// Submits the lines that can be read, and answers all.
  ///
  /// - Returns: Whether any was refused.
  private func answer(_ lines: [JSONLine], in ledger: Ledger) async throws -> Bool {
    let read = lines.map { line in (line.number, Result { try submission(of: line) }) }
    let accepted = read.compactMap { try? $0.1.get() }
    var results = try await ledger.submit(contentsOf: accepted).makeIterator()
    var output: [UInt8] = []
    var hasRefused = false
    for (number, submission) in read {
      var answer = JSONObject()
      answer["line"] = .whole(number)
      switch submission {
      case .failure(let error):
        hasRefused = true
        answer["refused"] = refused("input", Problem(error)?.line ?? "\(error)")
      case .success(let submission):
        switch results.next() {
        case .success(let receipt)?: try add(receipt, of: submission, to: &answer, in: ledger)
        case .failure(let refusal)?:
          hasRefused = true
          answer["refused"] = refused(refusal.rule.rawValue, refusal.description)
        case nil: break
        }
      }
      output += Array(JSONValue.object(answer).compact.utf8) + [UInt8(ascii: "\n")]
    }
    // What was not answered may not have been recorded: who closed the pipe has not had enough.
    Terminal.write(output, mustBeRead: true)
    return hasRefused
  }

  private func submission(of line: JSONLine) throws -> Submission {
    switch line.content {
    case .success(let value): return try SubmissionCoding.submission(from: value)
    case .failure(let error): throw error
    }
  }

  private func refused(_ rule: String, _ detail: String) -> JSONValue {
    ["rule": .string(rule), "detail": .string(detail)]
  }

  private func add(
    _ receipt: Receipt,
    of submission: Submission,
    to answer: inout JSONObject,
    in ledger: Ledger
  ) throws {
    if let ticket = receipt.ticket {
      // A text of digits may be the ledger's number of a ticket that has a reference.
      if case .reference(let reference) = submission.command.ticket, UInt64(reference) == nil {
        answer["ticket"] = .string(reference)
      } else {
        answer["ticket"] = .string(try ledger.reference(of: ticket) ?? "\(ticket)")
      }
      answer["number"] = .whole(ticket.rawValue)
    }
    answer["position"] = .whole(receipt.position.rawValue)
    answer["revision"] = .whole(receipt.revision)
    answer["recordedAt"] = receipt.recordedAt.json
  }
}
