/// How often tickets went from one stage to another.
public struct FlowLink: Hashable, Sendable {
  /// Where from.
  public let from: FlowStage
  /// Where to.
  public let to: FlowStage
  /// How often.
  public let count: Int
}
