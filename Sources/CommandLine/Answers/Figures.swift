import TicketExchange
import TicketLedger

extension DurationStatistics {
  /// The statistics in seconds, as answers show them.
  func json(percentiles: [Int] = [50, 90, 95, 99]) -> JSONObject {
    var object = JSONObject()
    object["count"] = .whole(count)
    object["mean"] = .number(optional: meanInSeconds)
    for percent in percentiles {
      object["p\(percent)"] = .number(optional: percentileInSeconds(percent))
    }
    return object
  }

  /// Mean, median and 90th percentile for people.
  var texts: [String] {
    [meanInSeconds, percentileInSeconds(50), percentileInSeconds(90)].map { readable(seconds: $0) }
  }
}

extension TimeFigures {
  /// The elapsed time, with the business time under a key of its own.
  var json: JSONValue {
    var object = elapsed.json()
    object["business"] = .object(business.json())
    return .object(object)
  }
}

extension JSONValue {
  /// A number, whole where it is, or null.
  static func number(optional number: Double?) -> JSONValue {
    guard let number else { return .null }
    return Int64(exactly: number).map { .integer($0) } ?? .number(number)
  }

  /// What a group has in common, by the names of the keys.
  static func key(_ names: [String], _ values: [String?]) -> JSONValue {
    var key = JSONObject()
    for (name, value) in zip(names, values) { key[name] = .text(value) }
    return .object(key)
  }
}

extension JSONObject {
  /// Adds the members of another object.
  mutating func add(_ other: JSONObject) {
    for member in other.members { self[member.key] = member.value }
  }
}

/// A mean mark for people.
func mark(_ mean: Double?) -> String {
  guard let mean else { return "–" }
  let hundredths = Int((mean * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
