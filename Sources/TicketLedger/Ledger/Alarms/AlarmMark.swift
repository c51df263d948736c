import LedgerStore

extension Ledger {
  /// Since when alarms are raised: the moment at which the first runner on this ledger started.
  ///
  /// Kept for good, so that thresholds reached while no runner ran are raised by the next one, and
  /// those from before the first one never: table meta, key `alarms`, the instant (i64).
  ///
  /// - Parameter now: The present moment, kept where none is kept yet.
  /// - Returns: The moment kept.
  /// - Throws: ``LedgerError/storage(_:)`` where it cannot be kept, as in a ledger opened for reading
  ///   only.
  func alarmMark(startingAt now: Instant) async throws(LedgerError) -> Instant {
    let kept = try LedgerError.wrapping { try store.beginRead().alarmMark }
    if let kept { return kept }
    return try await onEngine { engine in
      try engine.append { transaction in
        // Another process may have been first.
        if let kept = try transaction.writer.alarmMark { return kept }
        let number = UInt64(bitPattern: now.millisecondsSince1970)
        try transaction.put(number, in: .meta, for: alarmMarkKey)
        return now
      }
    }
  }
}

private let alarmMarkKey = Array("alarms".utf8)

extension LogReading where Self: ~Copyable {
  /// The moment kept; nil where no runner has ever started.
  fileprivate var alarmMark: Instant? {
    get throws(LedgerError) {
      try number(in: .meta, for: alarmMarkKey).map {
        Instant(millisecondsSince1970: Int64(bitPattern: $0))
      }
    }
  }
}
