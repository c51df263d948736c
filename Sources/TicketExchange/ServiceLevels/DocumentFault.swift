import TicketLedger

/// One thing that is wrong or doubtful in a policy, calendar or holiday file.
public struct DocumentFault: Hashable, Sendable {
  /// The file.
  public var file: String
  /// The line, from 1; nil where the file as a whole is meant.
  public var line: Int?
  /// What messages call the part that is meant: `rule “P1”, target 2 (resolution)`, or a key path;
  /// empty for the whole.
  public var subject: String
  /// What is wrong.
  public var problem: String
  /// What would be right, or what to do.
  public var remedy: String

  /// Creates a fault.
  public init(
    file: String,
    line: Int? = nil,
    subject: String = "",
    problem: String,
    remedy: String
  ) {
    self.file = file
    self.line = line
    self.subject = subject
    self.problem = problem
    self.remedy = remedy
  }
}

extension DocumentFault: CustomStringConvertible {
  /// The fault in one line: `FILE:LINE: subject: problem; remedy`.
  public var description: String {
    let place = file + (line.map { ":\($0)" } ?? "")
    let about = subject.isEmpty ? "" : subject + ": "
    return "\(place): \(about)\(problem); \(remedy)".inOneLine
  }
}
