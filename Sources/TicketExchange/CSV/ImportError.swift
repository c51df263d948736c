/// Why an import stopped: the place, what is wrong there, and what would help.
///
/// What earlier groups of rows brought stays recorded; the same import can be run again and goes on
/// where it stood.
public struct ImportError: Error, Hashable, Sendable {
  /// The file: the log, or the mapping.
  public var file: String
  /// The physical line, from 1, where the row begins; nil where the file as a whole is meant.
  public var line: Int?
  /// The ticket's reference, where one ticket is meant.
  public var ticket: String?
  /// What is wrong; where a mapping is meant, it begins with the key path.
  public var problem: String
  /// What would be right, or what to do.
  public var remedy: String

  /// Creates an error.
  public init(
    file: String,
    line: Int? = nil,
    ticket: String? = nil,
    problem: String,
    remedy: String
  ) {
    self.file = file
    self.line = line
    self.ticket = ticket
    self.problem = problem
    self.remedy = remedy
  }
}

extension ImportError: CustomStringConvertible {
  /// The error in one line: `FILE:LINE: ticket T: problem; remedy`.
  public var description: String {
    let place = file + (line.map { ":\($0)" } ?? "")
    let about = ticket.map { "ticket \($0): " } ?? ""
    let text = "\(place): \(about)\(problem); \(remedy)"
    return text.replacing("\r", with: " ").replacing("\n", with: " ")
  }
}
