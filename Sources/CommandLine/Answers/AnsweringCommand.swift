import ArgumentParser
import TicketExchange

/// A command that asks the ledger one question, and whose answer can be exported.
protocol AnsweringCommand: AsyncParsableCommand {
  var ledger: LedgerArguments { get }
  var format: FormatArguments { get }

  /// Asks.
  ///
  /// - Parameter isExport: Whether everything is wanted that a list for people would cut, and of a file whose
  ///   pages are examined first.
  /// - Returns: The answer, in each of its forms.
  /// - Throws: What is wrong with the question or the ledger.
  func answer(isExport: Bool) async throws -> CommandAnswer
}

extension AnsweringCommand {
  func run() async throws {
    let answer = try await answer(isExport: false)
    format.show(answer)
    answer.tellNotes()
  }
}
