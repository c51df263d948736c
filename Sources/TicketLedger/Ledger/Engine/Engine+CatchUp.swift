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
  ///
  /// - Throws: ``StorageFailure/Reason/broken`` where the log has fewer events than were shown here: a file
  ///   that somebody copies over `data.mdb` is still the same file to the system. Nothing may be recorded in
  ///   the place of what was acknowledged.
  func catchUp(with writer: borrowing LogWriter) throws(LedgerError) {
    let shown = live.readOnEngineThread { $0.eventCount }
    guard writer.end != shown else { return }
    guard writer.end > shown else {
      throw endWriting(
        "\(store.path): the log has \(writer.end) events, and had \(shown): another file was copied over "
          + "data.mdb while it was open; close the ledger, put the right copy in its place, and open it again"
      )
    }
    try live.change { (view) throws(LedgerError) in
      try view.fold(writer, upTo: .max)
      try view.refoldIfNeeded(from: store)
    }
    announce()
  }
}
