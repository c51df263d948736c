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
  /// Something does not work.
  case incident = 1
  /// Something that the helpdesk offers is asked for.
  case serviceRequest = 2
  /// A right to use something is asked for.
  case accessRequest = 3
  /// Somebody wants to know something.
  case question = 4
  /// The cause behind incidents is looked for.
  case problem = 5
  /// Something is to be made otherwise than it is.
  case change = 6
}

/// The way a demand or a message came.
public enum Channel: UInt8, Vocabulary {
  /// A call.
  case phone = 1
  /// An e-mail.
  case mail = 2
  /// A form that the requester filled in.
  case portal = 3
  /// A conversation in writing.
  case chat = 4
  /// In person, at the desk.
  case walkIn = 5
  /// A probe or supervision tool, without a requester's word.
  case monitoring = 6
  /// Another program.
  case api = 7
  /// Another way, or one that nobody said.
  case other = 8
}

/// What a waiting ticket waits for.
public enum WaitingReason: UInt8, Vocabulary {
  /// An answer of the requester; their reply ends the wait unless the ledger's rules say otherwise.
  case requester = 1
  /// A supplier or maker outside.
  case vendor = 2
  /// A change that has to be carried out.
  case change = 3
  /// A problem ticket whose cause is looked for.
  case problem = 4
  /// What shows the cause: a measurement, a recording, the next time that it happens.
  case evidence = 5
  /// A date that was agreed.
  case scheduled = 6
  /// Something else, or what nobody said.
  case other = 7
}

/// Why a ticket moved to a team or level.
public enum RoutingReason: UInt8, Vocabulary {
  /// Nobody said.
  case unknown = 0
  /// It came to its first team.
  case intake = 1
  /// The other team knows more about it.
  case skill = 2
  /// It was in the wrong place, or work was shared out anew.
  case reassignment = 3
  /// It takes a higher level of support.
  case functionalEscalation = 4
  /// It goes back to where it came from.
  case `return` = 5
  /// The team had too much to do.
  case overload = 6
}

/// What a reply to the requester is for.
public enum ReplyPurpose: UInt8, Vocabulary {
  /// To tell how it stands.
  case inform = 1
  /// To tell that the demand was received.
  case acknowledge = 2
  /// To ask something back.
  case ask = 3
  /// To tell the solution.
  case solve = 4
}

/// Where work was done.
public enum WorkMode: UInt8, Vocabulary {
  /// From elsewhere.
  case remote = 1
  /// Where the requester or the thing is.
  case onSite = 2
}

/// What was behind a ticket.
public enum CauseClass: UInt8, Vocabulary {
  /// Nobody knows, and that was said.
  case unknown = 0
  /// Something was broken, or wrongly set up.
  case technicalFault = 1
  /// Something was used wrongly.
  case usageError = 2
  /// Nobody had taught how it is used.
  case trainingGap = 3
  /// It is easily used wrongly.
  case ergonomics = 4
  /// What is written about it is missing or wrong.
  case documentation = 5
  /// Something about rights, accounts or passwords.
  case access = 6
  /// Something outside the organisation.
  case external = 7
}

/// How one ticket stands to another, or to something outside the ledger.
public enum Relation: UInt8, Vocabulary {
  /// The two have something to do with each other.
  case relatedTo = 1
  /// It reports the same as the other.
  case duplicateOf = 2
  /// The other is, or looks for, its cause.
  case causedBy = 3
  /// The other brought its resolution.
  case resolvedBy = 4
  /// It is a part of the other.
  case childOf = 5
  /// It goes on with what the other left.
  case followUpOf = 6
  /// It gave rise to the other, a problem for example.
  case promotedTo = 7
}

/// Why a resolved or closed ticket was taken up again.
public enum ReopeningReason: UInt8, Vocabulary {
  /// Nobody said.
  case unknown = 0
  /// It was never solved.
  case notSolved = 1
  /// It was solved, and came back.
  case recurred = 2
  /// It was resolved or closed by mistake.
  case mistake = 3
  /// Another reason.
  case other = 4
}

/// How a resolved ticket came to be closed.
public enum ClosureReason: UInt8, Vocabulary {
  /// Nobody said.
  case unknown = 0
  /// Somebody confirmed that it is solved.
  case confirmed = 1
  /// An automation closed it, as nobody had objected in time.
  case automatic = 2
}

/// Why a ticket was given up unresolved.
public enum CancellationReason: UInt8, Vocabulary {
  /// Nobody said.
  case unknown = 0
  /// The requester does not ask for it any more.
  case withdrawn = 1
  /// It is none of the helpdesk's business.
  case outOfScope = 2
  /// It was opened by mistake.
  case mistake = 3
  /// Another reason.
  case other = 4
}

/// Why a ticket was brought to a superior.
public enum EscalationReason: UInt8, Vocabulary {
  /// Nobody said.
  case unknown = 0
  /// The requester asked for it.
  case requesterDemand = 1
  /// A promise will be broken if nothing happens.
  case breachExpected = 2
  /// A promise was broken.
  case breached = 3
  /// Much is affected.
  case impact = 4
  /// Another reason.
  case other = 5
}

/// What an automation can suggest.
public enum SuggestionKind: UInt8, Vocabulary {
  /// What the ticket is about.
  case classification = 1
  /// Which team or level should have it.
  case routing = 2
  /// Which knowledge article could help.
  case article = 3
  /// What to write to the requester.
  case reply = 4
  /// How to resolve it.
  case resolution = 5
}

/// Whose words an erasure covers.
public enum ErasureScope: UInt8, Vocabulary {
  /// The words of all tickets that they ask for, whoever wrote them, and what identifies them.
  case person = 1
}

/// How grave a raised signal is.
public enum SignalSeverity: UInt8, Vocabulary {
  /// Worth knowing.
  case information = 1
  /// Something may go wrong.
  case warning = 2
  /// Something is wrong, or about to be.
  case critical = 3
}
