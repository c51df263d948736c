/// A command that a rule said no to; nothing was recorded.
public struct TicketRefusal: Error, Hashable, Sendable {
  /// The rule that refused.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The ticket's state does not allow the command.
    case state
    /// No ticket has that number or reference.
    case unknownTicket
    /// A ticket of that reference is there already.
    case ticketExists
    /// The ticket has moved on since the expected revision.
    case staleRevision
    /// The time given lies before the ticket's previous event.
    case beforePreviousEvent
    /// The time given lies further ahead than the ledger tolerates.
    case inTheFuture
    /// Closed tickets are not reopened in this ledger.
    case reopeningClosed
    /// The time allowed for reopening has passed.
    case reopeningTooLate
    /// A seventeenth dimension.
    case tooManyDimensions
    /// A value lies outside what its field allows.
    case value
    /// A ticket cannot be linked to or merged into itself, or merged into one that was cancelled or merged.
    case otherTicket
    /// An unknown or retired term, or one of another dimension.
    case term
    /// A person not registered, or whose words were erased.
    case person
    /// Words and identities of a sealed ledger that was opened without its keys, or words about somebody
    /// whose key is damaged or gone.
    case keys
  }

  /// The rule that refused.
  public var rule: Rule
  /// What the rule says to this command, in one line, with what would be allowed.
  public var detail: String
  /// The ticket, where there is one.
  public var ticket: TicketID?
  /// The ticket's external reference, where it has one.
  public var reference: String?
  /// The ticket's revision when it was refused; 0 where there is no ticket.
  public var revision: UInt32
  /// The ticket's state when it was refused; nil where there is no ticket.
  public var state: TicketState?

  /// Creates a refusal.
  public init(
    _ rule: Rule,
    _ detail: String,
    ticket: TicketID? = nil,
    reference: String? = nil,
    revision: UInt32 = 0,
    state: TicketState? = nil
  ) {
    self.rule = rule
    self.detail = detail
    self.ticket = ticket
    self.reference = reference
    self.revision = revision
    self.state = state
  }
}

extension TicketRefusal: CustomStringConvertible {
  /// The refusal in one line: the rule, the ticket, its revision and state, and what would be allowed.
  public var description: String {
    guard let ticket else { return "refused by rule \(rule.rawValue): \(detail)" }
    let name = reference ?? String(ticket.rawValue)
    let at = state.map { ", \($0) at revision \(revision)" } ?? ""
    return "refused by rule \(rule.rawValue): ticket \(name)\(at): \(detail)"
  }
}
