import TicketLedger

/// What the recurrence map must answer, computed by comparing every ticket with every other.
///
/// It shares nothing with the projection: whole histories in dictionaries, no order kept, no bisection.
struct RecurrenceOracle {
  /// A ticket as its whole history tells it.
  struct Paper {
    let number: UInt64
    var openedAt: Int64 = 0
    var kind = TicketKind.incident
    var requester: UInt32?
    var terms: [UInt8: UInt32] = [:]
    var resolutions: [Int64] = []
    var diagnosed: CauseClass?
    var causeAsResolved: CauseClass?
    var minutes = 0
    var reopenings = 0
    var standsResolved = false
    var problems: [[UInt64]: Bool] = [:]

    func isBefore(_ other: Paper) -> Bool {
      openedAt < other.openedAt || (openedAt == other.openedAt && number < other.number)
    }
  }

  /// A pattern's figures in plain numbers.
  struct Figures: Equatable {
    var tickets = 0
    var requesters = 0
    var recurrences = 0
    var repeats = 0
    var reopened = 0
    var ticketsReopened = 0
    var minutes = 0
    var first = Int64.max
    var last = Int64.min
  }

  private(set) var papers: [UInt64: Paper] = [:]

  init(_ events: some Sequence<RecordedEvent>) {
    for recorded in events {
      guard let number = recorded.ticket?.rawValue, case .ticket(let event) = recorded.event
      else { continue }
      var paper = papers[number] ?? Paper(number: number)
      paper.take(event, at: recorded.occurredAt.millisecondsSince1970)
      papers[number] = paper
    }
  }

  /// A ticket's key by a question's parts; nil where it has nothing in one of them.
  private func key(of paper: Paper, _ question: RecurrenceQuestion) -> [UInt32]? {
    var key: [UInt32] = []
    for part in question.parts {
      switch part {
      case .dimension(let dimension):
        guard let term = paper.terms[dimension.rawValue] else { return nil }
        key.append(term)
      case .causeClass:
        guard let cause = paper.causeAsResolved, cause != .unknown else { return nil }
        key.append(UInt32(cause.rawValue))
      }
    }
    return key
  }

  private func looksAt(_ paper: Paper, _ question: RecurrenceQuestion) -> Bool {
    question.kinds.isEmpty || question.kinds.contains(paper.kind)
  }

  private func counts(_ paper: Paper, _ question: RecurrenceQuestion) -> Bool {
    paper.openedAt >= question.openedFrom?.millisecondsSince1970 ?? .min
      && paper.openedAt < question.openedBefore?.millisecondsSince1970 ?? .max
  }

  /// The tickets looked at by their keys, and how many of the period have none.
  func groups(_ question: RecurrenceQuestion) -> (groups: [[UInt32]: [Paper]], leftOut: Int) {
    var groups: [[UInt32]: [Paper]] = [:]
    var leftOut = 0
    for paper in papers.values where looksAt(paper, question) {
      if let key = key(of: paper, question) {
        groups[key, default: []].append(paper)
      } else if counts(paper, question) {
        leftOut += 1
      }
    }
    return (groups, leftOut)
  }

  func figures(_ question: RecurrenceQuestion) -> [[UInt32]: Figures] {
    var all: [[UInt32]: Figures] = [:]
    for (key, group) in groups(question).groups {
      var figures = Figures()
      var requesters: Set<UInt32> = []
      for paper in group where counts(paper, question) {
        figures.tickets += 1
        figures.reopened += paper.reopenings
        figures.ticketsReopened += paper.reopenings > 0 ? 1 : 0
        figures.minutes += paper.minutes
        figures.first = min(figures.first, paper.openedAt)
        figures.last = max(figures.last, paper.openedAt)
        if let requester = paper.requester { requesters.insert(requester) }
        let former = group.filter { follows(paper, $0, question) }
        if !former.isEmpty { figures.recurrences += 1 }
        if former.contains(where: { $0.requester != nil && $0.requester == paper.requester }) {
          figures.repeats += 1
        }
      }
      figures.requesters = requesters.count
      if figures.tickets > 0 { all[key] = figures }
    }
    return all
  }

  /// Whether some resolution of another ticket lies within the window before a ticket's opening.
  private func follows(_ paper: Paper, _ other: Paper, _ question: RecurrenceQuestion) -> Bool {
    guard other.isBefore(paper) else { return false }
    let window = Int64(question.windowInDays) * 86_400_000
    return other.resolutions.contains { 0...window ~= paper.openedAt - $0 }
  }

  /// Each chain as its tickets' numbers, with the problem that ended it.
  func chains(_ question: RecurrenceQuestion) -> [[UInt64]: UInt64?] {
    var chains: [[UInt64]: UInt64?] = [:]
    for group in groups(question).groups.values {
      var former: [UInt64: UInt64] = [:]
      for paper in group { former[paper.number] = last(before: paper, in: group, question) }
      var byHead: [UInt64: [Paper]] = [:]
      for paper in group {
        var head = paper.number
        while let next = former[head] { head = next }
        byHead[head, default: []].append(paper)
      }
      for (head, members) in byHead where members.count > 1 {
        guard members.contains(where: { $0.number != head && counts($0, question) })
        else { continue }
        let ordered = members.sorted { $0.isBefore($1) }
        chains.updateValue(problem(ending: ordered), forKey: ordered.map(\.number))
      }
    }
    return chains
  }

  private func last(
    before paper: Paper,
    in group: [Paper],
    _ question: RecurrenceQuestion
  ) -> UInt64? {
    var best: (at: Int64, paper: Paper)?
    for other in group where other.isBefore(paper) {
      for resolution in other.resolutions where resolution <= paper.openedAt {
        guard let known = best else {
          best = (resolution, other)
          continue
        }
        let isLater = resolution == known.at ? known.paper.isBefore(other) : resolution > known.at
        if isLater { best = (resolution, other) }
      }
    }
    guard let best, paper.openedAt - best.at <= Int64(question.windowInDays) * 86_400_000
    else { return nil }
    return best.paper.number
  }

  private func problem(ending chain: [Paper]) -> UInt64? {
    var candidates: [Paper] = []
    for link in chain.flatMap(\.problems) where link.value {
      guard let problem = papers[link.key[1]], problem.kind == .problem, problem.standsResolved,
        let resolvedAt = problem.resolutions.last,
        chain.allSatisfy({ $0.openedAt < resolvedAt })
      else { continue }
      candidates.append(problem)
    }
    return candidates.min {
      ($0.resolutions.last ?? 0, $0.number) < ($1.resolutions.last ?? 0, $1.number)
    }?.number
  }
}

extension RecurrenceOracle.Paper {
  fileprivate mutating func take(_ event: TicketEvent, at instant: Int64) {
    switch event {
    case .opened(let opening):
      openedAt = instant
      kind = opening.kind
      requester = opening.requester?.rawValue
      for place in 0..<opening.classification.count {
        let term = opening.classification[place]
        terms[term.dimension.rawValue] = term.rawValue
      }
    case .diagnosed(let diagnosis): diagnosed = diagnosis.causeClass
    case .resolved(let resolution):
      diagnosed = resolution.causeClass ?? diagnosed
      causeAsResolved = diagnosed
      resolutions.append(instant)
      standsResolved = true
    case .reopened:
      reopenings += 1
      standsResolved = false
    case .workLogged(let work): minutes += Int(work.minutes)
    case .linked(let link), .unlinked(let link):
      let relations: [Relation] = [.causedBy, .promotedTo, .resolvedBy, .childOf]
      guard let other = link.ticket?.rawValue, relations.contains(link.relation) else { return }
      var isStated = false
      if case .linked = event { isStated = true }
      problems[[UInt64(link.relation.rawValue), other]] = isStated
    default: break
    }
  }
}
