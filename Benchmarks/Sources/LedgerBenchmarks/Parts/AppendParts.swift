import TicketLedger

extension Part {
  private static let single = FigureKind(
    "append.single.vsRawLMDB",
    target: .atLeast(0.85),
    isDurable: true
  )
  private static let group = FigureKind(
    "append.group64.vsSingle",
    target: .atLeast(25),
    isDurable: true
  )
  private static let batch = FigureKind("append.batch10k.vsRawLMDB", target: .atLeast(0.6))

  /// How many commits of one event a round has.
  private static let singles = 400

  /// One event a durable commit, against the same records in LMDB.
  static let singleAppend = Part(figures: [single]) { bench in
    let records = try await RawRecords(bench) { ledger in
      try await openTicket(in: ledger)
      let first = Int(ledger.read { $0.eventCount })
      for _ in 0..<singles { try await prioritise(in: ledger) }
      return Array(first...first + singles)
    }
    let ours = Side("append.single") { try await appendSingles(bench) }
    let raw = Side("append.single in raw LMDB") {
      try await bench.withFolder { path in
        let baseline = try RawLMDB(at: path, isDurable: true)
        try baseline.append(records.commits[0], of: records)
        return try Stopwatch.rate(of: singles) {
          for commit in records.commits.dropFirst() { try baseline.append(commit, of: records) }
        }
      }
    }
    return try await bench.measure([Pairing(kind: single, ours: ours, baseline: raw)])
  }

  /// 64 submitters that share durable commits, against one.
  static let groupAppend = Part(figures: [group]) { bench in
    let grouped = Side("append.group64") { try await appendTogether(bench) }
    let alone = Side("append.single") { try await appendSingles(bench) }
    return try await bench.measure([Pairing(kind: group, ours: grouped, baseline: alone)])
  }

  /// Validated commands in batches of 10,000, without waiting for the disk, so that nothing but the
  /// ledger's own work stands beside LMDB's.
  static let batchAppend = Part(figures: [batch]) { bench in
    let history = PlainHistory(count: bench.events)
    let records = try await history.rawRecords(bench)
    let ours = Side("append.batch10k") { try await append(history, bench, .none) }
    let raw = Side("append.batch10k in raw LMDB") {
      try await append(records, bench, isDurable: false)
    }
    return try await bench.measure([Pairing(kind: batch, ours: ours, baseline: raw)])
  }

  /// Events a second of one submitter.
  private static func appendSingles(_ bench: Workbench) async throws -> Double {
    try await bench.withLedger(.full) { ledger in
      try await openTicket(in: ledger)
      return try await Stopwatch.awaitedRate(of: singles) {
        for _ in 0..<singles { try await prioritise(in: ledger) }
      }
    }
  }

  /// Events a second of 64 submitters.
  private static func appendTogether(_ bench: Workbench) async throws -> Double {
    try await bench.withLedger(.full) { ledger in
      for submitter in 0..<64 { try await openTicket(submitter, in: ledger) }
      return try await Stopwatch.awaitedRate(of: 64 * singles) {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
          for submitter in 0..<64 {
            tasks.addTask {
              for _ in 0..<singles { try await prioritise(submitter, in: ledger) }
            }
          }
          try await tasks.waitForAll()
        }
      }
    }
  }

  private static func openTicket(_ number: Int = 1, in ledger: Ledger) async throws {
    try await ledger.submit(.open("B-\(number)"), by: "bench")
  }

  private static func prioritise(_ number: Int = 1, in ledger: Ledger) async throws {
    try await ledger.submit(.prioritise("B-\(number)", priority: 2), by: "bench")
  }

  /// Events a second of a history in batches.
  static func append(
    _ history: PlainHistory,
    _ bench: Workbench,
    _ durability: Ledger.Options.Durability
  ) async throws -> Double {
    try await bench.withLedger(durability) { ledger in
      try await Stopwatch.awaitedRate(of: history.count) { try await history.append(to: ledger) }
    }
  }

  /// Records a second of what a history put, in the same commits.
  static func append(
    _ records: RawRecords,
    _ bench: Workbench,
    isDurable: Bool
  ) async throws -> Double {
    try await bench.withFolder { path in
      let baseline = try RawLMDB(at: path, isDurable: isDurable)
      return try Stopwatch.rate(of: records.events.count) {
        for commit in records.commits { try baseline.append(commit, of: records) }
      }
    }
  }
}
