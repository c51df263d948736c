import TicketLedger

/// What one row says, as far as the mapping reads it.
struct RowValues {
  /// Who acted; nil where the row does not say.
  var actor: String?
  /// The team; nil where unknown.
  var team: String?
  /// The support level; nil where unknown or not mapped.
  var level: UInt8?
  /// The agent; nil where unknown.
  var agent: String?
  /// Impact, urgency and priority, as far as known.
  var prioritisation = Prioritisation()
  /// The terms, in the order of the mapping's dimensions; nil where unknown.
  var terms: [String?] = []
  /// What the ticket is linked to, in the order of the mapping's links; nil where unknown.
  var links: [String?] = []
  /// What the row makes happen.
  var steps: [ResolvedStep] = []
  /// How the ticket was resolved, where the row says that it is.
  var resolution = Command.Resolution()
}

/// A row's step with the row's own values in it.
enum ResolvedStep {
  case enter(TicketState)
  case record(Command.Action)

  /// Whether the row carries the fields of single events for this step.
  var readsEventFields: Bool {
    switch self {
    case .enter(let state): !state.isOpen
    case .record: true
    }
  }
}

/// Why a row cannot be read.
struct RowProblem: Error {
  /// The ticket's reference, where the row says it.
  var ticket: String?
  /// What is wrong.
  var problem: String
  /// What would be right.
  var remedy: String
}
