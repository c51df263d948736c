import TicketLedger

extension Part {
  private static let durable = FigureKind("append.batch10k.durable.vsRawLMDB", isDurable: true)
  private static let blob = FigureKind(
    "append.batch10k.vsSQLiteBlob",
    target: .atLeast(2),
    isDurable: true
  )
  private static let json = FigureKind(
    "append.batch10k.vsSQLiteJSON",
    target: .atLeast(5),
    isDurable: true
  )

  /// Validated commands in batches of 10,000, every batch durable, against the same in SQLite.
  static let durableBatchAppend = Part(figures: [durable, blob, json]) { bench in
    let history = PlainHistory(count: bench.events)
    let records = try await history.rawRecords(bench)
    let events = try await bench.withLedger(.none) { ledger in
      try await history.append(to: ledger)
      return try DeskEvent.all(in: ledger)
    }
    func append(as payload: SQLiteLog.Payload) async throws -> Double {
      try await bench.withFolder { folder in
        let log = try SQLiteLog(in: folder, payload)
        return try Stopwatch.rate(of: events.count) { try log.appendAll(events) }
      }
    }
    let ours = Side("append.batch10k, durable") { try await Part.append(history, bench, .full) }
    let raw = Side("append.batch10k in raw LMDB, durable") {
      try await Part.append(records, bench, isDurable: true)
    }
    let blobs = Side("append.batch10k in SQLite as blobs") { try await append(as: .blob) }
    let texts = Side("append.batch10k in SQLite as JSON") { try await append(as: .json) }
    return try await bench.measure([
      Pairing(kind: durable, ours: ours, baseline: raw),
      Pairing(kind: blob, ours: ours, baseline: blobs),
      Pairing(kind: json, ours: ours, baseline: texts),
    ])
  }
}
