import TicketLedger

extension Part {
  private static let core = FigureKind("replay.core.vsRawScan", target: .atLeast(0.35))
  private static let core2 = FigureKind("replay.core2.vsRawScan", target: .atLeast(0.5))
  private static let tickets = FigureKind("replay.tickets.vsRawScan")
  private static let allProjections = FigureKind("replay.all.vsRawScan")
  private static let json = FigureKind("replay.core.vsSQLiteJSON", target: .atLeast(30))
  private static let python = FigureKind("replay.core.vsPython", target: .atLeast(300))
  private static let pythonAppend = FigureKind("append.batch10k.vsPython", isDurable: true)

  /// Folds a whole log, against a raw cursor scan that touches every byte of the same records, and
  /// against the same history in SQLite and in Python's `eventsourcing`.
  static let replay = Part(
    figures: [core, core2, tickets, allProjections, json, python, pythonAppend]
  ) { bench in
    let log = try await bench.simulatedLedger()
    func folding(
      _ name: String,
      _ projections: [any Projection.Type],
      threads: Int = 1
    ) -> Side {
      Side(name) { try await rate(of: log, into: projections, threads: threads) }
    }
    let scan = Side("raw scan") { try rateOfScan(of: log) }
    let coreSide = folding("replay.core", Replaying.core)
    let pythonSides = PythonSides(bench, log)
    return try await bench.measure([
      Pairing(kind: core, ours: coreSide, baseline: scan),
      Pairing(
        kind: core2,
        ours: folding("replay.core on two threads", Replaying.core, threads: 2),
        baseline: scan
      ),
      Pairing(kind: tickets, ours: folding("replay.tickets", []), baseline: scan),
      Pairing(
        kind: allProjections,
        ours: folding("replay.all", Ledger.coreProjections),
        baseline: scan
      ),
      Pairing(kind: json, ours: coreSide, baseline: sqliteReplay(bench, log)),
      Pairing(kind: python, ours: coreSide, baseline: pythonSides.replay),
      Pairing(
        kind: pythonAppend,
        ours: Side("append.batch10k, durable") {
          try await append(PlainHistory(count: bench.events), bench, .full)
        },
        baseline: pythonSides.append
      ),
    ])
  }

  /// Events a second of the scan, of a file that is mapped and was read once; the ledger is closed, as
  /// LMDB is not to be opened twice in a process.
  private static func rateOfScan(of log: SimulatedLedger) throws -> Double {
    let raw = try RawLMDB(readingLogAt: log.path)
    let sum = try raw.scan()
    return try Stopwatch.rate(of: Int(log.eventCount)) {
      guard try raw.scan() == sum else { throw WrongAnswer("two scans differ") }
    }
  }

  /// Events a second of a replay, of a file that is mapped and was read once.
  private static func rate(
    of log: SimulatedLedger,
    into projections: [any Projection.Type],
    threads: Int
  ) async throws -> Double {
    let ledger = try await log.opened()
    _ = try await ledger.replay(projections: [])
    let rate = try await Stopwatch.awaitedRate(of: Int(log.eventCount)) {
      let view = try await Replaying.replay(ledger, into: projections, threads: threads)
      guard view.eventCount == log.eventCount else { throw WrongAnswer("a replay ended early") }
    }
    await ledger.close()
    return rate
  }

  private static func sqliteReplay(_ bench: Workbench, _ log: SimulatedLedger) -> Side {
    var filled: (log: SQLiteLog, count: Int)?
    return Side("replay in SQLite as JSON") {
      let folder = try bench.makeFolder()
      let ledger = try await log.opened()
      let events = try DeskEvent.all(in: ledger)
      await ledger.close()
      let made = try SQLiteLog(in: folder, .json)
      try made.appendAll(events)
      filled = (made, events.count)
    } measure: {
      guard let (log, count) = filled else { throw WrongAnswer("nothing was prepared") }
      return try Stopwatch.rate(of: count) {
        guard try log.replay().eventCount == count else { throw WrongAnswer("events are missing") }
      }
    }
  }
}

/// A measured thing that did not do what it is measured at.
struct WrongAnswer: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
