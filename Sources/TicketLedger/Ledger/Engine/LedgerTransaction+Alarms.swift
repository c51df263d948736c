extension LedgerTransaction {
  /// Appends alarms for thresholds that are still to be raised.
  ///
  /// What the runner saw is looked at again here, in the one place that nobody else writes meanwhile:
  /// a threshold whose alarm another runner raised, or whose clock has since stopped, paused or come
  /// to follow another target, is left out. So each alarm is in the log exactly once.
  ///
  /// An alarm is an event of the ledger, by the ledger itself: it moves no ticket's revision or time.
  /// It happened when it was detected; when its threshold was reached stands in ``Alarm/dueAt``.
  ///
  /// - Parameters:
  ///   - thresholds: What the runner found due, in the order to raise it in.
  ///   - now: The time by the runner's clock.
  /// - Returns: The alarms appended.
  /// - Throws: ``LedgerError/storage(_:)``; nothing of the transaction is recorded then.
  mutating func raise(
    _ thresholds: [ClockThreshold],
    detectedAt now: Instant
  ) throws(LedgerError) -> [Alarm] {
    var open = stillOpen(thresholds, at: now)
    for event in pending.appended {
      guard case .ledger(.alarmRaised(let alarm)) = event.recorded.event else { continue }
      let key = AlarmKey(alarm)
      open = open.filter { $0.key != key }
    }
    var alarms: [Alarm] = []
    for threshold in thresholds where open.remove(threshold) != nil {
      let alarm = threshold.alarm(detectedAt: now)
      let draft = EventDraft(
        event: .ledger(.alarmRaised(alarm)),
        actor: .ledger,
        occurredAt: now
      )
      _ = try append(draft, recordedAt: self.now)
      alarms.append(alarm)
    }
    return alarms
  }

  /// Those of some thresholds that running clocks still have before them as reached.
  private func stillOpen(
    _ thresholds: [ClockThreshold],
    at now: Instant
  ) -> Set<ClockThreshold> {
    live.readOnEngineThread { view in
      var present: Set<ClockThreshold> = []
      for ticket in Set(thresholds.map(\.ticket)) {
        guard let state = view.tickets[ticket] else { continue }
        present.formUnion(view[ServiceLevels.self].thresholds(of: state, asOf: now))
      }
      return present.intersection(thresholds).filter { $0.instant <= now }
    }
  }
}
