/// Bytes that are not one JSON value; nothing was read.
public struct JSONSyntaxError: Error, Hashable, Sendable {
  /// The bytes before the place that is wrong.
  public let offset: Int
  /// The line of that place, from 1.
  public let line: Int
  /// The bytes before it in its line, and 1.
  public let column: Int
  /// What should stand there, or what is wrong with what does.
  public let problem: String

  /// Finds line and column of a place in the bytes.
  init(_ problem: String, at offset: Int, in bytes: Span<UInt8>) {
    self.offset = offset
    self.problem = problem
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    self.line = line
    self.column = offset - lineStart + 1
  }
}

extension JSONSyntaxError: CustomStringConvertible {
  /// The place and the problem: `column 17: expected a value, found the end`, with the line where it
  /// is not the first.
  public var description: String {
    let place = line == 1 ? "column \(column)" : "line \(line), column \(column)"
    return "\(place): \(problem)"
  }
}
