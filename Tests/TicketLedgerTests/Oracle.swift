import Testing
import TicketLedger

/// What the projections must answer, computed ticket by ticket from whole histories.
///
/// It shares nothing with the projections: no fold over the log, no state kept from event to event of
/// different tickets, only dictionaries.
struct Oracle {
  /// A team and level, as a plain key.
  struct Place: Hashable {
    var team: UInt32
    var level: UInt8
  }

  var openByPlace: [Place: Int] = [:]
  var waitingByPlace: [Place: Int] = [:]
  var open = 0
  var handoffs = 0
  var ticketsHandedOff = 0
  var pingPong = 0
  var ticketsPingPonged = 0
  var escalations = 0
  var deEscalations = 0
  var moves = 0
  var reopened = 0
  var ticketsReopened = 0
  var counts: [EventKind: Int] = [:]
  private var timesToResolve: [Int64] = []

  init(_ events: some Sequence<RecordedEvent>) {
    let streams = Dictionary(grouping: events.filter { $0.ticket != nil }) { $0.ticket }
    for stream in streams.values {
      let stream = stream.sorted { $0.revision < $1.revision }
      for recorded in stream { counts[recorded.event.kind, default: 0] += 1 }
      countRouting(stream)
      countState(stream)
      let reopenings = stream.count { $0.event.kind == .reopened }
      reopened += reopenings
      ticketsReopened += reopenings > 0 ? 1 : 0
      if let resolution = stream.first(where: { $0.event.kind == .resolved }) {
        timesToResolve.append(resolution.occurredAt.milliseconds(since: stream[0].occurredAt))
      }
    }
    timesToResolve.sort()
  }

  private mutating func countRouting(_ stream: [RecordedEvent]) {
    var stays: [Place] = []
    for case .ticket(.routed(let routing)) in stream.map(\.event) {
      guard let team = routing.team else { continue }
      let place = Place(team: team.rawValue, level: routing.level)
      if stays.last != place { stays.append(place) }
    }
    var handedOff = 0
    var returned = 0
    for (index, place) in stays.enumerated().dropFirst() {
      let before = stays[index - 1]
      moves += 1
      if place.level > before.level { escalations += 1 }
      if place.level < before.level { deEscalations += 1 }
      guard place.team != before.team else { continue }
      handedOff += 1
      if stays[..<index].contains(where: { $0.team == place.team }) { returned += 1 }
    }
    handoffs += handedOff
    pingPong += returned
    ticketsHandedOff += handedOff > 0 ? 1 : 0
    ticketsPingPonged += returned > 0 ? 1 : 0
  }

  private mutating func countState(_ stream: [RecordedEvent]) {
    let changes = stream.map(\.event.kind).filter {
      [
        .opened, .started, .paused, .resumed, .reopened, .resolved, .closed, .cancelled, .merged,
      ].contains($0)
    }
    guard let state = changes.last,
      [.opened, .started, .paused, .resumed, .reopened].contains(state)
    else { return }
    var place = Place(team: 0, level: 1)
    for case .ticket(.routed(let routing)) in stream.map(\.event) {
      place =
        routing.team.map { Place(team: $0.rawValue, level: routing.level) }
        ?? Place(team: 0, level: 1)
    }
    open += 1
    openByPlace[place, default: 0] += 1
    if state == .paused { waitingByPlace[place, default: 0] += 1 }
  }

  /// The nearest rank, by counting how many durations each one is not exceeded by.
  func percentile(_ percent: Int) -> Double? {
    timesToResolve.first { candidate in
      timesToResolve.count { $0 <= candidate } * 100 >= percent * timesToResolve.count
    }.map { Double($0) / 1000 }
  }

  /// Compares everything it knows with a view.
  func check(
    _ view: borrowing LedgerView,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let summaries = view[Queues.self].summaries()
    let opens = summaries.map { ($0.queue.oraclePlace, $0.open) }
    let waits = summaries.filter { $0.waiting > 0 }.map { ($0.queue.oraclePlace, $0.waiting) }
    #expect(Dictionary(uniqueKeysWithValues: opens) == openByPlace, sourceLocation: sourceLocation)
    #expect(
      Dictionary(uniqueKeysWithValues: waits) == waitingByPlace,
      sourceLocation: sourceLocation
    )
    let flow = view[Flow.self]
    let flows = [
      flow.handoffs, flow.ticketsHandedOff, flow.pingPong, flow.ticketsPingPonged,
      flow.escalations, flow.deEscalations, flow.reopened, flow.ticketsReopened,
      flow.moves.values.reduce(0, +),
    ]
    let expectedFlows = [
      handoffs, ticketsHandedOff, pingPong, ticketsPingPonged, escalations, deEscalations,
      reopened, ticketsReopened, moves,
    ]
    #expect(flows == expectedFlows, sourceLocation: sourceLocation)
    let governance = view[Governance.self]
    let figures = [
      governance.opened, governance.resolved, governance.closed, governance.reopened,
      governance.cancelledOrMerged, governance.open,
    ]
    let expectedFigures = [
      count(.opened), count(.resolved), count(.closed), reopened,
      count(.cancelled) + count(.merged), open,
    ]
    #expect(figures == expectedFigures, sourceLocation: sourceLocation)
    let times = governance.timesToResolve()
    #expect(times.count == timesToResolve.count, sourceLocation: sourceLocation)
    for percent in [1, 50, 90, 99, 100] {
      #expect(
        times.percentileInSeconds(percent) == percentile(percent),
        sourceLocation: sourceLocation
      )
    }
    let sum = timesToResolve.reduce(0, +)
    let mean = timesToResolve.isEmpty ? 0 : Double(sum) / Double(timesToResolve.count) / 1000
    #expect(abs((times.meanInSeconds ?? 0) - mean) < 0.001, sourceLocation: sourceLocation)
  }

  private func count(_ kind: EventKind) -> Int { counts[kind, default: 0] }
}

extension QueueID {
  fileprivate var oraclePlace: Oracle.Place {
    Oracle.Place(team: team?.rawValue ?? 0, level: level)
  }
}
