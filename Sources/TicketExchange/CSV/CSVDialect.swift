/// How a file separates and quotes its fields.
struct CSVDialect: Hashable, Sendable {
  /// The byte between two fields.
  var delimiter = UInt8(ascii: ",")
  /// The byte around a field that holds delimiters, quotes or line ends; nil where there is none.
  var quote: UInt8? = UInt8(ascii: "\"")
  /// The most bytes one field may have.
  var maximumFieldSizeInBytes = 1 << 20

  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
