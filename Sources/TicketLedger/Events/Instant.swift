public import Foundation

/// A moment in UTC, to the millisecond, in the years 1 to 9999.
///
/// The bounds keep every sum of two of the ledger's durations inside 64 bits, so that no arithmetic on
/// recorded times can overflow.
public struct Instant: Hashable, Comparable, BitwiseCopyable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
  public let millisecondsSince1970: Int64

  /// Creates a moment; what lies outside the years 1 to 9999 becomes the nearer bound.
  public init(millisecondsSince1970: Int64) {
    self.millisecondsSince1970 = min(
      max(millisecondsSince1970, Instant.range.lowerBound),
      Instant.range.upperBound
    )
  }

  /// The milliseconds an instant can hold: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z.
  public static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// The earliest moment.
  public static let distantPast = Instant(millisecondsSince1970: range.lowerBound)
  /// The latest moment.
  public static let distantFuture = Instant(millisecondsSince1970: range.upperBound)

  /// Creates a moment from Foundation's date, rounded down to the millisecond.
  ///
  /// A date counts in binary fractions of a second and meets few milliseconds exactly; one that is less
  /// than a tenth short of the next is taken for it, so that ``date`` leads back to the same moment.
  public init(_ date: Date) {
    let milliseconds = (date.timeIntervalSince1970 * 1000 + 0.1).rounded(.down)
    let bound: Int64 = milliseconds < 0 ? .min : .max
    self.init(millisecondsSince1970: Int64(exactly: milliseconds) ?? bound)
  }

  /// The system clock's moment.
  public static var now: Instant { Instant(Date()) }

  /// The same moment as Foundation's date.
  public var date: Date {
    Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000)
  }

  /// The moment so many milliseconds later (earlier where negative), inside the bounds.
  public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
    let (sum, overflow) = millisecondsSince1970.addingReportingOverflow(milliseconds)
    guard overflow else { return Instant(millisecondsSince1970: sum) }
    return milliseconds < 0 ? .distantPast : .distantFuture
  }

  /// The milliseconds from another moment to this one; negative where the other is later.
  public func milliseconds(since other: Instant) -> Int64 {
    millisecondsSince1970 - other.millisecondsSince1970
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.millisecondsSince1970 < rhs.millisecondsSince1970
  }
}
