import TicketLedger

extension Part {
  private static let middle = FigureKind(
    "asOf.middle",
    in: "ms",
    target: .atMost(0.6),
    ofEvents: 10_000_000
  )

  /// Queues and breaches as of the instant at which half of the events had happened, against a full
  /// replay into the same projections.
  static let asOf = Part(figures: [middle]) { bench in
    let log = try await bench.simulatedLedger()
    let projections: [any Projection.Type] = [Queues.self, ServiceLevels.self]
    let probe = try await log.opened()
    let half = try probe.event(at: Position(log.eventCount / 2))
    await probe.close()
    guard let instant = half?.occurredAt else { throw WrongAnswer("there is no middle") }
    func milliseconds(_ body: (Ledger) async throws -> Void) async throws -> Double {
      let ledger = try await log.opened(with: projections)
      let seconds = try await Stopwatch.awaitedSeconds { try await body(ledger) }
      await ledger.close()
      return seconds * 1_000
    }
    let ours = Side("asOf.middle") {
      try await milliseconds { ledger in
        let answer = try await ledger.read(asOf: instant) { view in
          (view.queues(asOf: instant).count, view.breaches(asOf: instant).count)
        }
        guard answer.0 > 0 else { throw WrongAnswer("no queue is known") }
      }
    }
    let baseline = Side("full replay") {
      try await milliseconds { ledger in
        let view = try await ledger.replay()
        guard view.eventCount == log.eventCount else { throw WrongAnswer("it ended early") }
      }
    }
    return try await bench.measure([Pairing(kind: middle, ours: ours, baseline: baseline)])
  }
}
