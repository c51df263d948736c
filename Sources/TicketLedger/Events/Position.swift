/// A place in the log: 0 for the first event, then 1, 2, 3… with no gaps.
public struct Position: RawRepresentable, Hashable, Comparable, BitwiseCopyable, Sendable {
  /// The number of events before this place.
  public let rawValue: UInt64

  /// Creates the place that `rawValue` events precede.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Creates the place that `rawValue` events precede.
  public init(_ rawValue: UInt64) {
    self.rawValue = rawValue
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}

extension Position: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
