import LedgerStore

extension Ledger {
  /// Whether words were erased from a plain ledger whose bytes are still in its file; ``compact(at:)``
  /// removes them.
  ///
  /// - Complexity: O(log n).
  public var needsCompaction: Bool {
    get throws(LedgerError) {
      try LedgerError.wrapping {
        let snapshot = try store.beginRead()
        return try snapshot.value(in: .meta, for: uncompactedKey) != nil
      }
    }
  }

  /// Writes a ledger's file anew, so that nothing of what was erased is left in it.
  ///
  /// What lies in it stays the same to the byte: events, tree, projections. The new file lies in the
  /// folder until it takes the old one's place, all at once. A disk may keep the old one's blocks, and
  /// backups keep what they hold.
  ///
  /// - Parameter path: The ledger's folder, which no process has open, nor opens meanwhile.
  /// - Throws: ``LedgerError/storage(_:)``, with ``StorageFailure/Reason/alreadyOpen`` where this process
  ///   has it open, and ``StorageFailure/Reason/openElsewhere`` where another has; the ledger is then as
  ///   it was.
  /// - Complexity: O(size of the ledger), and as much room on the disk.
  public static func compact(at path: String) async throws(LedgerError) {
    try await detached { () throws(LedgerError) in
      try LedgerError.wrapping { try LogStore.rewrite(at: path, omitting: uncompactedKey) }
    }
  }
}

/// Key of table meta: there, with the position of an erasure, while bytes of what it removed may be left.
let uncompactedKey = Array("uncompacted".utf8)
