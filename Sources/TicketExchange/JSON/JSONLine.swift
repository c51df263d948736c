/// One line of a JSON Lines text: its number, and the value in it or what is wrong.
public struct JSONLine: Sendable {
  /// The line's number, from 1; empty lines count.
  public let number: Int
  /// The value, or why there is none.
  public let content: Result<JSONValue, JSONLineError>

  /// Creates a line.
  public init(number: Int, content: Result<JSONValue, JSONLineError>) {
    self.number = number
    self.content = content
  }

  /// The value.
  ///
  /// - Throws: ``JSONLineError``, which names the line.
  public func value() throws(JSONLineError) -> JSONValue {
    try content.get()
  }
}

/// A line that is not one JSON value.
public struct JSONLineError: Error, Hashable, Sendable {
  /// The line's number, from 1.
  public let line: Int
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a line.
  public enum Problem: Hashable, Sendable {
    /// It is not JSON.
    case syntax(JSONSyntaxError)
    /// It has more bytes than a line may have; it was passed over.
    case tooLong(limitInBytes: Int)
  }
}

extension JSONLineError: CustomStringConvertible {
  /// The line and the problem: `line 3: column 17: expected a value, found the end`.
  public var description: String {
    switch problem {
    case .syntax(let error): "line \(line): \(error)"
    case .tooLong(let limit):
      "line \(line): longer than \(limit) bytes; break the value up, one a line"
    }
  }
}
