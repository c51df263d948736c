import TicketLedger

/// Durations as policy files write them: `8h`, `90m`, `1d12h`, `2 workingDays`.
enum DocumentDuration: Hashable {
  /// So many milliseconds; past what 64 bits hold, the most they do.
  case milliseconds(Int64)
  /// So many working days; past what 64 bits hold, the most they do.
  case workingDays(Int)

  /// Reads a duration; nil where the text is none.
  ///
  /// The units `d` (24 hours), `h`, `m`, `s` and `ms` come in this order, each at most once. A minus
  /// sign is read, so that a message can say what is wrong with it.
  init?(_ text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    guard let number = DocumentDuration.number(&rest) else { return nil }
    let unit = rest.drop { $0 == UInt8(ascii: " ") }
    if unit.elementsEqual("workingDays".utf8) || unit.elementsEqual("workingDay".utf8) {
      self = .workingDays(Int(isNegative ? -number : number))
      return
    }
    rest = Array(text.utf8)[...].dropFirst(isNegative ? 1 : 0)
    guard let sum = DocumentDuration.milliseconds(rest) else { return nil }
    self = .milliseconds(isNegative ? -sum : sum)
  }

  private static let units: [(name: [UInt8], milliseconds: Int64)] = [
    (Array("d".utf8), 86_400_000), (Array("h".utf8), 3_600_000), (Array("m".utf8), 60_000),
    (Array("s".utf8), 1000), (Array("ms".utf8), 1),
  ]

  private static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    var rest = text
    var sum: Int64 = 0
    var units = units[...]
    while !rest.isEmpty {
      guard let number = number(&rest) else { return nil }
      let name = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
      rest = rest.dropFirst(name.count)
      guard let unit = units.firstIndex(where: { name.elementsEqual($0.name) }) else { return nil }
      let (product, isPast) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (next, isPastToo) = sum.addingReportingOverflow(isPast ? .max : product)
      sum = isPastToo ? .max : next
      units = units[(unit + 1)...]
    }
    return sum
  }

  /// Takes a run of digits; nil where there is none.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0 as Int64) { sum, digit in
      let (tenfold, isPast) = sum.multipliedReportingOverflow(by: 10)
      let (next, isPastToo) = tenfold.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
      return isPast || isPastToo ? .max : next
    }
  }
}

extension TargetLimit {
  /// Examples of limits, for messages.
  static let examples = "\"90m\", \"4h\", \"1d12h\" or \"2 workingDays\""

  /// Writes the limit as policy files have it.
  ///
  /// - Parameter countingDays: Whether 24 hours may be written as a day; where a calendar counts, a day
  ///   would be misread as one of work.
  /// - Returns: Its number and unit.
  func text(countingDays: Bool) -> String {
    switch self {
    case .duration(let milliseconds):
      (milliseconds < 0 ? "-" : "")
        + milliseconds.magnitude.durationText(countingDays: countingDays)
    case .workingDays(let days, _): "\(days) \(days == 1 ? "workingDay" : "workingDays")"
    }
  }
}

extension TargetThreshold {
  /// Examples of thresholds, for messages.
  static let examples = "\"75%\", \"-30m\", \"+1h\" or \"-1 workingDay\""

  /// Reads a threshold as policy files write it; nil where the text is none.
  init?(document text: String) {
    if text.hasSuffix("%") {
      guard let share = Int(text.dropLast()), !text.hasPrefix("+") else { return nil }
      self = .percent(share)
      return
    }
    guard text.hasPrefix("-") || text.hasPrefix("+"),
      let duration = DocumentDuration(text.hasPrefix("+") ? text.dropFirst() : text[...]),
      !text.hasPrefix("+-")
    else { return nil }
    switch duration {
    case .milliseconds(let milliseconds): self = .offset(milliseconds: milliseconds)
    case .workingDays(let days): self = .workingDays(days)
    }
  }
}
