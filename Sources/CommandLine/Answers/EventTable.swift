import TicketExchange

/// A ticket's events as a table for people.
enum EventTable {
  /// The table of events in the form in which `ticket` answers them.
  static func text(_ events: [JSONObject]) -> String {
    var table = TextTable(["POSITION", "WHEN", "EVENT", "BY", "DETAILS"], alignedRight: [0])
    for event in events {
      let fields = (event["fields"]?.object?.members ?? []).map { member in
        "\(member.key): \(readable(member.value))"
      }
      let words =
        event["words"]?.string.map { [isErased(event) ? "[erased]" : "“\(oneLine($0))”"] } ?? []
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

  static func actor(_ actor: JSONObject?) -> String {
    guard let member = actor?.members.first else { return "" }
    if let number = number(member.value) { return "\(member.key) \(number)" }
    return member.value.string ?? member.key
  }

  /// Whether an event's words were erased; a text that says so has its texts beside it.
  static func isErased(_ event: JSONObject) -> Bool {
    event["words"]?.string == "erased" && event["texts"] == nil
  }

  /// A value of a field as people read it; who and what has no name that is known, by number.
  static func readable(_ value: JSONValue) -> String {
    if let number = number(value) { return "number \(number)" }
    return value.string ?? value.compact
  }

  private static func number(_ value: JSONValue) -> String? {
    guard let members = value.object?.members, members.count == 1, members[0].key == "number" else {
      return nil
    }
    return members[0].value.compact
  }

  private static func oneLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 80 ? line.prefix(80) + "…" : line
  }
}
