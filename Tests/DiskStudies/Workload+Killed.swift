import TicketLedger

/// What a process is killed in, and what the next one does with what it left.
extension Workload {
  /// Does it, and says from where on it is to be killed: the folders before are the host's, or durable.
  func runUntilKilled(in interruption: Scenario.Interruption) async throws {
    if interruption == .making { marks.put("killable") }
    try makeKeys()
    let ledger = try await openLedger()
    switch interruption {
    case .making: try await finish(ledger)
    case .compacting:
      try await work("one", 1, on: ledger)
      try await erase("gone", on: ledger)
      try await finish(ledger)
      marks.put("killable")
      try await compact()
    case .rotating:
      try await work("one", 1, on: ledger)
      marks.put("killable")
      try await rotate(ledger)
      try await finish(ledger)
    }
  }

  /// Goes on with what was left, as the command line does.
  ///
  /// Nobody can tell what the process before had synced. The folder of keys is the host's, which syncs it
  /// before it opens the ledger for writing; whatever lies there is durable once that is open. Only in a
  /// rotation the file is the library's to replace, and to make durable.
  @discardableResult
  func goOn() async -> (any Error)? {
    await saying {
      self.marks.put("going on")
      let keys = try self.makeKeys()
      if self.scenario.interruption != .rotating { Workload.syncFolder(self.root + "/desk.keys") }
      let ledger = try await self.openLedger()
      if let keys { self.marks.put("keys \(keys)") }
      try await self.work("more", 2, on: ledger)
      if self.scenario.interruption == .rotating {
        try await self.rotate(ledger)
        try await self.work("last", 1, on: ledger)
      }
      try await self.finish(ledger)
    }
  }
}
