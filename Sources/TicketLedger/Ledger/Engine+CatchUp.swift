import LedgerStore

extension Engine {
  /// Takes up what other processes appended since; in chunks, so that no read transaction is long
  /// and readers of the live view come in between.
  func catchUp() throws(LedgerError) {
    // Read before folding: what is committed meanwhile shows as another number at the next poll.
    let transactionID = store.lastTransactionID
    var hasMore = true
    while hasMore {
      hasMore = try live.change { (view) throws(LedgerError) in
        let hasMore = try view.followChunk(of: store, upTo: .max)
        try view.refoldIfNeeded(from: store)
        return hasMore
      }
      announce()
    }
    lastTransactionID = transactionID
  }

  /// Takes up what others appended before this process had the write lock; on the engine's thread only.
  func catchUp(with writer: borrowing LogWriter) throws(LedgerError) {
    guard writer.end != live.readOnEngineThread({ $0.eventCount }) else { return }
    try live.change { (view) throws(LedgerError) in
      try view.fold(writer, upTo: .max)
      try view.refoldIfNeeded(from: store)
    }
    announce()
  }
}
