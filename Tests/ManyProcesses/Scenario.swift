/// What processes do to one ledger.
enum Scenario: String, CaseIterable {
  /// No process: the checker of histories against one that tries every order.
  case checker
  /// Writers and readers.
  case desk
  /// The same, while writers are killed.
  case killed
  /// A reader stopped in its snapshot, a writer stopped in its transaction.
  case stopped
  /// Readers that died, by the hundred.
  case slots
  /// Hosts that make the same ledger at the same instant.
  case opening
  /// Hosts that open a ledger while it is compacted.
  case compacting
  /// One ledger under many paths.
  case paths
  /// Clocks that step, under writers, alarms and restarts.
  case clocks
  /// A machine without zone data.
  case zones

  /// Keeps the numbers of two scenarios apart.
  var salt: UInt64 { UInt64(Scenario.allCases.firstIndex(of: self) ?? 0) &* 7_919 }

  /// What happens in one trial.
  var run: (Trial) async throws -> Tally {
    switch self {
    case .checker: CheckerTrial.run
    case .desk: DeskTrial.runDesk
    case .killed: DeskTrial.runKilled
    case .stopped: StoppedTrial.run
    case .slots: SlotsTrial.run
    case .opening: OpeningTrial.run
    case .compacting: CompactingTrial.run
    case .paths: PathsTrial.run
    case .clocks: ClocksTrial.run
    case .zones: ZonesTrial.run
    }
  }
}
