/// A moment from which the clocks of a zone show another offset.
public struct ZoneTransition: Hashable, BitwiseCopyable, Sendable {
  /// The moment, in seconds since 1970-01-01T00:00:00Z.
  public let secondsSince1970: Int64
  /// What clocks show from then on, in seconds ahead of UTC; negative west of Greenwich.
  public let offsetInSeconds: Int

  /// Creates a transition.
  public init(secondsSince1970: Int64, offsetInSeconds: Int) {
    self.secondsSince1970 = secondsSince1970
    self.offsetInSeconds = offsetInSeconds
  }
}
