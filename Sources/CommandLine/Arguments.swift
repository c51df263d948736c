import ArgumentParser
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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The folder of the ledger's keys.",
      discussion: """
        Taken from the environment variable TICKET_LEDGER_KEYS where left out, or beside the ledger: \
        helpdesk.keys for helpdesk.ledger. What a new ledger needs is made there.
        """,
      valueName: "path"
    ),
    completion: .directory
  )
  var keys: String?

  /// The folder, from the option or the environment; its name is the last part.
  func path() throws -> String {
    let path = ledger ?? ProcessInfo.processInfo.environment["TICKET_LEDGER"] ?? ""
    guard !path.isEmpty else {
      throw Problem("no ledger is named; give --ledger PATH, or set TICKET_LEDGER")
    }
    guard let named = Paths.named(path) else {
      throw Problem("\(path): there is no such folder; name the ledger's own", exitCode: 3)
    }
    return named
  }

  /// The ledger's keys.
  func keyFolder() throws -> KeyFolder {
    let named = ProcessInfo.processInfo.environment["TICKET_LEDGER_KEYS"]
    return KeyFolder(
      forLedgerAt: try path(),
      named: keys ?? named.flatMap { $0.isEmpty ? nil : $0 }
    )
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
    case .json: Terminal.say(json().pretty)
    case .text: Terminal.say(text())
    }
  }
}

extension Instant {
  /// Reads an instant in RFC 3339, or a date.
  static func argument(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else {
      throw ValidationError("write RFC 3339, for example 2016-03-04T12:00:00Z")
    }
    return instant
  }
}

extension Knowledge {
  /// Reads a position, or an instant in RFC 3339.
  static func argument(_ text: String) throws -> Knowledge {
    if let position = UInt64(text) { return .position(Position(position)) }
    guard let instant = Instant(rfc3339: text) else {
      throw ValidationError(
        "write a position, for example 1200, or RFC 3339, for example 2016-03-04T12:00:00Z"
      )
    }
    return .recordedAt(instant)
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
    ),
    transform: Instant.argument
  )
  var asOf: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the ledger knew then; everything, where left out.",
      discussion: "A position in the log, or an instant of the ledger's clock.",
      valueName: "position|instant"
    ),
    transform: Knowledge.argument
  )
  var knownAt: Knowledge?

  /// Opens the ledger, asks, and closes it.
  ///
  /// The body is told the instant the answer is as of. The view is locked meanwhile: what else the
  /// ledger is asked is asked before or after, with ``ask(of:_:)``.
  func ask<R: Sendable>(
    _ arguments: LedgerArguments,
    examining: Bool = false,
    projections: [any Projection.Type] = Ledger.coreProjections,
    _ body: @Sendable (borrowing LedgerView, Instant) throws -> R
  ) async throws -> R {
    try await arguments.reading(examining: examining, projections: projections) {
      try await ask(of: $0, body)
    }
  }

  /// Asks an open ledger.
  func ask<R: Sendable>(
    of ledger: Ledger,
    _ body: @Sendable (borrowing LedgerView, Instant) throws -> R
  ) async throws -> R {
    let progress = ProgressLine()
    defer { progress.finish() }
    let instant = try instant(of: ledger)
    let show: @Sendable (UInt64, UInt64) -> Void = {
      progress.show("replaying", $0, of: $1, unit: "events")
    }
    return try await ledger.read(asOf: instant, knownAt: knownAt, progress: show) { view in
      try body(view, instant)
    }
  }

  /// As of when the answer is.
  func instant(of ledger: Ledger) throws -> Instant {
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
