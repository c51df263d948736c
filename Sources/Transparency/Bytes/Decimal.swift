/// Whole numbers as C2SP writes them: ASCII digits, no sign, no leading zero.
enum Decimal {
  /// Reads a number; nil where the text is not the one form of a number up to 2^64 − 1.
  static func parse(_ text: some Collection<UInt8>) -> UInt64? {
    guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else { return nil }
    return digits(text)
  }

  /// Reads digits, with zeroes before them or not; nil where one is none, or the number too large.
  static func digits(_ text: some Collection<UInt8>) -> UInt64? {
    guard !text.isEmpty else { return nil }
    var number: UInt64 = 0
    for character in text {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isStillTooLarge) = product.addingReportingOverflow(
        UInt64(character - UInt8(ascii: "0"))
      )
      guard !isTooLarge, !isStillTooLarge else { return nil }
      number = sum
    }
    return number
  }
}
