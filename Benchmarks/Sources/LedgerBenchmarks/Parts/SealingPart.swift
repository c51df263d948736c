import TicketLedger

extension Part {
  private static let sealedAppend = FigureKind("append.words.sealedVsPlain")
  private static let sealedVerify = FigureKind("verify.sealedVsPlain")

  /// What privacy costs: the same tickets with words, sealed and in clear.
  static let sealing = Part(figures: [sealedAppend, sealedVerify]) { bench in
    let keys = KeyEncryptionKeys([1: .random()])
    var appended: [[Double]] = [[], []]
    var verified: [[Double]] = [[], []]
    try await bench.inTurns(["sealed words", "words in clear"]) { side in
      try await bench.withFolder { folder in
        let path = folder + "/bench.ledger"
        let options = Ledger.Options(
          durability: .none,
          privacy: side == 0 ? .sealed(keys) : .plain,
          checkpointInterval: .max
        )
        let ledger = try await Ledger.open(at: path, options: options)
        appended[side].append(try await appendWords(bench.events, to: ledger))
        let count = ledger.read { $0.eventCount }
        await ledger.close()
        verified[side].append(
          try await Stopwatch.awaitedRate(of: Int(count)) {
            guard try await Ledger.verify(at: path).isSound else {
              throw WrongAnswer("it is not sound")
            }
          }
        )
      }
    }
    return [
      Figure(sealedAppend, ours: appended[0], baseline: appended[1]),
      Figure(sealedVerify, ours: verified[0], baseline: verified[1]),
    ]
  }

  /// Events a second; every event has about 200 bytes of words, and one requester in ten tickets is new.
  private static func appendWords(_ events: Int, to ledger: Ledger) async throws -> Double {
    let words = String(repeating: "the tunnel closes again ", count: 8)
    let tickets = max(events / 10, 1)
    let batches = stride(from: 0, to: events, by: PlainHistory.batchSize).map { start in
      (start..<min(start + PlainHistory.batchSize, events)).map { number in
        let ticket = TicketReference.number(TicketID(UInt64(number % tickets + 1)))
        let requester = PersonReference.identity("requester-\(number % tickets / 10)")
        let command: Command =
          number < tickets
          ? .open(nil, requester: requester, summary: words) : .note(ticket, words)
        return Submission(command, by: "agent-1")
      }
    }
    return try await Stopwatch.awaitedRate(of: events) {
      for batch in batches {
        for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
      }
    }
  }
}
