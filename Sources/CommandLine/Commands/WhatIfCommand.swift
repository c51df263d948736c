import ArgumentParser
import TicketExchange
import TicketLedger

/// Measures the same history by another policy.
struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Breaches gained, lost and kept, had another policy been in force.",
    discussion: """
      The log is folded twice: under what was adopted, and as if the policy given had always been in \
      force. Nothing is recorded.

        ticket-ledger what-if --policy stricter.json --calendar extended-hours.json
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments
  @OptionGroup var documents: PolicyArguments

  @Option(name: .long, help: "In text, show at most so many breaches of each sort.")
  var limit = 20

  func run() async throws {
    guard documents.policy != nil else {
      throw Problem("no policy is named; give --policy FILE, or --policy starter")
    }
    try await ledger.reading { ledger in
      let known = ledger.read { $0.agreements.calendarNames }
      let (policy, calendars) = try documents.read(knownCalendars: known)
      guard let policy else { return }
      let instant = try time.instant(of: ledger)
      let progress = ProgressLine()
      defer { progress.finish() }
      let answer = try await ledger.whatIf(
        policy,
        calendars: calendars,
        asOf: instant,
        knownAt: time.knownAt,
        progress: { progress.show("replaying", $0, of: $1, unit: "events") }
      )
      progress.finish()
      let gained = try named(answer.gained, ledger)
      let lost = try named(answer.lost, ledger)
      format.answer(
        json: [
          "asOf": instant.json,
          "position": answer.position.map { .whole($0.rawValue) } ?? .null,
          "policy": .string(policy.name),
          "gained": .array(gained), "lost": .array(lost), "kept": .whole(answer.kept),
          "before": answer.before.json, "after": answer.after.json,
        ],
        text: text(answer, policy.name, gained, lost)
      )
    }
  }

  private func named(_ breaches: [ClockStatus], _ ledger: Ledger) throws -> [JSONValue] {
    try breaches.map { status in
      let team = ledger.read { $0.name(of: status.queue.team) }
      return try NamedStatus(status: status, team: team).json(ledger)
    }
  }

  private func text(
    _ answer: WhatIf,
    _ name: String,
    _ gained: [JSONValue],
    _ lost: [JSONValue]
  ) -> String {
    var lines = [
      "before: \(answer.before.text)", "after:  \(answer.after.text)",
      "under \(name): \(gained.count) breaches gained, \(lost.count) lost, \(answer.kept) kept",
    ]
    for (title, breaches) in [("GAINED", gained), ("LOST", lost)] where !breaches.isEmpty {
      var table = TextTable([title, "CLOCK", "CYCLE", "DUE", "OVERRUN"], alignedRight: [2, 4])
      for breach in breaches.prefix(limit).compactMap(\.object) {
        table.add([
          breach["ticket"]?.string ?? "", breach["clock"]?.string ?? "",
          breach["cycle"]?.compact ?? "", breach["dueAt"]?.string ?? "–",
          readable(seconds: breach["overrun"]?.double),
        ])
      }
      lines += ["", table.text]
      if breaches.count > limit {
        lines.append("… and \(breaches.count - limit) more; see --limit")
      }
    }
    return lines.joined(separator: "\n")
  }
}
