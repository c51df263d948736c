/// Reads the records of a file, one after the other, after RFC 4180.
///
/// Beyond the RFC: lines may end in LF alone, the delimiter can be chosen, a byte order mark and empty
/// lines are passed over, and a quote in the middle of an unquoted field stands for itself. Whatever
/// the bytes are, reading gives records or faults and never traps. After a fault, reading goes on at
/// the next physical line.
struct CSVReader {
  /// How fields are separated and quoted.
  let dialect: CSVDialect
  /// Where the next record begins.
  private(set) var offset = 0
  /// The physical line where the next record begins, from 1.
  private(set) var line = 1

  /// Creates a reader that begins at the start of a file.
  init(_ dialect: CSVDialect = CSVDialect()) {
    self.dialect = dialect
  }

  /// Goes to a record whose place is known.
  mutating func seek(to offset: Int, line: Int) {
    self.offset = offset
    self.line = line
  }

  /// Reads the next record.
  ///
  /// - Returns: False at the end of the file.
  /// - Throws: ``CSVFault``; the record's content is then without meaning.
  /// - Complexity: O(n) in the record's bytes.
  mutating func next(
    _ record: inout CSVRecord,
    in bytes: borrowing Span<UInt8>
  ) throws(CSVFault) -> Bool {
    skipMarkAndEmptyLines(in: bytes)
    guard offset < bytes.count else { return false }
    record.begin(at: offset, line: line)
    do {
      try scan(&record, in: bytes)
    } catch {
      skipLine(from: record, in: bytes)
      throw error
    }
    return true
  }

  private mutating func skipMarkAndEmptyLines(in bytes: borrowing Span<UInt8>) {
    if offset == 0, bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      offset = 3
    }
    while offset < bytes.count {
      if bytes[offset] == CSVDialect.lineFeed {
        offset += 1
      } else if bytes[offset] == CSVDialect.carriageReturn, offset + 1 < bytes.count,
        bytes[offset + 1] == CSVDialect.lineFeed
      {
        offset += 2
      } else {
        return
      }
      line += 1
    }
  }

  private mutating func skipLine(from record: CSVRecord, in bytes: borrowing Span<UInt8>) {
    offset = record.offset
    while offset < bytes.count, bytes[offset] != CSVDialect.lineFeed { offset += 1 }
    offset = min(offset + 1, bytes.count)
    line = record.line + 1
  }

  private mutating func scan(
    _ record: inout CSVRecord,
    in bytes: borrowing Span<UInt8>
  ) throws(CSVFault) {
    var isLast = false
    // Every byte's bits together: a set high bit says that the record is more than ASCII.
    var seen: UInt8 = 0
    while !isLast {
      if let quote = dialect.quote, offset < bytes.count, bytes[offset] == quote {
        try scanQuoted(&record, quote, in: bytes, seen: &seen)
      } else {
        try scanPlain(&record, in: bytes, seen: &seen)
      }
      isLast = endField(&record, in: bytes)
    }
    guard seen >= 0x80 else { return }
    do {
      _ = try UTF8Span(validating: bytes.extracting(record.offset..<record.end))
    } catch {
      throw CSVFault(
        line: record.line,
        problem: "the row is not valid UTF-8",
        remedy: "convert the file to UTF-8, for example with iconv"
      )
    }
  }

  private mutating func scanPlain(
    _ record: inout CSVRecord,
    in bytes: borrowing Span<UInt8>,
    seen: inout UInt8
  ) throws(CSVFault) {
    let start = offset
    let limit = min(bytes.count, start + dialect.maximumFieldSizeInBytes + 1)
    var place = start
    while place < limit {
      let byte = bytes[place]
      if byte == dialect.delimiter || byte == CSVDialect.lineFeed { break }
      if byte == 0 { throw nulByte(in: record) }
      seen |= byte
      place += 1
    }
    offset = place
    var end = place
    if end > start, bytes[end - 1] == CSVDialect.carriageReturn,
      end == bytes.count || bytes[end] == CSVDialect.lineFeed
    {
      end -= 1
    }
    guard end - start <= dialect.maximumFieldSizeInBytes else { throw tooLong(in: record) }
    record.fields.append(CSVRecord.Field(start: start, end: end, holdsQuotes: false))
    record.end = end
  }

  private mutating func scanQuoted(
    _ record: inout CSVRecord,
    _ quote: UInt8,
    in bytes: borrowing Span<UInt8>,
    seen: inout UInt8
  ) throws(CSVFault) {
    let start = offset + 1
    var place = start
    var holdsQuotes = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == quote {
        guard place + 1 < bytes.count, bytes[place + 1] == quote else { break }
        holdsQuotes = true
        place += 1
      } else if byte == CSVDialect.lineFeed {
        line += 1
      } else if byte == 0 {
        throw nulByte(in: record)
      }
      seen |= byte
      place += 1
      guard place - start <= dialect.maximumFieldSizeInBytes else { throw tooLong(in: record) }
    }
    guard place < bytes.count else {
      throw CSVFault(
        line: record.line,
        problem: "a quoted field has no closing quote before the end of the file",
        remedy: "the file may be cut off: export it again"
      )
    }
    record.fields.append(CSVRecord.Field(start: start, end: place, holdsQuotes: holdsQuotes))
    offset = place + 1
    record.end = offset
    guard isFieldEnd(at: offset, in: bytes) else {
      guard bytes[offset] != CSVDialect.carriageReturn else { throw loneReturn(in: record) }
      throw CSVFault(
        line: record.line,
        problem: "text follows the closing quote of field \(record.fields.count)",
        remedy: "double the quotes inside a quoted field, or name the right \"delimiter\""
      )
    }
  }

  private func isFieldEnd(at place: Int, in bytes: borrowing Span<UInt8>) -> Bool {
    guard place < bytes.count else { return true }
    let byte = bytes[place]
    if byte == dialect.delimiter || byte == CSVDialect.lineFeed { return true }
    return byte == CSVDialect.carriageReturn
      && (place + 1 == bytes.count || bytes[place + 1] == CSVDialect.lineFeed)
  }

  /// Passes the delimiter or line end after a field; true where the record ends with it.
  private mutating func endField(
    _ record: inout CSVRecord,
    in bytes: borrowing Span<UInt8>
  ) -> Bool {
    if offset < bytes.count, bytes[offset] == dialect.delimiter {
      offset += 1
      record.end = offset
      return false
    }
    if offset < bytes.count, bytes[offset] == CSVDialect.carriageReturn { offset += 1 }
    if offset < bytes.count {
      offset += 1
      line += 1
    }
    return true
  }

  /// The fault of a record that runs on over an unquoted carriage return, if it does: after the name of a
  /// column none stands but at the end of a line.
  func loneReturn(inHeader record: CSVRecord, in bytes: borrowing Span<UInt8>) -> CSVFault? {
    for field in record.fields {
      guard field.start == 0 || bytes[field.start - 1] != dialect.quote else { continue }
      for place in field.start..<field.end where bytes[place] == CSVDialect.carriageReturn {
        return loneReturn(in: record)
      }
    }
    return nil
  }

  private func loneReturn(in record: CSVRecord) -> CSVFault {
    CSVFault(
      line: record.line,
      problem: "lines end in CR",
      remedy: "convert them to LF"
    )
  }

  private func nulByte(in record: CSVRecord) -> CSVFault {
    CSVFault(
      line: record.line,
      problem: "the row holds a NUL byte",
      remedy: "the file is damaged, or not text in UTF-8 (UTF-16 has to be converted)"
    )
  }

  private func tooLong(in record: CSVRecord) -> CSVFault {
    CSVFault(
      line: record.line,
      problem: "field \(record.fields.count + 1) is longer than "
        + "\(dialect.maximumFieldSizeInBytes) bytes",
      remedy: "a quote may be missing; shorten the field or leave its column out of the export"
    )
  }
}
