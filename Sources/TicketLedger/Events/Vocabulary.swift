/// A closed list of words that envelopes hold as one byte; the numbers are never reused.
public protocol Vocabulary: RawRepresentable<UInt8>, CaseIterable, Hashable, BitwiseCopyable,
  Sendable
{}

extension Vocabulary {
  /// The word in commands, answers and mappings: the name of the case.
  public var name: String { String(describing: self) }

  /// Creates the value of a word; nil where the list has no such word.
  ///
  /// - Complexity: O(n) in the length of the list.
  public init?(name: String) {
    guard let value = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = value
  }

  /// The words of the list, for a message that says what would be right.
  public static var names: String { allCases.map(\.name).joined(separator: ", ") }
}

/// What a ticket asks for.
public enum TicketKind: UInt8, Vocabulary {
  case incident = 1
  case serviceRequest = 2
  case accessRequest = 3
  case question = 4
  case problem = 5
  case change = 6
}

/// The way a demand or a message came.
public enum Channel: UInt8, Vocabulary {
  case phone = 1
  case mail = 2
  case portal = 3
  case chat = 4
  case walkIn = 5
  case monitoring = 6
  case api = 7
  case other = 8
}

/// What a waiting ticket waits for.
public enum WaitingReason: UInt8, Vocabulary {
  case requester = 1
  case vendor = 2
  case change = 3
  case problem = 4
  case evidence = 5
  case scheduled = 6
  case other = 7
}

/// Why a ticket moved to a team or level.
public enum RoutingReason: UInt8, Vocabulary {
  case unknown = 0
  case intake = 1
  case skill = 2
  case reassignment = 3
  case functionalEscalation = 4
  case `return` = 5
  case overload = 6
}

/// What a reply to the requester is for.
public enum ReplyPurpose: UInt8, Vocabulary {
  case inform = 1
  case acknowledge = 2
  case ask = 3
  case solve = 4
}

/// Where work was done.
public enum WorkMode: UInt8, Vocabulary {
  case remote = 1
  case onSite = 2
}

/// What was behind a ticket.
public enum CauseClass: UInt8, Vocabulary {
  case unknown = 0
  case technicalFault = 1
  case usageError = 2
  case trainingGap = 3
  case ergonomics = 4
  case documentation = 5
  case access = 6
  case external = 7
}

/// How one ticket stands to another, or to something outside the ledger.
public enum Relation: UInt8, Vocabulary {
  case relatedTo = 1
  case duplicateOf = 2
  case causedBy = 3
  case resolvedBy = 4
  case childOf = 5
  case followUpOf = 6
  case promotedTo = 7
}

/// Why a resolved or closed ticket was taken up again.
public enum ReopeningReason: UInt8, Vocabulary {
  case unknown = 0
  case notSolved = 1
  case recurred = 2
  case mistake = 3
  case other = 4
}

/// How a resolved ticket came to be closed.
public enum ClosureReason: UInt8, Vocabulary {
  case unknown = 0
  case confirmed = 1
  case automatic = 2
}

/// Why a ticket was given up unresolved.
public enum CancellationReason: UInt8, Vocabulary {
  case unknown = 0
  case withdrawn = 1
  case outOfScope = 2
  case mistake = 3
  case other = 4
}

/// Why a ticket was brought to a superior.
public enum EscalationReason: UInt8, Vocabulary {
  case unknown = 0
  case requesterDemand = 1
  case breachExpected = 2
  case breached = 3
  case impact = 4
  case other = 5
}

/// What an automation can suggest.
public enum SuggestionKind: UInt8, Vocabulary {
  case classification = 1
  case routing = 2
  case article = 3
  case reply = 4
  case resolution = 5
}

/// Whose words an erasure covers.
public enum ErasureScope: UInt8, Vocabulary {
  case person = 1
}

/// How grave a raised signal is.
public enum SignalSeverity: UInt8, Vocabulary {
  case information = 1
  case warning = 2
  case critical = 3
}
