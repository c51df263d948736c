/// Cuts bytes, as they come, into lines and reads each as a JSON value.
///
/// ```swift
/// var reader = JSONLinesReader()
/// reader.append(chunk)
/// while let line = reader.next() { … }   // nil: the rest is not a whole line yet
/// reader.finish()
/// while let line = reader.next() { … }   // the last line, where no newline ended it
/// ```
/// A line that is wrong is handed out as such, and the next ones go on. Lines end with a newline, with
/// or without a carriage return before it; empty lines are passed over, and so is a byte order mark at
/// the very beginning.
public struct JSONLinesReader: Sendable {
  /// The most bytes a line may have where nothing else is said: 16 MiB.
  public static let defaultLimitInBytes = 16 << 20

  /// The most bytes a line may have.
  public let limitInBytes: Int
  /// The number of the last line begun.
  public private(set) var lineNumber = 0

  private var buffer: [UInt8] = []
  /// Where the line that comes next begins in the buffer.
  private var start = 0
  /// How far a newline was looked for.
  private var searched = 0
  private var isSkipping = false
  private var isFinished = false

  /// Creates a reader.
  public init(limitInBytes: Int = JSONLinesReader.defaultLimitInBytes) {
    self.limitInBytes = limitInBytes
  }

  /// Takes bytes that follow those taken before.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    precondition(!isFinished, "bytes follow the end of a JSON Lines text")
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Says that no bytes follow, so that what is left is the last line.
  public mutating func finish() {
    isFinished = true
  }

  /// The next whole line that holds something; nil where more bytes are needed, or none are left.
  public mutating func next() -> JSONLine? {
    while true {
      while searched < buffer.count, buffer[searched] != UInt8(ascii: "\n") { searched += 1 }
      let hasNewline = searched < buffer.count
      guard hasNewline || isFinished && (start < buffer.count || isSkipping) else {
        return isSkipping ? dropSkipped() : startSkippingIfTooLong()
      }
      let range = start..<searched
      start = min(searched + 1, buffer.count)
      searched = start
      if isSkipping {
        isSkipping = false
        continue
      }
      lineNumber += 1
      if let line = read(range) { return line }
    }
  }

  /// Frees what was held of a line that is passed over.
  private mutating func dropSkipped() -> JSONLine? {
    start = buffer.count
    return nil
  }

  /// Reports a line as soon as it is too long, so that it is never held whole.
  private mutating func startSkippingIfTooLong() -> JSONLine? {
    // A carriage return at the end may still belong to the line's end.
    guard buffer.count - start > limitInBytes + 1 else { return nil }
    isSkipping = true
    start = buffer.count
    lineNumber += 1
    return failure(.tooLong(limitInBytes: limitInBytes))
  }

  private func read(_ range: Range<Int>) -> JSONLine? {
    var range = range
    if !range.isEmpty, buffer[range.upperBound - 1] == UInt8(ascii: "\r") {
      range = range.lowerBound..<range.upperBound - 1
    }
    if lineNumber == 1, buffer[range].starts(with: [0xEF, 0xBB, 0xBF]) {
      range = range.lowerBound + 3..<range.upperBound
    }
    guard range.count <= limitInBytes else { return failure(.tooLong(limitInBytes: limitInBytes)) }
    let isBlank = buffer[range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard !isBlank else { return nil }
    do throws(JSONSyntaxError) {
      let value = try JSONValue(parsing: buffer.span.extracting(range))
      return JSONLine(number: lineNumber, content: .success(value))
    } catch {
      return failure(.syntax(error))
    }
  }

  private func failure(_ problem: JSONLineError.Problem) -> JSONLine {
    JSONLine(
      number: lineNumber,
      content: .failure(JSONLineError(line: lineNumber, problem: problem))
    )
  }
}

extension JSONLinesReader {
  /// All lines of a text.
  public static func lines(of bytes: some Sequence<UInt8>) -> [JSONLine] {
    var reader = JSONLinesReader()
    reader.append(bytes)
    reader.finish()
    var lines: [JSONLine] = []
    while let line = reader.next() { lines.append(line) }
    return lines
  }
}
