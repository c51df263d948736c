import TicketExchange
import TicketLedger

extension RecurrenceAnswer {
  /// The patterns and chains that text shows where no limit is given.
  private static let usualLimit = 20
  /// The weeks that text shows, the latest ones.
  private static let weeksInText = 13

  /// The answer for people.
  func text(_ ledger: Ledger) throws -> String {
    let limit = arguments.limit ?? RecurrenceAnswer.usualLimit
    var parts = [summary]
    var table = TextTable(
      keyTitles + [
        "TICKETS", "REQUESTERS", "RECURRED", "REPEATS", "REOPENED", "MINUTES", "TREND", "95 %", "P",
        "FIRST SEEN", "LAST SEEN",
      ],
      alignedRight: Set(keyTitles.count..<(keyTitles.count + 9))
    )
    for pattern in patterns.patterns.prefix(limit) {
      let counts = [
        pattern.tickets, pattern.requesters, pattern.recurrences, pattern.repeats,
        pattern.reopened, Int(clamping: pattern.minutesLost),
      ]
      table.add(
        texts(of: pattern.key) + counts.map { "\($0)" } + RecurrenceAnswer.texts(of: pattern.trend)
          + ["\(pattern.firstSeen)", "\(pattern.lastSeen)"]
      )
    }
    if patterns.patternCount > 0 { parts.append(table.text) }
    if patterns.patternCount > min(limit, patterns.patterns.count) {
      let more = patterns.patternCount - min(limit, patterns.patterns.count)
      parts[parts.count - 1] += "\n… and \(more) more; see --limit"
    }
    if arguments.matrix, !patterns.patterns.isEmpty { parts.append(matrix(limit)) }
    if let chains { parts += try text(of: chains, limit, ledger) }
    return parts.joined(separator: "\n\n")
  }

  private var keyTitles: [String] { arguments.names.map { $0.uppercased() } }

  private var summary: String {
    let left = patterns.leftOut == 0 ? "" : "; \(patterns.leftOut) tickets with an unknown part"
    return "\(patterns.patternCount) patterns of \(patterns.counted) tickets by "
      + arguments.names.joined(separator: ", ") + " as of \(asOf)\(left)\n"
      + "recurred: opened at most \(arguments.window) days after a resolution of the same pattern"
  }

  private static func texts(of trend: WeeklyTrend?) -> [String] {
    guard let trend else { return ["–", "–", "–"] }
    let bounds = [trend.lower, trend.upper].map { $0.map { hundredths($0) } ?? "–" }
    return [
      hundredths(trend.slope), bounds.joined(separator: " to "), hundredths(trend.pValue, sign: ""),
    ]
  }

  /// A number with two decimals, and its sign.
  private static func hundredths(_ number: Double, sign: String = "+") -> String {
    let count = Int((abs(number) * 100).rounded())
    let digits = "\(count / 100)." + (count % 100 < 10 ? "0" : "") + "\(count % 100)"
    return count == 0 ? digits : (number < 0 ? "-" : sign) + digits
  }

  private func matrix(_ limit: Int) -> String {
    let skipped = max(patterns.weeks.count - RecurrenceAnswer.weeksInText, 0)
    let weeks = patterns.weeks.dropFirst(skipped).map { week in
      String(week.start.description.prefix(10).dropFirst(5))
    }
    var table = TextTable(
      keyTitles + weeks,
      alignedRight: Set(keyTitles.count..<(keyTitles.count + weeks.count))
    )
    for pattern in patterns.patterns.prefix(limit) {
      let counts = pattern.ticketsPerWeek.dropFirst(skipped)
      table.add(texts(of: pattern.key) + counts.map { $0 == 0 ? "·" : "\($0)" })
    }
    let hidden = skipped == 0 ? "" : "; \(skipped) weeks before are in the JSON"
    return "tickets by week of their openings, named by its Monday\(hidden)\n" + table.text
  }

  private func text(
    of chains: RecurrenceChains,
    _ limit: Int,
    _ ledger: Ledger
  ) throws -> [String] {
    var parts = ["\(chains.chainCount) chains, \(chains.endedCount) ended by a problem ticket"]
    guard !chains.chains.isEmpty, limit > 0 else { return parts }
    var table = TextTable(
      keyTitles + ["RECURRED", "STARTED", "LAST OPENED", "ENDED BY", "TICKETS"],
      alignedRight: [keyTitles.count]
    )
    for chain in chains.chains.prefix(limit) {
      var tickets = try chain.links.prefix(8).map { try ledger.name(of: $0.ticket) }
      if chain.links.count > tickets.count { tickets.append("…") }
      table.add(
        texts(of: chain.key) + [
          "\(chain.recurrences)", "\(chain.links.first?.openedAt ?? .distantPast)",
          "\(chain.links.last?.openedAt ?? .distantPast)",
          try chain.endedBy.map { try ledger.name(of: $0) } ?? "–",
          tickets.joined(separator: " → "),
        ]
      )
    }
    parts[0] += "\n" + table.text
    if chains.chainCount > min(limit, chains.chains.count) {
      let more = chains.chainCount - min(limit, chains.chains.count)
      parts[0] += "\n… and \(more) more; see --limit"
    }
    return parts
  }
}
