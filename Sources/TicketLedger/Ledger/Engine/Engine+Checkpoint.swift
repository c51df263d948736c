import LedgerStore

extension Engine {
  /// Keeps the projections in the store, so that the next opening need not replay everything.
  func writeCheckpoint() {
    let (eventCount, isComplete) = live.readOnEngineThread { ($0.eventCount, !$0.needsRefolding) }
    guard options.access == .readWrite, eventCount != checkpointedEventCount, isComplete,
      (try? requireWritable()) != nil
    else { return }
    defer { checkpointedEventCount = eventCount }
    // A checkpoint is disposable: one that cannot be written costs the next opening a replay.
    let written = try? live.readOnEngineThread {
      try ProjectionCheckpoint.write($0, over: checkpointHeads, to: store)
    }
    guard let written else { return }
    checkpointHeads = written.heads
    lastCheckpoint = written
  }

  /// Writes a checkpoint once as many bytes of events came as the last one took, so that checkpoints
  /// cost about as much as the events themselves at most.
  func checkpointIfDue() {
    let eventCount = live.readOnEngineThread { $0.eventCount }
    let cost = lastCheckpoint?.cost ?? 0
    let least = max(options.checkpointInterval, cost / Envelope.headerSize)
    if eventCount - checkpointedEventCount >= UInt64(least) { writeCheckpoint() }
  }
}
