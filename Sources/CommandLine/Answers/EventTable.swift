import TicketExchange

/// A ticket's events as a table for people.
enum EventTable {
  /// The table of events in the form in which `ticket` answers them.
  static func text(_ events: [JSONObject]) -> String {
    var table = TextTable(["POSITION", "WHEN", "EVENT", "BY", "DETAILS"], alignedRight: [0])
    for event in events {
      let fields = (event["fields"]?.object?.members ?? []).map { member in
        "\(member.key): \(plain(member.value))"
      }
      let words = event["words"]?.string.map { ["“\(oneLine($0))”"] } ?? []
      let unreadable = event["unreadable"]?.string.map { ["words \($0)"] } ?? []
      table.add([
        event["position"]?.compact ?? "", event["occurredAt"]?.string ?? "",
        event["kind"]?.string ?? "",
        actor(event["actor"]?.object),
        (fields + words + unreadable).joined(separator: ", "),
      ])
    }
    return table.text
  }

  private static func actor(_ actor: JSONObject?) -> String {
    guard let member = actor?.members.first else { return "" }
    if let number = member.value.object?["number"]?.compact { return "\(member.key) \(number)" }
    return member.value.string ?? member.key
  }

  /// A value without the signs of JSON, where it has one part.
  private static func plain(_ value: JSONValue) -> String {
    if let object = value.object, object.keys == ["number"] {
      return "number \(object["number"]?.compact ?? "")"
    }
    return value.string ?? value.compact
  }

  private static func oneLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 80 ? line.prefix(80) + "…" : line
  }
}
