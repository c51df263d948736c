import TicketLedger

extension Part {
  private static let indexed = FigureKind(
    "history.vsSQLiteIndexed",
    in: "µs",
    .baselineToOurs,
    target: .atLeast(1.5)
  )
  private static let clustered = FigureKind(
    "history.vsSQLiteClustered",
    in: "µs",
    .baselineToOurs,
    target: .atLeast(0.6)
  )
  private static let questions = 5_000

  /// Reads one ticket's history, of tickets at random, all of it in the page cache.
  static let history = Part(figures: [indexed, clustered]) { bench in
    let log = try await bench.simulatedLedger()
    let tickets = randomTickets(of: log)
    let ours = Side("history") {
      let ledger = try await log.opened()
      _ = try readHistories(of: tickets, in: ledger)
      let seconds = try Stopwatch.seconds {
        guard try readHistories(of: tickets, in: ledger) >= questions else {
          throw WrongAnswer("histories are missing")
        }
      }
      await ledger.close()
      return seconds * 1e6 / Double(questions)
    }
    return try await bench.measure([
      Pairing(kind: indexed, ours: ours, baseline: sqliteHistory(.indexed, tickets, bench, log)),
      Pairing(
        kind: clustered,
        ours: ours,
        baseline: sqliteHistory(.clustered, tickets, bench, log)
      ),
    ])
  }

  /// Tickets by numbers that look random and are the same every time.
  static func randomTickets(of log: SimulatedLedger) -> [TicketID] {
    var numbers = PseudorandomNumbers(seed: 1)
    return (0..<questions).map { _ in
      TicketID(UInt64.random(in: 1...UInt64(log.ticketCount), using: &numbers))
    }
  }

  /// How many events the histories have together.
  static func readHistories(of tickets: [TicketID], in ledger: Ledger) throws -> Int {
    var count = 0
    for ticket in tickets { count += try ledger.history(of: .number(ticket))?.count ?? 0 }
    return count
  }

  private static func sqliteHistory(
    _ layout: SQLiteLog.Layout,
    _ tickets: [TicketID],
    _ bench: Workbench,
    _ log: SimulatedLedger
  ) -> Side {
    var filled: SQLiteLog?
    let numbers = tickets.map { Int64($0.rawValue) }
    return Side("history in SQLite, \(layout.rawValue)") {
      let ledger = try await log.opened()
      let events = try DeskEvent.all(in: ledger)
      await ledger.close()
      let made = try SQLiteLog(in: bench.makeFolder(), .blob, layout)
      try made.appendAll(events)
      _ = try made.readHistories(of: numbers)
      filled = made
    } measure: {
      let seconds = try Stopwatch.seconds {
        guard let filled, try filled.readHistories(of: numbers) >= questions else {
          throw WrongAnswer("histories are missing")
        }
      }
      return seconds * 1e6 / Double(questions)
    }
  }
}
