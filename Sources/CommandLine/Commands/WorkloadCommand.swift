import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows what the minutes logged were spent on.
struct WorkloadCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Minutes of work by cause, service, department, team or activity, at any instant.",
    usage: "ticket-ledger workload [<options>]",
    discussion: """
      The cause class is the one the ticket has as of the instant. What training would save at most \
      is what tickets of usage errors, training gaps, ergonomics and documentation cost.

        ticket-ledger workload --by department --from 2016-01-01
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var figures: FigureArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Minutes told apart by these.",
      discussion: """
        activity, workingTeam (which held the ticket when the work was logged), month, team, level, \
        priority, kind, causeClass, or any dimension.
        """,
      valueName: "key,key"
    )
  )
  var by: String?

  func answer(isExport: Bool) async throws -> CommandAnswer {
    let arguments = self
    return try await time.ask(ledger, examining: isExport) { view, asOf in
      let filter = try arguments.figures.filter(in: view)
      let names = try FigureKey.checkedNames(of: arguments.by)
      var keys: [WorkloadKey] = []
      for name in names { keys.append(try WorkloadKey(name, in: view)) }
      let total = view.workload(filter)[0].figures
      let groups =
        keys.isEmpty
        ? [] : view.workload(filter, by: keys).sorted { $0.figures.minutes > $1.figures.minutes }
      var json = JSONObject()
      json["asOf"] = asOf.json
      json["position"] = view.position.map { .whole($0.rawValue) } ?? .null
      arguments.figures.add(to: &json)
      json.add(total.json(of: total))
      json["byCause"] = .array(
        total.causes.map { cause, minutes in
          [
            "causeClass": .text(cause?.name), "minutes": .whole(minutes),
            "share": .number(optional: total.share(of: minutes)),
          ]
        }
      )
      if !keys.isEmpty {
        json["by"] = .array(names.map { .string($0) })
        json["groups"] = .array(
          groups.map { group in
            var object = JSONObject()
            object["key"] = .key(names, group.values)
            object.add(group.figures.json(of: total))
            return .object(object)
          }
        )
      }
      var columns = CommandAnswer.columns(ofGroupsBy: names)
      if names.isEmpty { columns = ["byCause": ["causeClass", "minutes", "share"]] }
      return CommandAnswer(
        json: .object(json),
        text: arguments.text(total, names, groups, asOf),
        columns: columns
      )
    }
  }

  @Sendable private func text(
    _ total: WorkloadFigures,
    _ names: [String],
    _ groups: [WorkloadGroup],
    _ asOf: Instant
  ) -> String {
    let preventable = total.preventableMinutes
    var causes = TextTable(["CAUSE", "MINUTES", "SHARE"], alignedRight: [1, 2])
    for (cause, minutes) in total.causes {
      causes.add([cause?.name ?? "(none)", "\(minutes)", percent(total.share(of: minutes))])
    }
    var parts = [
      """
      \(figures.title(asOf: asOf)): \(counted(total.minutes, "minute")) for \
      \(counted(total.tickets, "ticket"))
        \(counted(total.technicalMinutes, "minute")) for technical faults
        what training would save at most: \(counted(preventable, "minute")), \
      \(percent(total.share(of: preventable)))
      """,
      causes.text,
    ]
    if !names.isEmpty {
      var table = TextTable(
        names.map { $0.uppercased() } + [
          "MINUTES", "SHARE", "TICKETS", "TECHNICAL FAULTS", "TRAINING WOULD SAVE",
        ],
        alignedRight: Set(names.count...(names.count + 4))
      )
      for group in groups {
        let figures = group.figures
        table.add(
          group.values.map { $0 ?? "–" } + [
            "\(figures.minutes)", percent(total.share(of: figures.minutes)),
            "\(figures.tickets)", "\(figures.technicalMinutes)", "\(figures.preventableMinutes)",
          ]
        )
      }
      parts.append(table.text)
    }
    return parts.joined(separator: "\n\n")
  }
}

extension WorkloadKey {
  /// Reads a key of the option --by.
  fileprivate init(_ name: String, in view: borrowing LedgerView) throws {
    switch name {
    case "activity": self = .activity
    case "workingTeam": self = .workingTeam
    default: self = .figure(try FigureKey(name, in: view, or: ["activity", "workingTeam"]))
    }
  }
}

extension WorkloadFigures {
  /// The minutes by cause class, the costliest first.
  fileprivate var causes: [(cause: CauseClass?, minutes: Int)] {
    minutesByCause.map { (cause: $0.key, minutes: $0.value) }.sorted {
      ($1.minutes, $0.cause?.rawValue ?? .max) < ($0.minutes, $1.cause?.rawValue ?? .max)
    }
  }

  /// The figures as answers show them, with their share of a total.
  fileprivate func json(of total: WorkloadFigures) -> JSONObject {
    var json = JSONObject()
    json["minutes"] = .whole(minutes)
    json["share"] = .number(optional: total.share(of: minutes))
    json["entries"] = .whole(entries)
    json["tickets"] = .whole(tickets)
    json["technicalFaultMinutes"] = .whole(technicalMinutes)
    json["preventableMinutes"] = .whole(preventableMinutes)
    json["preventableShare"] = .number(optional: share(of: preventableMinutes))
    return json
  }
}
