import TicketLedger

extension LedgerView {
  /// What patterns are told apart by.
  ///
  /// - Throws: ``LedgerError/refused(_:)`` where there is no dimension of a name asked for.
  func reportParts(
    _ question: ReportQuestion
  ) throws(LedgerError) -> [(name: String, part: PatternPart)] {
    var parts: [(name: String, part: PatternPart)] = []
    for name in question.dimensions ?? usualDimensions {
      guard let part = patternPart(named: name) else {
        throw .refused(TicketRefusal(.term, "there is no dimension \(name)"))
      }
      parts.append((name, part))
    }
    return parts
  }

  /// Service and category, of those that some ticket has; else the first dimension that one has.
  private var usualDimensions: [String] {
    var used: Set<TermDimension> = []
    for ticket in tickets.opened {
      for index in 0..<ticket.classification.count {
        used.insert(ticket.classification[index].dimension)
      }
    }
    let usual = [TermDimension.service, .category].filter { used.contains($0) }
    var names: [String] = []
    for dimension in usual.isEmpty ? Array(used.sorted().prefix(1)) : usual {
      if let name = catalogue.name(of: dimension) { names.append(name) }
    }
    return names.isEmpty ? ["service"] : names
  }

  func reportRecurrence(
    _ question: RecurrenceQuestion,
    _ names: [String]
  ) -> ReportContent.Recurrence {
    let found = self[RecurrenceMap.self].patterns(question)
    var patterns: [ReportContent.Pattern] = []
    let most = ReportQuestion.mostPatterns
    let leader = found.patterns.indices.dropFirst(most).max {
      found.patterns[$0].recurrences < found.patterns[$1].recurrences
    }
    let leads = leader.map { place in
      found.patterns.prefix(most).allSatisfy {
        $0.recurrences < found.patterns[place].recurrences
      }
    }
    // What recurs most is shown too where it is not among the largest.
    let shown = found.patterns.prefix(most) + (leads == true ? [found.patterns[leader ?? 0]] : [])
    for pattern in shown {
      patterns.append(
        ReportContent.Pattern(
          terms: texts(of: pattern.key),
          tickets: pattern.tickets,
          requesters: pattern.requesters,
          recurrences: pattern.recurrences,
          reopened: pattern.reopened,
          minutes: Int(clamping: pattern.minutesLost),
          trend: pattern.trend.flatMap { ReportContent.Trend($0) },
          weeks: pattern.ticketsPerWeek
        )
      )
    }
    return ReportContent.Recurrence(
      dimensions: names,
      windowInDays: question.windowInDays,
      weeks: found.weeks.map { CivilDate($0.start) },
      patterns: patterns,
      patternsInAll: found.patternCount,
      ticketsLeftOut: found.leftOut
    )
  }

  /// The longest chains, with the names of what they are about.
  func reportChains(
    _ question: RecurrenceQuestion
  ) -> [(terms: [String], chain: RecurrenceChain)] {
    var question = question
    question.limit = ReportQuestion.mostChains
    var chains: [(terms: [String], chain: RecurrenceChain)] = []
    for chain in self[RecurrenceMap.self].chains(question).chains {
      chains.append((texts(of: chain.key), chain))
    }
    return chains
  }

  private func texts(of key: [PatternTerm]) -> [String] {
    var texts: [String] = []
    for term in key {
      switch term {
      case .term(let number): texts.append(name(of: number) ?? "")
      case .causeClass(let cause): texts.append(cause.name)
      }
    }
    return texts
  }
}

extension ReportContent.Trend {
  /// A slope with its interval; nil where there is none.
  init?(_ trend: WeeklyTrend) {
    guard let lower = trend.lower, let upper = trend.upper else { return nil }
    self.init(slope: trend.slope, low: lower, high: upper, confidence: 95)
  }
}
