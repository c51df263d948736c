public import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// Which ledger.
struct LedgerArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The ledger's folder.",
      discussion: "Taken from the environment variable TICKET_LEDGER where left out.",
      valueName: "path"
    ),
    completion: .directory
  )
  var ledger: String?

  /// The folder, from the option or the environment.
  func path() throws -> String {
    if let ledger { return ledger }
    if let path = ProcessInfo.processInfo.environment["TICKET_LEDGER"], !path.isEmpty {
      return path
    }
    throw Problem("no ledger is named; give --ledger PATH, or set TICKET_LEDGER")
  }

  /// Opens the ledger for questions.
  func openForReading() async throws -> Ledger {
    try await Ledger.open(at: try path(), options: .init(access: .readOnly))
  }

  /// Opens the ledger for writing, and makes one with defaults where there is none.
  func openForWriting(origin: String? = nil) async throws -> Ledger {
    try await Ledger.open(at: try path(), options: .init(origin: origin))
  }
}

/// Text for people, or JSON for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How to answer.
struct FormatArguments: ParsableArguments {
  @Option(name: .long, help: "Tables for people, or one JSON document for programs.")
  var format: OutputFormat = .text

  /// Prints an answer in the format asked for.
  func answer(json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) {
    switch format {
    case .json: Terminal.write(Array((json().pretty + "\n").utf8))
    case .text: Terminal.write(Array((text() + "\n").utf8))
    }
  }
}

extension Instant: ExpressibleByArgument {
  /// Reads an instant in RFC 3339, or a date.
  init?(argument: String) {
    self.init(rfc3339: argument)
  }
}

extension Knowledge: ExpressibleByArgument {
  /// Reads a position, or an instant in RFC 3339.
  init?(argument: String) {
    if let position = UInt64(argument) {
      self = .position(Position(position))
    } else if let instant = Instant(rfc3339: argument) {
      self = .recordedAt(instant)
    } else {
      return nil
    }
  }
}

/// As of when, and as known when.
struct TimeArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "What had happened by then; now, where left out.",
      discussion: "RFC 3339, for example 2016-03-04T12:00:00Z.",
      valueName: "instant"
    )
  )
  var asOf: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the ledger knew then; everything, where left out.",
      discussion: "A position in the log, or an instant of the ledger's clock.",
      valueName: "position|instant"
    )
  )
  var knownAt: Knowledge?

  /// Opens the ledger, asks, and closes it.
  ///
  /// The body is told the instant the answer is as of.
  func ask<R: Sendable>(
    _ arguments: LedgerArguments,
    _ body: @Sendable (borrowing LedgerView, Instant, Ledger) throws -> R
  ) async throws -> R {
    let ledger = try await arguments.openForReading()
    let progress = ProgressLine()
    do {
      let instant = try instant(of: ledger)
      let tell: @Sendable (UInt64, UInt64) -> Void = { folded, total in
        progress.show("replaying", folded, of: total, unit: "events")
      }
      let answer = try await ledger.read(asOf: instant, knownAt: knownAt, progress: tell) { view in
        try body(view, instant, ledger)
      }
      progress.finish()
      await ledger.close()
      return answer
    } catch {
      progress.finish()
      await ledger.close()
      throw error
    }
  }

  private func instant(of ledger: Ledger) throws -> Instant {
    if let asOf { return asOf }
    switch knownAt {
    case nil: return .now
    case .recordedAt(let instant)?: return instant
    case .position(let position)?:
      guard let event = try ledger.event(at: position) else {
        throw LedgerError.beyondEnd(position)
      }
      return event.recordedAt
    }
  }
}
