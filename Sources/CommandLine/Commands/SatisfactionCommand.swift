import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows what requesters say of the service.
struct SatisfactionCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "satisfaction",
    abstract: "Ratings, reviews of replies, and an index of trust, at any instant.",
    usage: "ticket-ledger satisfaction [<options>]",
    discussion: """
      The index of trust, from 0 to 100, is made of what ratings say (weight 40), promises kept (25), \
      tickets that were not reopened within the window (20) and marks of reviewed replies (15), each \
      from 0 to 1; what has no data is left out, and the rest weighs more. It is told for groups of \
      at least \(TrustIndex.minimumTickets) resolved tickets.

        ticket-ledger satisfaction --by department,month
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
  var by = "department"

  func answer(isExport: Bool) async throws -> CommandAnswer {
    let arguments = self
    return try await time.ask(ledger, examining: isExport) { view, asOf in
      let filter = try arguments.figures.filter(in: view)
      let names = FigureKey.names(of: arguments.by)
      let keys = try FigureKey.keys(arguments.by, in: view)
      let window = arguments.windowArguments.window
      let totals = view.satisfaction(filter, windowInDays: window, asOf: asOf)
      let groups = view.satisfaction(filter, by: keys, windowInDays: window, asOf: asOf)
      let total = totals[0].figures
      var json = JSONObject()
      json["asOf"] = asOf.json
      json["position"] = view.position.map { .whole($0.rawValue) } ?? .null
      arguments.figures.add(to: &json)
      json["windowDays"] = .whole(window)
      json["minimumTickets"] = .whole(TrustIndex.minimumTickets)
      var weights = JSONObject()
      for part in TrustIndex.Part.allCases { weights[part.rawValue] = .whole(part.weight) }
      json["weights"] = .object(weights)
      json.add(total.json)
      json["by"] = .array(names.map { .string($0) })
      json["groups"] = .array(
        groups.map { group in
          var object = JSONObject()
          object["key"] = .key(names, group.values)
          object.add(group.figures.json)
          return .object(object)
        }
      )
      return CommandAnswer(
        json: .object(json),
        text: arguments.text(total, names, groups, asOf),
        columns: [
          "groups": names.map { "key.\($0)" } + [
            "ratings.count", "ratings.mean", "responseRate.resolved", "responseRate.rated",
            "responseRate.rate", "trust.value", "trust.tickets",
          ] + TrustIndex.Part.allCases.map { "trust.parts.\($0.rawValue)" }
        ]
      )
    }
  }

  @Sendable private func text(
    _ total: SatisfactionFigures,
    _ names: [String],
    _ groups: [SatisfactionGroup],
    _ asOf: Instant
  ) -> String {
    var table = TextTable(
      names.map { $0.uppercased() } + [
        "RESOLVED", "RATED", "RATINGS", "MEAN", "CLARITY", "COURTESY", "ACCURACY", "TRUST",
        "SATISFACTION", "PROMISES", "LASTING", "MESSAGES",
      ],
      alignedRight: Set(names.count...(names.count + 11))
    )
    for group in groups { table.add(group.values.map { $0 ?? "–" } + group.figures.cells) }
    if let last = names.indices.last {
      table.add(names.indices.map { $0 == last ? "all" : "" } + total.cells)
    }
    return "\(figures.title(asOf: asOf)):\n\n\(table.text)"
  }
}

extension SatisfactionFigures {
  fileprivate var cells: [String] {
    [
      "\(resolved)", percent(responseRate), "\(ratings.count)", mark(ratings.mean),
      mark(clarity.mean), mark(courtesy.mean), mark(accuracy.mean),
      trust.map { "\(Int($0.value.rounded()))" } ?? "–",
    ] + TrustIndex.Part.allCases.map { percent(trust?.parts[$0]) }
  }

  /// The figures as answers show them.
  fileprivate var json: JSONObject {
    var distribution = JSONObject()
    for score in 1...5 { distribution["\(score)"] = .whole(ratings[score]) }
    var json = JSONObject()
    json["ratings"] = [
      "count": .whole(ratings.count), "mean": .number(optional: ratings.mean),
      "distribution": .object(distribution),
    ]
    json["reviews"] = [
      "count": .whole(reviews), "clarity": .number(optional: clarity.mean),
      "courtesy": .number(optional: courtesy.mean), "accuracy": .number(optional: accuracy.mean),
    ]
    json["responseRate"] = [
      "resolved": .whole(resolved), "rated": .whole(resolvedAndRated),
      "rate": .number(optional: responseRate),
    ]
    json["trust"] = trust.map(\.json) ?? .null
    return json
  }
}

extension TrustIndex {
  /// The index as answers show it.
  fileprivate var json: JSONValue {
    var parts = JSONObject()
    for part in Part.allCases { parts[part.rawValue] = .number(optional: self.parts[part]) }
    return ["value": .number(value), "tickets": .whole(tickets), "parts": .object(parts)]
  }
}
