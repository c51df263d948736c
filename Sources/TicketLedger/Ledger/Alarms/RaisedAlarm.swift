/// An alarm as the log holds it.
public struct RaisedAlarm: Hashable, Sendable {
  /// Which threshold of which clock was reached, and when.
  public let alarm: Alarm
  /// Where it stands in the log.
  public let position: Position
  /// The ledger's clock when it was appended.
  public let recordedAt: Instant

  /// An event as an alarm; nil where it is none.
  init?(_ recorded: RecordedEvent) {
    guard case .ledger(.alarmRaised(let alarm)) = recorded.event else { return nil }
    self.alarm = alarm
    position = recorded.position
    recordedAt = recorded.recordedAt
  }
}
