import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows volume and times to resolve.
struct KPIsCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpis",
    abstract: "Volume and time to resolve, at any instant.",
    discussion: """
      Time to resolve goes from the opening to the first resolution, in seconds; tickets never \
      resolved are left out. Percentiles are by nearest rank.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  func answer(isExport: Bool) async throws -> CommandAnswer {
    try await time.ask(ledger) { view, asOf in
      let figures = view[Governance.self]
      let times = figures.timesToResolve()
      let counts: [(String, Int)] = [
        ("opened", figures.opened), ("resolved", figures.resolved), ("closed", figures.closed),
        ("reopened", figures.reopened), ("open", figures.open),
      ]
      var json = JSONObject()
      json["asOf"] = asOf.json
      json["position"] = view.position.map { .whole($0.rawValue) } ?? .null
      for (name, count) in counts { json[name] = .whole(count) }
      var statistics = JSONObject()
      statistics["count"] = .whole(times.count)
      statistics["mean"] = .number(optional: times.mean)
      var table = TextTable(["", ""], alignedRight: [1])
      for (name, count) in counts { table.add([name, "\(count)"]) }
      table.add(["mean time to resolve", readable(seconds: times.mean)])
      for percent in [50, 90, 95, 99] {
        let time = times.percentile(percent)
        statistics["p\(percent)"] = .number(optional: time)
        table.add(["\(percent) % resolved within", readable(seconds: time)])
      }
      json["timeToResolve"] = .object(statistics)
      let lines = table.text.split(separator: "\n").joined(separator: "\n")
      return CommandAnswer(
        json: .object(json),
        text: "as of \(asOf):\n\(lines)",
        columns: [:]
      )
    }
  }
}

extension JSONValue {
  /// A number, whole where it is, or null.
  fileprivate static func number(optional number: Double?) -> JSONValue {
    guard let number else { return .null }
    return Int64(exactly: number).map { .integer($0) } ?? .number(number)
  }
}
