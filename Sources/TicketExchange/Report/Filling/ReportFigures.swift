import TicketLedger

/// What a view tells of a report; tickets are named afterwards, when the view is not held any more.
struct ReportFigures: Sendable {
  let source: ReportContent.Source
  let headline: ReportContent.Headline
  let backlog: ReportContent.Backlog
  let ageing: ReportContent.Ageing
  let months: [ReportContent.MonthVolume]
  let resolution: [ReportContent.MonthTimes]
  let compliance: ReportContent.Compliance
  let recurrence: ReportContent.Recurrence
  let chains: [(terms: [String], chain: RecurrenceChain)]
  let levelFlow: ReportContent.LevelFlow
  let moves: [ReportContent.TeamMove]
  let handling: ReportContent.Handling
  let causes: [ReportContent.CauseCost]
  let satisfaction: ReportContent.Satisfaction

  init(
    _ view: borrowing LedgerView,
    _ question: ReportQuestion,
    origin: String,
    asOf instant: Instant
  ) throws(LedgerError) {
    let filter = FigureFilter(period: question.period)
    let window = question.windowInDays
    let total = view.governance(filter, windowInDays: window, asOf: instant)[0].figures
    let flow = view.flow(filter, windowInDays: window, asOf: instant)
    let work = view.workload(filter)[0].figures
    source = view.reportSource(question, origin: origin, asOf: instant)
    headline = view.reportHeadline(question, total, flow, work)
    backlog = view.reportBacklog(question.period, asOf: instant)
    ageing = view.reportAgeing(asOf: instant)
    let byMonth = view.governance(filter, by: [.month], windowInDays: window, asOf: instant)
    months = byMonth.volumes
    resolution = byMonth.times
    compliance = view.reportCompliance(question.period, asOf: instant)
    let parts = try view.reportParts(question)
    let asked = RecurrenceQuestion(
      by: parts.map(\.part),
      windowInDays: question.recurrenceWindowInDays,
      openedFrom: question.period.from,
      openedBefore: question.period.until
    )
    recurrence = view.reportRecurrence(asked, parts.map(\.name))
    chains = view.reportChains(asked)
    levelFlow = ReportContent.LevelFlow(
      links: view.levelFlow(filter).map {
        ReportContent.LevelFlow.Link(from: .init($0.from), to: .init($0.to), count: $0.count)
      }
    )
    moves = view.reportMoves(flow)
    let suspicious = view.suspiciousWaits(
      filter,
      withinMinutes: Flow.minutesBeforeDeadline,
      asOf: instant
    )
    handling = ReportContent.Handling(
      flow,
      suspicious: suspicious.count,
      knowsReplies: view[Flow.self].knowsReplies
    )
    causes = view.reportCauses(filter)
    satisfaction = view.reportSatisfaction(filter, windowInDays: window, asOf: instant)
  }

  /// The content, with the names of tickets.
  func content(_ name: (TicketID) throws -> String) rethrows -> ReportContent {
    ReportContent(
      source: source,
      headline: headline,
      backlog: backlog,
      ageing: ageing,
      volume: months,
      resolution: resolution,
      compliance: compliance,
      recurrence: recurrence,
      chains: try chains.map { terms, chain in
        ReportContent.Chain(
          terms: terms,
          tickets: try chain.links.map { try name($0.ticket) },
          firstOpenedAt: chain.links.first?.openedAt ?? source.asOf,
          lastOpenedAt: chain.links.last?.openedAt ?? source.asOf,
          problem: try chain.endedBy.map { try name($0) }
        )
      },
      levelFlow: levelFlow,
      moves: moves,
      handling: handling,
      causes: causes,
      satisfaction: satisfaction
    )
  }
}
