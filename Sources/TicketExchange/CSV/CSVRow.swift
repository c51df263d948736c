/// A record together with the bytes it lies in, for as long as those are at hand.
struct CSVRow: ~Copyable, ~Escapable {
  private let record: CSVRecord
  private let bytes: Span<UInt8>
  private let quote: UInt8?

  @_lifetime(copy bytes)
  init(_ record: CSVRecord, in bytes: Span<UInt8>, quote: UInt8?) {
    self.record = record
    self.bytes = bytes
    self.quote = quote
  }

  /// Where the row begins in the file.
  var offset: Int { record.offset }
  /// Where it ends, before its line end.
  var end: Int { record.end }
  /// The physical line where it begins, from 1.
  var line: Int { record.line }

  /// A field's text, blanks at both ends left out.
  func text(_ column: Int) -> String {
    record.text(column, of: bytes, quote: quote)
  }

  /// Adds a field's content to some bytes, blanks at both ends left out.
  func append(_ column: Int, to result: inout [UInt8]) {
    record.append(column, of: bytes, quote: quote, to: &result)
  }
}
