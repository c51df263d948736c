/// The number of a catalogue term: its dimension, and its place in that dimension.
///
/// Places count from 1 in each dimension, so that projections can index arrays by them; place 0 is
/// "no term", which a change of classification uses to clear a dimension.
public struct TermID: RawRepresentable, Hashable, Comparable, BitwiseCopyable, Sendable {
  /// The dimension in the high 8 bits, the place in the low 24.
  public let rawValue: UInt32

  /// Creates a term from its 32 bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Creates the term at a place of a dimension.
  ///
  /// - Precondition: `index` is at most ``maximumIndex``.
  public init(_ dimension: TermDimension, _ index: Int) {
    precondition(0...TermID.maximumIndex ~= index, "a dimension holds \(TermID.maximumIndex) terms")
    self.rawValue = UInt32(dimension.rawValue) << 24 | UInt32(index)
  }

  /// The most terms one dimension can hold.
  public static let maximumIndex = 0xFF_FFFF

  /// The list this term stands in.
  public var dimension: TermDimension { TermDimension(rawValue: UInt8(rawValue >> 24)) }

  /// The place in the dimension: 1 for the first term defined there, 0 for "no term".
  public var index: Int { Int(rawValue & 0xFF_FFFF) }

  /// Whether this is the "no term" of its dimension.
  public var isNone: Bool { rawValue & 0xFF_FFFF == 0 }

  /// The "no term" of a dimension.
  public static func none(in dimension: TermDimension) -> TermID {
    TermID(dimension, 0)
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}
