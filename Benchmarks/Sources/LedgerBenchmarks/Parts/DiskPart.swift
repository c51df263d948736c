import TicketLedger

extension Part {
  private static let perEvent = FigureKind("disk.perEvent", in: "bytes", target: .atMost(1.75))
  private static let checkpointed = FigureKind("disk.perEvent.checkpointed", in: "bytes")

  /// What the folder takes on disk over the bytes of the envelopes in it, for a history without words:
  /// before there is a checkpoint of the projections, and with one.
  static let disk = Part(figures: [perEvent, checkpointed]) { bench in
    try await bench.withFolder { folder in
      Progress.note("disk.perEvent")
      let options = Ledger.Options(durability: .none, checkpointInterval: .max)
      let path = folder + "/bench.ledger"
      let ledger = try await Ledger.open(at: path, options: options)
      try await SimulatedLedger.record(bench.events, into: ledger, changing: \.withoutWords)
      let count = ledger.read { $0.eventCount }
      let envelopes = try ledger.envelopes(0..<count).reduce(0) { $0 + $1.count }
      let before = ledger.sizeInBytes
      await ledger.close()
      let reopened = try await Ledger.open(at: path, options: options)
      let after = reopened.sizeInBytes
      await reopened.close()
      return [(perEvent, before), (checkpointed, after)].map { kind, size in
        Figure(
          kind,
          ours: [Double(size) / Double(count)],
          baseline: [Double(envelopes) / Double(count)]
        )
      }
    }
  }
}
