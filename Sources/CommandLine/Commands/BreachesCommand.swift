import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows which targets were missed.
struct BreachesCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "breaches",
    abstract: "Targets that were missed, and how many were met, at any instant.",
    discussion: """
      A clock is late from the first open, unpaused instant at or after its due time, whether anybody \
      looked or not. Ended clocks keep their verdict; running ones are judged as of the instant.

        ticket-ledger breaches --as-of 2026-03-31T22:00:00Z --by clock,month
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, help: "Only breaches of this team's tickets.")
  var team: String?

  @Option(name: .long, help: "Only breaches at this level.")
  var level: UInt8?

  @Option(name: .long, help: "Only breaches of this clock: \(ServiceClock.names).")
  var clock: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Compliance told apart by these.",
      discussion: "policy, rule, clock, team, level, priority, month, or any dimension.",
      valueName: "key,key"
    )
  )
  var by: String?

  @Option(name: .long, help: "In text, show at most so many breaches.")
  var limit = 50

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
    if let clock, ServiceClock(name: clock) == nil {
      throw ValidationError("--clock: there is no clock \(clock); use \(ServiceClock.names)")
    }
  }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    try await ledger.reading { ledger in
      let arguments = self
      let answer = try await time.ask(of: ledger) { view, asOf in
        try ServiceAnswer(view, asOf: asOf, arguments)
      }
      let breaches = try answer.breaches.map { try $0.json(ledger) }
      var json = JSONObject()
      json["asOf"] = answer.asOf.json
      json["position"] = answer.position.map { .whole($0) } ?? .null
      json["summary"] = answer.summary.json
      if by != nil { json["compliance"] = .array(answer.groups) }
      json["breaches"] = .array(breaches)
      return CommandAnswer(
        json: .object(json),
        text: text(answer, breaches),
        columns: [
          "breaches": [
            "ticket", "number", "clock", "cycle", "policy", "rule", "dueAt", "breachedAt",
            "stoppedAt", "elapsed", "overrun", "team", "level",
          ]
        ]
      )
    }
  }

  private func text(_ answer: ServiceAnswer, _ breaches: [JSONValue]) -> String {
    var lines = ["as of \(answer.asOf): \(answer.summary.text)"]
    if let by {
      let keys = by.split(separator: ",").map { $0.uppercased() }
      var table = TextTable(
        keys + ["MET", "BREACHED", "RUNNING", "COMPLIANCE"],
        alignedRight: Set(keys.count...(keys.count + 3))
      )
      for group in answer.groups.compactMap(\.object) {
        let values = group["key"]?.object?.members.map { $0.value.string ?? "–" } ?? []
        table.add(
          values + ["met", "breached", "running"].map { group[$0]?.compact ?? "" }
            + [percent(group["compliance"]?.double)]
        )
      }
      lines += ["", table.text]
    }
    if !breaches.isEmpty {
      var table = TextTable(
        ["TICKET", "CLOCK", "CYCLE", "TEAM", "LEVEL", "DUE", "LATE SINCE", "STOPPED", "OVERRUN"],
        alignedRight: [2, 4, 8]
      )
      for breach in breaches.prefix(limit).compactMap(\.object) {
        table.add([
          breach["ticket"]?.string ?? "", breach["clock"]?.string ?? "",
          breach["cycle"]?.compact ?? "", breach["team"]?.string ?? "(no team)",
          breach["level"]?.compact ?? "", breach["dueAt"]?.string ?? "–",
          breach["breachedAt"]?.string ?? "", breach["stoppedAt"]?.string ?? "running",
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

/// What a view tells of missed targets.
private struct ServiceAnswer: Sendable {
  let asOf: Instant
  /// Where the last event known stands; nil where none is.
  let position: UInt64?
  let summary: ComplianceCounts
  let groups: [JSONValue]
  let breaches: [NamedStatus]

  init(
    _ view: borrowing LedgerView,
    asOf: Instant,
    _ arguments: BreachesCommand
  ) throws {
    self.asOf = asOf
    position = view.position?.rawValue
    if let team = arguments.team { _ = try view.term(team, in: .team, option: "--team") }
    var breaches: [NamedStatus] = []
    for status in view.breaches(asOf: asOf) {
      let team = view.name(of: status.queue.team)
      if let wanted = arguments.team, wanted != team { continue }
      if let level = arguments.level, level != status.queue.level { continue }
      if let clock = arguments.clock, clock != status.clock.name { continue }
      breaches.append(NamedStatus(status: status, team: team))
    }
    self.breaches = breaches
    summary = view.serviceSummary(asOf: asOf)
    let names = arguments.by?.split(separator: ",").map(String.init) ?? []
    var keys: [ComplianceKey] = []
    for name in names { keys.append(try ComplianceKey(name, in: view)) }
    var groups: [JSONValue] = []
    for group in keys.isEmpty ? [] : view.compliance(by: keys, asOf: asOf) {
      var key = JSONObject()
      for (name, value) in zip(names, group.values) { key[name] = .text(value) }
      var object = JSONObject()
      object["key"] = .object(key)
      for member in group.counts.json.object?.members ?? [] { object[member.key] = member.value }
      groups.append(.object(object))
    }
    self.groups = groups
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
