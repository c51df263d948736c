import TicketLedger

extension LedgerView {
  /// The moves between teams, the most frequent first.
  func reportMoves(_ flow: FlowSummary) -> [ReportContent.TeamMove] {
    var moves: [ReportContent.TeamMove] = []
    for summary in flow.moves {
      moves.append(
        ReportContent.TeamMove(
          from: name(of: summary.move.from.team) ?? "",
          fromLevel: summary.move.from.level,
          to: name(of: summary.move.to.team) ?? "",
          toLevel: summary.move.to.level,
          count: summary.count,
          medianStay: summary.stay.percentileInSeconds(50)
        )
      )
    }
    let inOrder = moves.sorted {
      ($1.count, $0.from, $0.fromLevel, $0.to, $0.toLevel)
        < ($0.count, $1.from, $1.fromLevel, $1.to, $1.toLevel)
    }
    return Array(inOrder.prefix(ReportQuestion.mostMoves))
  }

  /// What each class of causes cost; tickets without a class are of an unknown one.
  func reportCauses(_ filter: FigureFilter) -> [ReportContent.CauseCost] {
    var costs: [CauseClass: ReportContent.CauseCost] = [:]
    for group in workload(filter, by: [.figure(.causeClass)]) {
      let cause = group.values.first?.flatMap { CauseClass(name: $0) } ?? .unknown
      costs[cause, default: .init(cause: cause, tickets: 0, minutes: 0)].tickets +=
        group.figures.tickets
      costs[cause]?.minutes += group.figures.minutes
    }
    return costs.values.sorted { $0.cause.rawValue < $1.cause.rawValue }
  }

  func reportSatisfaction(
    _ filter: FigureFilter,
    windowInDays: Int,
    asOf instant: Instant
  ) -> ReportContent.Satisfaction {
    let total = satisfaction(filter, windowInDays: windowInDays, asOf: instant)[0].figures
    let groups = satisfaction(
      filter,
      by: [.department],
      windowInDays: windowInDays,
      asOf: instant
    )
    let departments = groups.map { group in
      ReportContent.DepartmentTrust(
        department: group.values.first ?? nil,
        index: group.figures.trust?.value,
        ratings: group.figures.ratings.count,
        parts: TrustIndex.Part.allCases.map { group.figures.trust?.parts[$0] }
      )
    }
    return ReportContent.Satisfaction(
      ratings: (1...5).map { total.ratings[$0] },
      responses: .init(part: total.resolvedAndRated, whole: total.resolved),
      weights: TrustIndex.Part.allCases.map { .init(part: $0, percent: $0.weight) },
      departments: departments.filter { $0.index != nil || $0.ratings > 0 }.sorted {
        ($1.index ?? -1, $0.department ?? "") < ($0.index ?? -1, $1.department ?? "")
      }
    )
  }
}

extension ReportContent.Handling {
  init(_ flow: FlowSummary, suspicious: Int, knowsReplies: Bool) {
    let waits = knowsReplies ? flow.waiting.waits : 0
    handoffs = flow.handoffs
    ticketsHandedOff = flow.ticketsHandedOff
    pingPong = flow.pingPong
    ticketsPingPonged = flow.ticketsPingPonged
    escalations = flow.escalations
    deEscalations = flow.deEscalations
    firstContact = .init(flow.solved, knowsReplies: knowsReplies)
    solvedByLevel = flow.solved.byLevel.sorted { $0.key < $1.key }.map {
      .init(level: $0.key, tickets: .init(part: $0.value, whole: flow.solved.tickets))
    }
    waitingForRequester = .init(
      part: Int(flow.waiting.waitingTimeInSeconds),
      whole: Int(flow.waiting.openTimeInSeconds)
    )
    suspiciousWaits = .init(part: suspicious, whole: max(waits, suspicious))
  }
}

extension ReportContent.Ratio {
  /// What was solved at the first contact; nothing where the ledger knows of no reply, so that nobody
  /// can say who was answered.
  init(_ solved: SolvedSummary, knowsReplies: Bool) {
    self.init(
      part: knowsReplies ? solved.atFirstContact : 0,
      whole: knowsReplies ? solved.tickets : 0
    )
  }
}

extension ReportContent.Stage {
  init(_ stage: FlowStage) {
    switch stage {
    case .intake: self = .intake
    case .level(let level): self = .level(level)
    case .resolved: self = .resolved
    case .cancelled: self = .cancelled
    case .open: self = .open
    }
  }
}
