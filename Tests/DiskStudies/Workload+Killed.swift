import TicketLedger

/// What a process is cut off in, and what the next one does with what it left.
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
    case .rotating, .losingRotation:
      try await work("one", 1, on: ledger)
      marks.put("killable")
      try await rotate(ledger)
      try await finish(ledger)
    case .erasing, .losingErasure:
      let opened = try await openTicket(of: Workload.goner, on: ledger)
      marks.put("killable")
      try await eraseRequester(Workload.goner, of: opened, on: ledger)
      try await finish(ledger)
    }
  }

  /// Goes on with what was left, as the command line does.
  ///
  /// Nobody can tell what the process before had synced. The folder of keys is the host's, which syncs it
  /// before it opens the ledger for writing; whatever lies there is durable once that is open. Only in a
  /// rotation the file is the library's to replace, and to make durable. Who was about to be erased is so once
  /// more: that is answered for, whatever the process before had done of it.
  @discardableResult
  func goOn() async -> (any Error)? {
    await saying {
      self.marks.put("going on")
      let keys = try self.makeKeys()
      let interruption = self.scenario.interruption
      if interruption?.isRotation != true { Workload.syncFolder(self.root + "/desk.keys") }
      let ledger = try await self.openLedger()
      if let keys { self.marks.put("keys \(keys)") }
      if interruption?.isErasure == true { self.acknowledgeErasure(in: ledger) }
      try await self.work("more", 2, on: ledger)
      if interruption?.isErasure == true, let opened = self.openedBefore {
        try await self.eraseRequester(Workload.goner, of: opened, on: ledger)
      }
      if interruption?.isRotation == true {
        try await self.rotate(ledger)
        try await self.work("last", 1, on: ledger)
      }
      try await self.finish(ledger)
    }
  }

  /// What the process before recorded of an erasure, and was not told, is there for whoever opens the ledger.
  private func acknowledgeErasure(in ledger: Ledger) {
    let end = ledger.read { $0.eventCount }
    if end > knownEventCount { marks.put("acknowledged \(submittedCount) \(end - 1)") }
  }
}
