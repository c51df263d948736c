public import TicketLedger

/// A service policy as a JSON file.
///
/// The article *Service levels* describes the file. Reading is strict and goes to the end of the file:
/// all that is wrong is told at once, each with its line, the rule that is meant, and the remedy.
public struct PolicyFile: Hashable, Sendable {
  /// The policy, which has no problems.
  public let policy: ServicePolicy
  /// What the file may say but can hardly mean, in its order.
  public let warnings: [DocumentFault]

  /// Reads a policy from a file.
  ///
  /// - Parameters:
  ///   - path: The file, of at most 16 MiB.
  ///   - knownCalendars: The names that targets may count by; nil where that is not to be checked.
  ///   - calendars: The calendars it will count by, as far as they are known, for its warnings.
  ///   - instant: From when on its targets are to be reached, for its warnings.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  public init(
    contentsOf path: String,
    knownCalendars: Set<String>? = nil,
    calendars: [ServiceCalendar] = [],
    from instant: Instant = .now
  ) throws(DocumentError) {
    try self.init(
      json: try DocumentBytes.read(path),
      file: path,
      knownCalendars: knownCalendars,
      calendars: calendars,
      from: instant
    )
  }

  /// Reads a policy from its JSON.
  ///
  /// - Parameters:
  ///   - json: The policy, in UTF-8; at most 16 MiB.
  ///   - file: What messages call it.
  ///   - knownCalendars: The names that targets may count by; nil where that is not to be checked.
  ///   - calendars: The calendars it will count by, as far as they are known, for its warnings.
  ///   - instant: From when on its targets are to be reached, for its warnings.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  /// - Complexity: O(n) in the size of the file, and what
  ///   `ServicePolicy.warnings(calendars:from:)` takes.
  public init(
    json: [UInt8],
    file: String,
    knownCalendars: Set<String>? = nil,
    calendars: [ServiceCalendar] = [],
    from instant: Instant = .now
  ) throws(DocumentError) {
    let (value, text) = try DocumentBytes.json(json, file: file)
    var reader = PolicyReader(value, file: file)
    policy = reader.policy()
    reader.add(policy.problems(knownCalendars: knownCalendars))
    guard reader.report.isEmpty else { throw reader.report.error(in: text) }
    warnings = reader.warnings(of: policy, calendars, from: instant, in: text)
  }
}

extension PolicyFile {
  /// A policy as the file that ``init(json:file:knownCalendars:calendars:from:)`` reads as an equal one.
  ///
  /// What a key's default says is left out. The policy must have no problems: what cannot be read
  /// cannot be written so that it is read either.
  public static func text(of policy: ServicePolicy) -> String {
    policy.document.documentText
  }
}
