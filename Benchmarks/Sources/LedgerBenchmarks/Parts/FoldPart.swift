import TicketLedger

extension Part {
  /// What is folded, in the order of the times; the first is what the others are held against.
  private static let folds = [
    "queues", "serviceLevels", "recurrence", "flow", "governance", "workload", "satisfaction",
  ]
  private static let kinds = folds.dropFirst().map { FigureKind("fold.\($0).vsQueues") }

  /// Folds the same simulated events into one projection after another, without reading or decoding.
  static let fold = Part(figures: kinds) { bench in
    let log = try await bench.simulatedLedger()
    var rates: [[Double]] = folds.map { _ in [] }
    try await bench.inTurns(["fold"]) { _ in
      let ledger = try await log.opened(with: [ServiceLevels.self])
      for (place, rate) in try ratesOfFolds(ledger).enumerated() { rates[place].append(rate) }
      await ledger.close()
    }
    return zip(kinds, rates.dropFirst()).filter { bench.wants($0.0) }.map { kind, ours in
      Figure(kind, ours: ours, baseline: rates[0])
    }
  }

  /// Events a second of each projection, chunk by chunk in turns; a chunk is small enough to stay in
  /// the cache with its tickets.
  private static func ratesOfFolds(_ ledger: Ledger) throws -> [Double] {
    var tickets: [TicketID: Ticket] = [:]
    var queues = Queues()
    var levels = ServiceLevels()
    levels.adopt(ledger.read { $0.agreements })
    var recurrences = RecurrenceMap()
    var flow = Flow()
    var governance = Governance()
    var workload = Workload()
    var satisfaction = Satisfaction()
    var seconds = Array(repeating: 0.0, count: folds.count)
    var count = 0
    try ledger.forEachChunk(of: 256) { chunk in
      count += chunk.count
      let before = evolve(&tickets, with: chunk)
      seconds[0] += secondsToFold(chunk, before, into: &queues)
      seconds[1] += secondsToFold(chunk, before, into: &levels)
      seconds[2] += secondsToFold(chunk, before, into: &recurrences)
      seconds[3] += secondsToFold(chunk, before, into: &flow)
      seconds[4] += secondsToFold(chunk, before, into: &governance)
      seconds[5] += secondsToFold(chunk, before, into: &workload)
      seconds[6] += secondsToFold(chunk, before, into: &satisfaction)
    }
    return seconds.map { Double(count) / $0 }
  }

  /// Moves the tickets on, and returns each event's ticket as it was before.
  private static func evolve(
    _ tickets: inout [TicketID: Ticket],
    with events: [RecordedEvent]
  ) -> ContiguousArray<Ticket> {
    var before: ContiguousArray<Ticket> = []
    for event in events {
      let id = event.ticket ?? TicketID(0)
      var ticket = tickets[id] ?? Ticket(id: id)
      before.append(ticket)
      if case .ticket(let change) = event.event { ticket.evolve(with: change, of: event) }
      tickets[id] = ticket
    }
    return before
  }

  private static func secondsToFold(
    _ events: [RecordedEvent],
    _ tickets: ContiguousArray<Ticket>,
    into projection: inout some Projection
  ) -> Double {
    Stopwatch.seconds {
      for index in events.indices { projection.apply(events[index], to: tickets[index]) }
    }
  }
}
