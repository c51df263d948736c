import TicketLedger

/// Terms by number whose names are made of it, so that every number has one.
struct PaperTerms: PolicyTerms {
  /// What names end in; another ending is as good as renaming everything.
  var ending = ""

  func dimension(named name: String) -> TermDimension? {
    let builtIn = TermDimension.builtIn.first { $0.builtInName == name }
    if let builtIn { return builtIn }
    guard name.hasPrefix("host ") else { return nil }
    return UInt8(name.dropFirst(5)).map { TermDimension(rawValue: $0) }
  }

  func term(_ name: String, in dimension: TermDimension) -> TermID? {
    guard name.hasSuffix(ending), let index = Int(name.dropLast(ending.count)) else { return nil }
    return TermID(dimension, index)
  }

  func name(of dimension: TermDimension) -> String? {
    if let name = dimension.builtInName { return name }
    return dimension.rawValue < 32 ? nil : "host \(dimension.rawValue)"
  }

  func name(of term: TermID) -> String? { "\(term.index)\(ending)" }
}

extension ServicePolicy {
  /// A policy without problems, of the terms of ``PaperTerms``.
  static func random(_ generator: inout SeededGenerator) -> ServicePolicy {
    let rules = (0..<Int.random(in: 1...6, using: &generator)).map { place in
      ServiceRule(
        name: "\(place) \(generator.name())",
        match: .random(&generator),
        targets: (0..<Int.random(in: 1...6, using: &generator)).map { _ in .random(&generator) }
      )
    }
    return ServicePolicy(
      name: generator.name(),
      versions: generator.word(),
      rules: rules.map(\.agreed)
    )
  }
}

extension ServiceRule {
  /// The rule with targets of the same clock moving alike, as they have to.
  var agreed: ServiceRule {
    var rule = self
    for (index, target) in targets.enumerated() {
      guard let first = rule.targets.first(where: { $0.clock == target.clock }) else { continue }
      rule.targets[index].onChange = first.onChange
      rule.targets[index].onReopening = first.onReopening
      rule.targets[index].countsAutomation = first.countsAutomation
    }
    return rule
  }
}

extension TicketMatch {
  fileprivate static func random(_ generator: inout SeededGenerator) -> TicketMatch {
    var match = TicketMatch()
    match.kinds = generator.words()
    match.priorities = generator.numbers(1...9)
    match.levels = generator.numbers(1...255)
    match.teams = generator.terms()
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let dimension = UInt8.random(in: 2...6, using: &generator)
      let host = UInt8.random(in: 32...255, using: &generator)
      let number = Bool.random(using: &generator) ? dimension : host
      let terms = generator.terms()
      guard !terms.isEmpty else { continue }
      match.terms[PaperTerms().name(of: TermDimension(rawValue: number)) ?? ""] = terms
    }
    return match
  }
}

extension ServiceTarget {
  fileprivate static func random(_ generator: inout SeededGenerator) -> ServiceTarget {
    let clock: ServiceClock = generator.word()
    let isUnlimited = clock.isMeasure && Bool.random(using: &generator)
    return ServiceTarget(
      clock,
      limit: isUnlimited ? nil : .random(&generator),
      calendar: Bool.random(using: &generator) ? generator.name() : nil,
      pausedBy: generator.words(),
      whilePaused: generator.word(),
      onChange: generator.word(),
      onReopening: generator.word(),
      countsAutomation: Bool.random(using: &generator),
      thresholds: TargetThreshold.random(&generator)
    )
  }
}

extension TargetLimit {
  fileprivate static func random(_ generator: inout SeededGenerator) -> TargetLimit {
    let most = Int64(TargetLimit.maximumDays) * 86_400_000
    let isEnd = Bool.random(using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return .duration(milliseconds: Int64.random(in: 1...most, using: &generator))
    case 1: return .duration(milliseconds: isEnd ? most : 1)
    case 2: return .workingDays(Int.random(in: 1...30, using: &generator), endOfDay: isEnd)
    default: return .workingDays(isEnd ? TargetLimit.maximumDays : 1, endOfDay: !isEnd)
    }
  }
}

extension TargetThreshold {
  fileprivate static func random(_ generator: inout SeededGenerator) -> [TargetThreshold] {
    guard Bool.random(using: &generator) else { return standard }
    var thresholds: [TargetThreshold] = []
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      let threshold: TargetThreshold =
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: .percent(Int.random(in: 1...1000, using: &generator))
        case 1: .offset(milliseconds: Int64.random(in: -90_000_000...90_000_000, using: &generator))
        default: .workingDays(Int.random(in: 1...9, using: &generator) * -1)
        }
      if !thresholds.contains(threshold) { thresholds.append(threshold) }
    }
    return thresholds
  }
}

extension SeededGenerator {
  fileprivate mutating func name() -> String {
    ["a", "Priorité 1", "漢字", "🎫", "x y", "\"", "é\u{301}"].randomElement(using: &self) ?? ""
  }

  fileprivate mutating func word<Word: Vocabulary>() -> Word {
    Array(Word.allCases)[Int.random(in: 0..<Word.allCases.count, using: &self)]
  }

  fileprivate mutating func words<Word: Vocabulary>() -> Set<Word> {
    Set((0..<Int.random(in: 0...3, using: &self)).map { _ in word() })
  }

  fileprivate mutating func numbers(_ range: ClosedRange<UInt8>) -> Set<UInt8> {
    Set((0..<Int.random(in: 0...3, using: &self)).map { _ in .random(in: range, using: &self) })
  }

  fileprivate mutating func terms() -> Set<String> {
    Set(
      (0..<Int.random(in: 0...4, using: &self)).map { _ in
        "\(Int.random(in: 1...TermID.maximumIndex, using: &self))"
      }
    )
  }
}
