import ArgumentParser

/// Whole numbers as options take them: one that does not fit is told with those that do.
///
/// An option that takes one is parsed `.unconditional`: a negative number is a value then, and no other
/// option.
enum WholeNumber {
  /// Reads a number of a range.
  static func argument<Number: FixedWidthInteger & Sendable>(
    in range: ClosedRange<Number>
  ) -> @Sendable (String) throws -> Number {
    { text in
      guard let number = Number(text), range.contains(number) else {
        throw ValidationError("give a whole number \(words(for: range))")
      }
      return number
    }
  }

  /// Reads a support level.
  static let level = argument(in: UInt8(1)...255)
  /// Reads a priority.
  static let priority = argument(in: UInt8(1)...9)
  /// Reads how many rows are shown at most.
  static let limit = argument(in: 0...Int.max)
  /// Reads the ledger's number of a person.
  static let person = argument(in: UInt32(1)...UInt32.max)
  /// Reads a position of the log, or its size.
  static let position = argument(in: 0...UInt64.max)

  private static func words(for range: ClosedRange<some FixedWidthInteger>) -> String {
    range.upperBound >= Int.max
      ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
  }
}
