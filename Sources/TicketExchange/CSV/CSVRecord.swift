/// One record of a file: where its fields lie, not what they hold.
///
/// A record is reused from row to row, so that reading a row allocates nothing.
struct CSVRecord {
  /// Where one field's content lies, without the quotes around it.
  struct Field: Hashable, Sendable {
    var start: Int
    var end: Int
    /// Whether doubled quotes inside have to be made single.
    var holdsQuotes: Bool
  }

  /// Where the record begins in the file.
  var offset = 0
  /// Where it ends, before its line end.
  var end = 0
  /// The physical line where it begins, from 1.
  var line = 1
  /// Its fields, in order.
  var fields: [Field] = []

  /// Forgets the fields and begins anew at a place.
  mutating func begin(at offset: Int, line: Int) {
    self.offset = offset
    self.line = line
    end = offset
    fields.removeAll(keepingCapacity: true)
  }

  /// Adds a field's content to some bytes, blanks at both ends left out.
  func append(
    _ index: Int,
    of bytes: borrowing Span<UInt8>,
    quote: UInt8?,
    to result: inout [UInt8]
  ) {
    let field = trimmed(fields[index], in: bytes)
    var place = field.start
    while place < field.end {
      let byte = bytes[place]
      result.append(byte)
      place += field.holdsQuotes && byte == quote ? 2 : 1
    }
  }

  /// A field's text, blanks at both ends left out.
  ///
  /// - Complexity: O(n) in the field's bytes; short texts are not allocated.
  func text(_ index: Int, of bytes: borrowing Span<UInt8>, quote: UInt8?) -> String {
    let field = trimmed(fields[index], in: bytes)
    if !field.holdsQuotes,
      let utf8 = try? UTF8Span(validating: bytes.extracting(field.start..<field.end))
    {
      return String(copying: utf8)
    }
    var content: [UInt8] = []
    append(index, of: bytes, quote: quote, to: &content)
    return String(decoding: content, as: UTF8.self)
  }

  private func trimmed(_ field: Field, in bytes: borrowing Span<UInt8>) -> Field {
    var field = field
    while field.start < field.end, CSVRecord.isBlank(bytes[field.start]) { field.start += 1 }
    while field.start < field.end, CSVRecord.isBlank(bytes[field.end - 1]) { field.end -= 1 }
    return field
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
