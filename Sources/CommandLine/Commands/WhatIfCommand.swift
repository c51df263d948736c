import ArgumentParser
import TicketExchange
import TicketLedger

/// Measures the same history by another policy, or other calendars.
struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Breaches gained, lost and kept, had another policy or calendar been in force.",
    usage: "ticket-ledger what-if [--ledger <path>] [options]",
    discussion: """
      The log is folded twice: under what was adopted, and as if the policy given, and the calendars \
      given in place of adopted ones of their names, had always been in force. Nothing is recorded.

        ticket-ledger what-if --policy stricter.json
        ticket-ledger what-if --calendar extended-hours.json
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments
  @OptionGroup var documents: PolicyArguments

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "In text, show at most so many breaches of each sort."
  )
  var limit = 20

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
  }

  func run() async throws {
    guard documents.policy != nil || !documents.calendar.isEmpty else {
      throw Problem("nothing is supposed; give --policy FILE, --calendar FILE, or both")
    }
    try await ledger.reading { ledger in
      let (policy, calendars) = try documents.read(adopted: ledger.calendars)
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
      let gained = try NamedBreach.named(answer.gained, in: ledger)
      let lost = try NamedBreach.named(answer.lost, in: ledger)
      format.answer(
        json: [
          "asOf": instant.json,
          "position": answer.position.map { .whole($0.rawValue) } ?? .null,
          "policy": .text(policy?.name),
          "calendars": .array(calendars.map { .string($0.name) }),
          "gained": .array(gained.map(\.json)), "lost": .array(lost.map(\.json)),
          "kept": .whole(answer.kept),
          "before": answer.before.json, "after": answer.after.json,
        ],
        text: text(answer, asOf: instant, under: names(policy, calendars), gained, lost)
      )
    }
  }

  private func names(_ policy: ServicePolicy?, _ calendars: [ServiceCalendar]) -> String {
    let names = (policy.map { [$0.name] } ?? []) + calendars.map { "calendar \($0.name)" }
    return Terminal.harmless(names.joined(separator: ", "))
  }

  private func text(
    _ answer: WhatIf,
    asOf instant: Instant,
    under names: String,
    _ gained: [NamedBreach],
    _ lost: [NamedBreach]
  ) -> String {
    let breaches = gained.count == 1 ? "1 breach" : "\(gained.count) breaches"
    var lines = [
      "as of \(instant)", "before: \(answer.before.text)", "after:  \(answer.after.text)",
      "under \(names): \(breaches) gained, \(lost.count) lost, \(answer.kept) kept",
    ]
    lines += NamedBreach.table(gained, title: "GAINED", limit: limit)
    lines += NamedBreach.table(lost, title: "LOST", limit: limit)
    return lines.joined(separator: "\n")
  }
}
