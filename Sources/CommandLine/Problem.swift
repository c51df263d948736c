import TicketExchange
import TicketLedger

/// An error as the command reports it: a line for each thing that is wrong, and an exit code.
struct Problem: Error {
  /// What is wrong, where, and the remedy; several lines only where a file has several faults.
  let lines: [String]
  /// All of it in one line.
  var line: String { lines.joined(separator: "; ") }
  /// 2 where the input or the command is wrong, 3 where the ledger could not be read or written, or
  /// the answer could not be written.
  let exitCode: Int32

  /// A wrong input or command, unless another code is given.
  init(_ line: String, exitCode: Int32 = 2) {
    self.init([line], exitCode: exitCode)
  }

  private init(_ lines: [String], exitCode: Int32 = 2) {
    self.lines = lines
    self.exitCode = exitCode
  }

  /// What a thrown error amounts to; nil for the argument parser's own.
  init?(_ error: any Error) {
    switch error {
    case let error as Problem: self = error
    case let error as LedgerError: self.init(error)
    case let error as ImportError: self.init(error.description)
    case let error as InputError: self.init(error.description)
    case let error as DocumentError: self.init(error.lines)
    case let error as ZoneFault: self.init("\(error)")
    case let error as JSONLineError: self.init(error.description)
    case let error as JSONFieldError: self.init(error.description)
    case is CancellationError: self.init("cancelled; run it again to go on")
    default: return nil
    }
  }

  private init(_ error: LedgerError) {
    lines = [
      error.description.replacing(
        "ask for it to be created",
        with: "make one with init, import, submit or simulate"
      )
    ]
    switch error {
    case .refused, .beyondEnd, .cancelled: exitCode = 2
    default: exitCode = 3
    }
  }
}
