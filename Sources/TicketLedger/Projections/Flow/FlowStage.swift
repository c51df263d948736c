/// Where a ticket can be on its way from intake to its end.
public enum FlowStage: Hashable, Comparable, Sendable {
  /// Opened, and not yet with a team.
  case intake
  /// With a team of a support level.
  case level(UInt8)
  /// Resolved or closed.
  case resolved
  /// Cancelled, or merged into another.
  case cancelled
  /// Still open.
  case open
}
