extension ServicePolicy {
  /// What messages call a part of the policy: `rule “P1”, target 2 (resolution)`; empty for the whole.
  ///
  /// Rules and targets are counted from 1, as people count.
  func subject(of path: PolicyPath) -> String {
    guard let place = path.rule, rules.indices.contains(place) else { return "" }
    let rule = rules[place]
    let name = rule.name.isEmpty ? "rule \(place + 1)" : "rule \(rule.name.inMessages)"
    guard let place = path.target, rule.targets.indices.contains(place) else { return name }
    return "\(name), target \(place + 1) (\(rule.targets[place].clock.name))"
  }
}

extension String {
  /// The text in quotation marks, cut where it is long, for a message of one line.
  package var inMessages: String {
    let short = count <= 60 ? self : prefix(59) + "…"
    return "“\(short.inOneLine)”"
  }

  /// The text without control characters and line ends, since names come from anywhere, and a
  /// terminal obeys them.
  package var inOneLine: String {
    guard hasControls else { return self }
    let scalars = unicodeScalars.map { $0.isControl ? "\u{FFFD}" as Unicode.Scalar : $0 }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether it holds a control character or a line end.
  package var hasControls: Bool { unicodeScalars.contains { $0.isControl } }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension TargetThreshold {
  /// What messages and documents call it: `75%`, `-30m`, `+2 workingDays`.
  package var text: String {
    switch self {
    case .percent(let share): "\(share)%"
    case .offset(let milliseconds):
      (milliseconds < 0 ? "-" : "+") + milliseconds.magnitude.durationText(countingDays: false)
    case .workingDays(let days):
      (days < 0 ? "-" : "+")
        + "\(days.magnitude) \(days.magnitude == 1 ? "workingDay" : "workingDays")"
    }
  }
}

extension UInt64 {
  /// Writes so many milliseconds as messages and documents have them: `1h30m`; `0m` for none.
  ///
  /// - Parameter countingDays: Whether 24 hours are a day; they are not where open time is meant.
  /// - Returns: Numbers with their units, the greatest first.
  package func durationText(countingDays: Bool) -> String {
    guard self > 0 else { return "0m" }
    var units: [(name: String, milliseconds: UInt64)] = [
      ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    if countingDays { units.insert(("d", 86_400_000), at: 0) }
    var rest = self
    var text = ""
    for unit in units where rest >= unit.milliseconds {
      text += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return text
  }
}
