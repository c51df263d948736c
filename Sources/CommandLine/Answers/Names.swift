import TicketExchange
import TicketLedger

extension LedgerView {
  /// A queue in an answer: its team's name or null, and its level.
  func json(_ queue: QueueID) -> JSONValue {
    ["team": .text(name(of: queue.team)), "level": .whole(queue.level)]
  }

  /// The term of a name in a dimension, as asked for in an option.
  func term(_ name: String, in dimension: TermDimension, option: String) throws -> TermID {
    guard let term = catalogue.term(name, in: dimension) else {
      throw Problem("\(option): no \(catalogue.name(of: dimension) ?? "term") is called \(name)")
    }
    return term
  }
}

extension Instant {
  /// The instant as JSON.
  var json: JSONValue { .string(description) }
}

/// Open time for people, in hours and less: what a day of work has of it differs.
func readable(openTime milliseconds: Int64) -> String {
  let total = Int((Double(milliseconds) / 1000).rounded())
  guard total >= 3600 else { return readable(seconds: Double(total)) }
  var hours = String(total / 3600)
  for place in stride(from: hours.count - 3, to: 0, by: -3) {
    hours.insert(",", at: hours.index(hours.startIndex, offsetBy: place))
  }
  let minutes = total / 60 % 60
  return minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min"
}

/// A duration for people: the two largest of days, hours, minutes and seconds.
func readable(seconds: Double?) -> String {
  guard let seconds else { return "–" }
  let total = Int(seconds.rounded())
  let (days, hours, minutes) = (total / 86_400, total / 3600 % 24, total / 60 % 60)
  if days > 0 { return "\(days) d \(hours) h" }
  if hours > 0 { return "\(hours) h \(minutes) min" }
  if minutes > 0 { return "\(minutes) min \(total % 60) s" }
  return "\(total) s"
}
