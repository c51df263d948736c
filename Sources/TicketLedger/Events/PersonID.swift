/// The number of a person, requester or agent; the name is kept apart, among the words.
public struct PersonID: RawRepresentable, Hashable, Comparable, BitwiseCopyable, Sendable {
  /// The number, 1 or more, dense in order of registration.
  public let rawValue: UInt32

  /// Creates the ID of the `rawValue`-th registered person.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Creates the ID of the `rawValue`-th registered person.
  public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}
