import TicketLedger

/// One planned event of a ticket, without its words.
struct Step: BitwiseCopyable, Sendable {
  /// When, in milliseconds since 1970.
  let at: Int64
  /// Who acts.
  let hand: Hand
  /// What happens.
  let act: Act

  /// Who acts in a step.
  enum Hand: BitwiseCopyable, Sendable {
    case requester
    case agent(UInt32)
    case triage
    case closer
    case inventory
    case probe
  }

  /// What happens in a step; numbers are those of tickets and agents.
  enum Act: BitwiseCopyable, Sendable {
    case classify(subcategory: UInt8, symptom: UInt8)
    case dropAsset
    case prioritise(impact: UInt8?, urgency: UInt8)
    case route(Team, RoutingReason)
    case unroute
    case escalate(to: UInt32, EscalationReason)
    /// To nobody where 0.
    case assign(UInt32)
    case start
    /// Until nobody knows when where 0.
    case pause(WaitingReason, until: Int64)
    case resume
    case reply(ReplyPurpose)
    case hear
    case note
    case attach(byRequester: Bool)
    case logWork(minutes: UInt32, activity: UInt8, onSite: Bool)
    /// Of no stated confidence where 0.
    case diagnose(CauseClass, cause: UInt8, confidence: UInt8)
    case link(Relation, UInt32)
    case unlink(Relation, UInt32)
    /// To a case at the vendor's.
    case linkOutside(UInt32)
    /// From another ticket to this one.
    case linkBack(from: UInt32, Relation)
    case merge(into: UInt32)
    case resolve(code: UInt8, CauseClass, article: UInt8?)
    case reopen(ReopeningReason)
    case close(ClosureReason)
    case cancel(CancellationReason)
    case rate(UInt8)
    case apply(article: UInt8, helped: Bool)
    case suggest(SuggestionKind, confidence: UInt8)
    case accept(SuggestionKind)
    case override(SuggestionKind)
    case touch
  }
}
