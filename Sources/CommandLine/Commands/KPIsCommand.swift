public import ArgumentParser
import TicketExchange
import TicketLedger

extension BacklogStep: ExpressibleByArgument {}

/// Shows volume, times and quality.
struct KPIsCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpis",
    abstract: "Volume, times to acknowledge, respond and resolve, quality, at any instant.",
    usage: "ticket-ledger kpis [<options>]",
    discussion: """
      Times go from the opening: to acknowledge until an agent had the ticket, began or replied; to \
      respond until an agent replied; to resolve until the first resolution; tickets without are left \
      out. All are in seconds, elapsed and in the hours of a calendar. Percentiles are by nearest \
      rank. Team, level and priority are those at the first resolution, or of now where there was \
      none; everything else is as the ticket is now.

        ticket-ledger kpis --by month,team --from 2016-01-01
        ticket-ledger kpis --by priority --calendar office
        ticket-ledger kpis --backlog week
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var figures: FigureArguments
  @OptionGroup var windowArguments: WindowArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Figures told apart by these.",
      discussion: "month, team, level, priority, kind, causeClass, or any dimension.",
      valueName: "key,key"
    )
  )
  var by: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Count business time by this calendar of the ledger.",
      discussion:
        "Where left out, by the first that the policy in force names, or around the clock.",
      valueName: "name"
    )
  )
  var calendar: String?

  @Option(name: .long, help: "The open tickets by level at the end of each day or week, in UTC.")
  var backlog: BacklogStep?

  func answer(isExport: Bool) async throws -> CommandAnswer {
    let arguments = self
    return try await time.ask(ledger, examining: isExport) { view, asOf in
      let filter = try arguments.figures.filter(in: view)
      guard let hours = view.businessHours(of: arguments.calendar, asOf: asOf) else {
        throw Problem("--calendar: the ledger has none called \(arguments.calendar ?? "")")
      }
      let names = FigureKey.names(of: arguments.by)
      let keys = try FigureKey.keys(arguments.by, in: view)
      let window = arguments.windowArguments.window
      let totals = view.governance(filter, hours: hours, windowInDays: window, asOf: asOf)
      let groups =
        keys.isEmpty
        ? [] : view.governance(filter, by: keys, hours: hours, windowInDays: window, asOf: asOf)
      var series: [Backlog]?
      if let step = arguments.backlog {
        series = view.backlog(in: filter.period, every: step, filter, asOf: asOf)
      }
      let total = totals[0].figures
      var json = JSONObject()
      json["asOf"] = asOf.json
      json["position"] = view.position.map { .whole($0.rawValue) } ?? .null
      arguments.figures.add(to: &json)
      json["calendar"] = .text(hours.calendar)
      json.add(total.json(windowInDays: window))
      if !keys.isEmpty {
        json["by"] = .array(names.map { .string($0) })
        json["groups"] = .array(
          groups.map { group in
            var object = JSONObject()
            object["key"] = .key(names, group.values)
            object.add(group.figures.json(windowInDays: window))
            return .object(object)
          }
        )
      }
      if let series { json["backlog"] = .array(series.map(\.json)) }
      return CommandAnswer(
        json: .object(json),
        text: arguments.text(total, names, groups, series, hours, asOf),
        columns: arguments.columns(of: names),
        notes: arguments.ledger.notes(onPromisesIn: view, knownAt: arguments.time.knownAt)
      )
    }
  }

  private func columns(of names: [String]) -> KeyValuePairs<String, [String]> {
    let groups = names.map { "key.\($0)" } + ["opened", "resolved", "closed", "open"]
    switch (names.isEmpty, backlog) {
    case (true, nil): return [:]
    case (true, _?): return ["backlog": ["at", "open"]]
    case (false, nil): return ["groups": groups]
    case (false, _?): return ["groups": groups, "backlog": ["at", "open"]]
    }
  }

  @Sendable private func text(
    _ total: GovernanceFigures,
    _ names: [String],
    _ groups: [GovernanceGroup],
    _ series: [Backlog]?,
    _ hours: BusinessHours,
    _ asOf: Instant
  ) -> String {
    var table = TextTable(["", ""], alignedRight: [1])
    for (name, count) in total.counts { table.add([label(of: name, asOf), "\(count)"]) }
    let elapsed = total.timeToResolve.elapsed
    table.add(["mean time to resolve", readable(seconds: elapsed.meanInSeconds)])
    for percent in [50, 90, 95, 99] {
      let time = readable(seconds: elapsed.percentileInSeconds(percent))
      table.add(["\(percent) % resolved within", time])
    }
    table.add(["reopened in \(windowArguments.window) days", percent(total.reopenRate)])
    table.add(["compliance", percent(total.compliance.compliance)])
    let ratings = counted(total.ratings.count, "rating")
    let rating = total.ratings.count == 0 ? "mean rating" : "mean of \(ratings)"
    table.add([rating, mark(total.ratings.mean)])
    let lines = table.text.split(separator: "\n").joined(separator: "\n")
    let calendar = hours.calendar.map { "the hours of \($0)" } ?? "hours around the clock"
    var times = TextTable(
      ["TIME TO", "TICKETS", "MEAN", "MEDIAN", "90 %", "BUSINESS MEAN", "MEDIAN", "90 %"],
      alignedRight: [1, 2, 3, 4, 5, 6, 7]
    )
    for (name, time) in [
      ("acknowledge", total.timeToAcknowledge), ("respond", total.timeToRespond),
      ("resolve", total.timeToResolve),
    ] {
      times.add([name, "\(time.elapsed.count)"] + time.elapsed.texts + time.business.texts)
    }
    var parts = ["\(figures.title(asOf: asOf)):\n\(lines)"]
    parts.append("\(times.text)\nbusiness time is counted in \(calendar)")
    if !names.isEmpty { parts.append(groupTable(groups, by: names)) }
    if let series { parts.append(backlogTable(series)) }
    return parts.joined(separator: "\n\n")
  }

  /// What a count is called for people.
  private func label(of name: String, _ asOf: Instant) -> String {
    switch name {
    case "cancelledOrMerged": "cancelled or merged"
    // The others are of the period.
    case "open" where figures.until != nil: "open as of \(asOf)"
    default: name
    }
  }

  private func groupTable(_ groups: [GovernanceGroup], by names: [String]) -> String {
    var table = TextTable(
      names.map { $0.uppercased() } + [
        "OPENED", "RESOLVED", "OPEN", "MEDIAN TO RESPOND", "TO RESOLVE", "90 %", "BUSINESS",
        "REOPENED", "COMPLIANCE", "RATING",
      ],
      alignedRight: Set(names.count...(names.count + 9))
    )
    for group in groups {
      let figures = group.figures
      table.add(
        group.values.map { $0 ?? "–" } + [
          "\(figures.opened)", "\(figures.resolved)", "\(figures.open)",
          readable(seconds: figures.timeToRespond.elapsed.percentileInSeconds(50)),
          readable(seconds: figures.timeToResolve.elapsed.percentileInSeconds(50)),
          readable(seconds: figures.timeToResolve.elapsed.percentileInSeconds(90)),
          readable(seconds: figures.timeToResolve.business.percentileInSeconds(50)),
          percent(figures.reopenRate), percent(figures.compliance.compliance),
          mark(figures.ratings.mean),
        ]
      )
    }
    return table.text
  }

  private func backlogTable(_ series: [Backlog]) -> String {
    let levels = Set(series.flatMap(\.byLevel.keys)).sorted()
    var table = TextTable(
      ["UNTIL", "OPEN"] + levels.map { "LEVEL \($0)" },
      alignedRight: Set(1...(levels.count + 1))
    )
    for point in series {
      table.add(
        ["\(point.at)", "\(point.open)"] + levels.map { "\(point.byLevel[$0] ?? 0)" }
      )
    }
    return table.text
  }
}

extension GovernanceFigures {
  /// The figures that are mere counts.
  fileprivate var counts: [(name: String, count: Int)] {
    [
      ("opened", opened), ("resolved", resolved), ("closed", closed), ("reopened", reopened),
      ("cancelledOrMerged", cancelledOrMerged), ("open", open),
    ]
  }

  /// The figures as answers show them.
  fileprivate func json(windowInDays: Int) -> JSONObject {
    var json = JSONObject()
    for (name, count) in counts { json[name] = .whole(count) }
    json["timeToAcknowledge"] = timeToAcknowledge.json
    json["timeToRespond"] = timeToRespond.json
    json["timeToResolve"] = timeToResolve.json
    json["reopenRate"] = [
      "windowDays": .whole(windowInDays), "resolved": .whole(firstResolved),
      "reopened": .whole(reopenedWithinWindow), "provisional": .whole(provisional),
      "rate": .number(optional: reopenRate),
    ]
    json["serviceLevels"] = compliance.json
    json["ratings"] = ["count": .whole(ratings.count), "mean": .number(optional: ratings.mean)]
    return json
  }
}

extension Backlog {
  /// The point as answers show it.
  fileprivate var json: JSONValue {
    var levels = JSONObject()
    for (level, count) in byLevel.sorted(by: { $0.key < $1.key }) {
      levels["\(level)"] = .whole(count)
    }
    return ["at": at.json, "open": .whole(open), "byLevel": .object(levels)]
  }
}
