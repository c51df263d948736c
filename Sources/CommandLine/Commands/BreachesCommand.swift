import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// Shows which targets were missed.
struct BreachesCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "breaches",
    abstract: "Targets that were missed, and how many were met, at any instant.",
    usage: "ticket-ledger breaches [--ledger <path>] [options]",
    discussion: """
      A clock is late from the first open, unpaused instant at or after its due time, whether anybody \
      looked or not. Ended clocks keep their verdict; running ones are judged as of the instant. \
      --team, --level and --clock narrow all of the answer: the list, the summary and the compliance.

        ticket-ledger breaches --as-of 2026-03-31T22:00:00Z --by clock,month
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: "Only clocks of tickets that this team holds, or held when they ended."
  )
  var team: String?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Only clocks at this level.",
    transform: WholeNumber.level
  )
  var level: UInt8?

  @Option(name: .long, help: "Only this clock: \(ServiceClock.names).")
  var clock: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Compliance told apart by these.",
      discussion:
        "One or more, with commas: policy, rule, clock, team, level, priority, month, or any dimension.",
      valueName: "keys"
    )
  )
  var by: String?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp("In text, show at most so many breaches.", valueName: "n")
  )
  var limit = 50

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
    if let clock, ServiceClock(name: clock) == nil {
      throw ValidationError("--clock: there is no clock \(clock); use \(ServiceClock.names)")
    }
    _ = try keyNames
  }

  /// The names of what compliance is told apart by, each once.
  fileprivate var keyNames: [String] {
    get throws {
      guard let by else { return [] }
      var names: [String] = []
      for part in by.split(separator: ",", omittingEmptySubsequences: false) {
        let name = part.trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty else {
          throw ValidationError("--by: a name is missing; write for example clock,month")
        }
        guard !names.contains(name) else {
          throw ValidationError("--by: \(name) stands twice; leave one of them out")
        }
        names.append(name)
      }
      return names
    }
  }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    try await ledger.reading(examining: isExport) { ledger in
      let arguments = self
      let answer = try await time.ask(of: ledger) { view, asOf in
        try ServiceAnswer(view, asOf: asOf, arguments)
      }
      let breaches = try NamedBreach.named(answer.breaches, in: ledger)
      var json = JSONObject()
      json["asOf"] = answer.asOf.json
      json["position"] = answer.position.map { .whole($0) } ?? .null
      json["summary"] = answer.summary.json
      if by != nil { json["compliance"] = .array(answer.groups.map { answer.json(of: $0) }) }
      json["breaches"] = .array(breaches.map(\.json))
      return CommandAnswer(
        json: .object(json),
        text: text(answer, breaches),
        columns: [
          "breaches": [
            "ticket", "number", "clock", "cycle", "policy", "rule", "dueAt", "breachedAt",
            "stoppedAt", "elapsed", "overrun", "team", "level",
          ]
        ],
        notes: answer.notes
      )
    }
  }

  private func text(_ answer: ServiceAnswer, _ breaches: [NamedBreach]) -> String {
    var lines = ["as of \(answer.asOf): \(answer.summary.text)"]
    if by != nil {
      let count = answer.keys.count
      var table = TextTable(
        answer.keys.map { $0.uppercased() } + ["MET", "BREACHED", "RUNNING", "COMPLIANCE"],
        alignedRight: Set(count..<count + 4)
      )
      for group in answer.groups {
        let counts = group.counts
        table.add(
          group.values.map { $0 ?? "–" }
            + ["\(counts.met)", "\(counts.breached)", "\(counts.running)"]
            + [percent(counts.compliance)]
        )
      }
      lines += ["", table.text]
    }
    lines += NamedBreach.table(breaches, title: "TICKET", limit: limit)
    return lines.joined(separator: "\n")
  }
}

/// What a view tells of missed targets.
private struct ServiceAnswer: Sendable {
  let asOf: Instant
  /// Where the last event known stands; nil where none is.
  let position: UInt64?
  let summary: ComplianceCounts
  /// What the groups are told apart by.
  let keys: [String]
  let groups: [ComplianceGroup]
  let breaches: [ClockStatus]
  let notes: [String]

  init(
    _ view: borrowing LedgerView,
    asOf: Instant,
    _ arguments: BreachesCommand
  ) throws {
    self.asOf = asOf
    position = view.position?.rawValue
    notes = arguments.ledger.notes(onPromisesIn: view, knownAt: arguments.time.knownAt)
    var filter = CycleFilter(level: arguments.level)
    filter.clock = arguments.clock.flatMap { ServiceClock(name: $0) }
    if let team = arguments.team {
      filter.team = try view.term(team, in: .team, option: "--team")
    }
    breaches = view.breaches(of: filter, asOf: asOf)
    summary = view.serviceSummary(of: filter, asOf: asOf)
    keys = try arguments.keyNames
    var meant: [ComplianceKey] = []
    for name in keys { meant.append(try ComplianceKey(name, in: view)) }
    groups = meant.isEmpty ? [] : view.compliance(by: meant, of: filter, asOf: asOf)
  }

  /// A group as answers show it.
  func json(of group: ComplianceGroup) -> JSONValue {
    var key = JSONObject()
    for (name, value) in zip(keys, group.values) { key[name] = .text(value) }
    var object = JSONObject()
    object["key"] = .object(key)
    for member in group.counts.json.object?.members ?? [] { object[member.key] = member.value }
    return .object(object)
  }
}

extension ComplianceKey {
  fileprivate init(_ name: String, in view: borrowing LedgerView) throws {
    let known: [String: ComplianceKey] = [
      "policy": .policy, "rule": .rule, "clock": .clock, "team": .team, "level": .level,
      "priority": .priority, "month": .month,
    ]
    if let key = known[name] {
      self = key
    } else if let dimension = view.catalogue.dimension(named: name), dimension.classifiesTickets {
      self = .dimension(dimension)
    } else {
      let words = known.keys.sorted().joined(separator: ", ")
      throw Problem("--by: there is no \(name); use \(words), or a dimension of the ledger")
    }
  }
}
