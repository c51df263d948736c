import TicketExchange
import TicketLedger

extension JSONValue {
  /// A duration in seconds, whole where it is.
  static func seconds(_ milliseconds: Int64) -> JSONValue {
    milliseconds % 1000 == 0 ? .whole(milliseconds / 1000) : .number(Double(milliseconds) / 1000)
  }
}

extension LedgerArguments {
  /// What to say beside an answer about promises, where nothing was promised: it looks as if every
  /// promise had been kept.
  ///
  /// - Parameters:
  ///   - view: What the answer is told of.
  ///   - knowledge: The part of the log that was asked about; nil for all of it.
  /// - Returns: One line that says how a policy is adopted, or none where one is.
  func notes(
    onPromisesIn view: borrowing LedgerView,
    knownAt knowledge: Knowledge?
  ) -> [String] {
    guard !view.agreements.hasPolicy else { return [] }
    guard knowledge == nil else { return ["no policy was adopted by then, so no clock runs"] }
    var words = ["ticket-ledger", "policy", "adopt", "starter"]
    if let ledger { words += ["--ledger", ledger] }
    if let keys { words += ["--keys", keys] }
    return ["no policy is adopted, so no clock runs; adopt one: \(ShellWord.line(words))"]
  }
}

extension ComplianceCounts {
  /// The counts as answers show them.
  var json: JSONValue {
    [
      "clocks": .whole(clocks), "met": .whole(met), "breached": .whole(breached),
      "running": .whole(running), "compliance": compliance.map { .number($0) } ?? .null,
    ]
  }

  /// The counts in one line.
  var text: String {
    "\(counted(clocks, "clock")), \(met) met, \(breached) breached, \(running) running, "
      + "compliance \(percent(compliance))"
  }
}

/// A share of 1 for people.
func percent(_ share: Double?) -> String {
  guard let share else { return "–" }
  let tenths = Int((share * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10) %"
}

/// What a clock counts for people: of open time in hours; around the clock a day has 24 of them.
func readable(_ milliseconds: Int64, isOpenTime: Bool) -> String {
  isOpenTime || milliseconds < 86_400_000
    ? readable(openTime: milliseconds) : readable(seconds: Double(milliseconds) / 1000)
}

/// A limit for people, of the open time of a calendar or of time around the clock.
func readable(_ limit: TargetLimit, isOpenTime: Bool) -> String {
  switch limit {
  case .duration(let milliseconds): readable(milliseconds, isOpenTime: isOpenTime)
  case .workingDays(1, let endOfDay):
    "1 working day" + (endOfDay ? ", to the end of the day" : "")
  case .workingDays(let days, let endOfDay):
    "\(days) working days" + (endOfDay ? ", to the end of the day" : "")
  }
}

extension TargetLimit {
  /// The limit as answers show it: seconds, or working days.
  var json: JSONValue {
    switch self {
    case .duration(let milliseconds): .seconds(milliseconds)
    case .workingDays(let days, let endOfDay):
      ["workingDays": .whole(days), "endOfDay": .bool(endOfDay)]
    }
  }
}
