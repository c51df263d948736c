import TicketLedger

/// One ticket's history, told by looking at all of its events again for every question.
///
/// It shares nothing with the projections but the events.
struct TicketLife {
  /// A team, 0 for none, and a level.
  struct Place: Hashable, Comparable {
    var team: UInt32 = 0
    var level: UInt8 = 1

    static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.team, lhs.level) < (rhs.team, rhs.level)
    }
  }

  struct Stay: Hashable {
    let place: Place
    let from: Instant
    /// Nil while it lasts.
    let to: Instant?
  }

  struct Move {
    let from: Place
    let to: Place
    let at: Instant
    let stay: Int64?
    let isHandoff: Bool
    let isPingPong: Bool
  }

  struct Wait {
    let from: Instant
    let to: Instant?
    let place: Place
    let isAnnounced: Bool
  }

  let events: [RecordedEvent]
  private let kinds: [TicketEvent]

  init(_ events: [RecordedEvent]) {
    self.events = events.sorted { $0.revision < $1.revision }
    kinds = self.events.compactMap {
      guard case .ticket(let event) = $0.event else { return nil }
      return event
    }
  }

  var openedAt: Instant { events[0].occurredAt }

  /// The histories of the tickets among some events, by number.
  static func all(_ events: some Sequence<RecordedEvent>) -> [TicketID: TicketLife] {
    var streams: [TicketID: [RecordedEvent]] = [:]
    for event in events { if let id = event.ticket { streams[id, default: []].append(event) } }
    return streams.mapValues { TicketLife($0) }
  }

  /// Where the ticket is after an event; team 0 has no levels.
  func place(after index: Int) -> Place {
    for case .routed(let routing) in kinds[...index].reversed() {
      guard let team = routing.team else { return Place() }
      return Place(team: team.rawValue, level: routing.level)
    }
    return Place()
  }

  func isOpen(after index: Int) -> Bool {
    for event in kinds[...index].reversed() {
      switch event {
      case .opened, .started, .paused, .resumed, .reopened: return true
      case .resolved, .closed, .cancelled, .merged: return false
      default: continue
      }
    }
    return false
  }

  func waitsForRequester(after index: Int) -> Bool {
    for event in kinds[...index].reversed() {
      switch event {
      case .paused(let pause): return pause.reason == .requester
      case .opened, .started, .resumed, .reopened, .resolved, .closed, .cancelled, .merged:
        return false
      default: continue
      }
    }
    return false
  }

  var stays: [Stay] {
    runs { isOpen(after: $0) ? place(after: $0) : nil }.map { place, first, end in
      Stay(place: place, from: events[first].occurredAt, to: end.map { events[$0].occurredAt })
    }
  }

  var waits: [Wait] {
    runs { waitsForRequester(after: $0) ? true : nil }.map { _, first, end in
      let contact = kinds[..<first].lastIndex { event in
        if case .requesterReplied = event { true } else { false }
      }
      let said = (contact ?? 0)..<(end ?? kinds.count)
      return Wait(
        from: events[first].occurredAt,
        to: end.map { events[$0].occurredAt },
        place: place(after: first),
        isAnnounced: said.contains { isAgentReply($0) }
      )
    }
  }

  /// The longest runs of events after which something is the same: it, the first, and the one after
  /// the last.
  private func runs<Value: Equatable>(_ value: (Int) -> Value?) -> [(Value, Int, Int?)] {
    var runs: [(Value, Int, Int?)] = []
    for index in kinds.indices {
      let present = value(index)
      if let last = runs.last, last.2 == nil {
        if present == last.0 { continue }
        runs[runs.count - 1].2 = index
      }
      if let present { runs.append((present, index, nil)) }
    }
    return runs
  }

  func isAgentReply(_ index: Int) -> Bool {
    guard case .replied = kinds[index] else { return false }
    switch events[index].actor {
    case .automation, .monitoring: return false
    case .person, .importer, .ledger: return true
    }
  }

  var moves: [Move] {
    var moves: [Move] = []
    var known: [Place] = []
    for (index, event) in kinds.enumerated() {
      guard case .routed(let routing) = event, let team = routing.team else { continue }
      let place = Place(team: team.rawValue, level: routing.level)
      defer { if known.last != place { known.append(place) } }
      guard let last = known.last, last != place else { continue }
      let before = Place(team: self.place(after: index - 1).team, level: last.level)
      let stay = isOpen(after: index - 1) ? start(ofStayAt: index - 1) : nil
      moves.append(
        Move(
          from: last,
          to: place,
          at: events[index].occurredAt,
          stay: before.team == 0
            ? nil : stay.map { events[index].occurredAt.milliseconds(since: $0) },
          isHandoff: last.team != place.team,
          isPingPong: last.team != place.team && known.contains { $0.team == place.team }
        )
      )
    }
    return moves
  }

  /// When the ticket came into the queue that it is in after an event.
  private func start(ofStayAt index: Int) -> Instant {
    var first = index
    while first > 0, isOpen(after: first - 1), place(after: first - 1) == place(after: index) {
      first -= 1
    }
    return events[first].occurredAt
  }

  /// The event of the first resolution.
  var resolution: Int? {
    kinds.firstIndex { event in
      if case .resolved = event { true } else { false }
    }
  }

  var firstResolvedAt: Instant? { resolution.map { events[$0].occurredAt } }

  var reopenings: [Instant] {
    zip(events, kinds).compactMap { recorded, event in
      if case .reopened = event { recorded.occurredAt } else { nil }
    }
  }

  /// When it was first reopened after its first resolution.
  var reopenedAt: Instant? {
    guard let resolution else { return nil }
    return kinds.indices.first { index in
      guard index > resolution, case .reopened = kinds[index] else { return false }
      return true
    }
    .map { events[$0].occurredAt }
  }

  /// Where it stood at its first resolution, or stands.
  var standing: Place { place(after: resolution ?? kinds.count - 1) }

  /// The priority at its first resolution, or now.
  var priority: UInt8? {
    var priority: UInt8?
    for event in kinds[...(resolution ?? kinds.count - 1)] {
      switch event {
      case .opened(let opening): priority = opening.prioritisation.priority
      case .prioritised(let change): priority = change.priority ?? priority
      default: continue
      }
    }
    return priority
  }

  /// Whether it was solved by one contact at level 1, without a move.
  var isSolvedAtOnce: Bool {
    guard let resolution, standing.level == 1, movesBefore(resolution) == 0 else { return false }
    let contacts = (0..<resolution).filter { index in
      guard isAgentReply(index), case .replied(let reply) = kinds[index] else { return false }
      return reply.purpose != .acknowledge
    }
    guard let contact = contacts.first else { return true }
    let answer = kinds[contact..<resolution].contains { event in
      if case .requesterReplied = event { true } else { false }
    }
    return contacts.count == 1 && !answer
  }

  private func movesBefore(_ index: Int) -> Int {
    TicketLife(Array(events[..<index])).moves.count
  }

  /// The first event of one of some kinds, or that holds.
  func first(where holds: (Int) -> Bool) -> Instant? {
    kinds.indices.first(where: holds).map { events[$0].occurredAt }
  }

  var acknowledgedAt: Instant? {
    first { index in
      switch kinds[index] {
      case .assigned(let agent): agent != nil
      case .started: true
      default: isAgentReply(index)
      }
    }
  }

  var respondedAt: Instant? { first { isAgentReply($0) } }
}
