/// A stretch of a ticket's life that begins with a change of why it waits.
///
/// The stretches of a ticket are chained backwards; before the first, the ticket was worked on.
struct ClockWait: BitwiseCopyable {
  /// When it begins.
  var from: Instant
  /// The stretch before it in its table; ``none`` where there is none.
  var previous: UInt32
  /// Why the ticket waits: 0 where it does not, a reason's number, or ``over``.
  var code: UInt8

  /// Being worked on.
  static let running: UInt8 = 0
  /// Resolved, closed, cancelled or merged.
  static let over: UInt8 = 8
  /// No entry of a table.
  static let none = UInt32.max

  /// The bit of a code in a mask.
  static func bit(_ code: UInt8) -> UInt16 {
    1 << UInt16(code)
  }

  /// Whether a mask names this stretch's code.
  func isIn(_ mask: UInt16) -> Bool {
    mask & ClockWait.bit(code) != 0
  }
}
