/// A JSON value that is well-formed but not what a field may hold; nothing was made of it.
public struct JSONFieldError: Error, Hashable, Sendable {
  /// The field, with the objects around it: `by.person`; empty for the whole value.
  public let field: String
  /// What is wrong, and what would be right.
  public let message: String

  /// Creates the error of a field.
  public init(_ field: String, _ message: String) {
    self.field = field
    self.message = message
  }
}

extension JSONFieldError: CustomStringConvertible {
  /// The field, cut where it is long, and what is wrong: `level: must be a whole number from 0 to 255,
  /// not "two"`.
  public var description: String {
    let name = field.count <= 80 ? field : field.prefix(79) + "…"
    return field.isEmpty ? message : "\(name): \(message)"
  }
}
