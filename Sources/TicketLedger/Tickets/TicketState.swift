/// Where a ticket is in its life.
///
/// Team, level, agent, priority and classification stand beside the state and are never states.
public enum TicketState: Hashable, BitwiseCopyable, Sendable {
  /// Opened, nobody has begun.
  case new
  /// Being worked on.
  case inProgress
  /// Standing still for a reason outside the team.
  case waiting(WaitingReason)
  /// Answered; the requester may still object.
  case resolved
  /// Over, unless it is reopened; others may still be merged into it.
  case closed
  /// Given up unresolved.
  case cancelled
  /// Went on as part of another ticket.
  case merged

  /// Whether work is still to be done: new, in progress or waiting.
  public var isOpen: Bool {
    switch self {
    case .new, .inProgress, .waiting: true
    case .resolved, .closed, .cancelled, .merged: false
    }
  }

  /// What a waiting ticket waits for; nil in every other state.
  public var reason: WaitingReason? {
    if case .waiting(let reason) = self { reason } else { nil }
  }

  /// Whether the ticket stands still for a reason outside the team.
  public var isWaiting: Bool {
    if case .waiting = self { true } else { false }
  }

  /// The states without what a waiting ticket waits for; the words in commands and answers.
  public enum Word: String, Hashable, Sendable, CaseIterable {
    /// Opened, nobody has begun.
    case new
    /// Being worked on.
    case inProgress
    /// Standing still, for whatever reason.
    case waiting
    /// Answered; the requester may still object.
    case resolved
    /// Over, unless it is reopened.
    case closed
    /// Given up unresolved.
    case cancelled
    /// Went on as part of another ticket.
    case merged
  }

  /// The state without what a waiting ticket waits for.
  public var word: Word {
    switch self {
    case .new: .new
    case .inProgress: .inProgress
    case .waiting: .waiting
    case .resolved: .resolved
    case .closed: .closed
    case .cancelled: .cancelled
    case .merged: .merged
    }
  }

  /// The word in commands and answers.
  public var name: String { word.rawValue }
}

extension TicketState: CustomStringConvertible {
  /// The state's word, with what a waiting ticket waits for: `waiting(vendor)`.
  public var description: String {
    if case .waiting(let reason) = self { "waiting(\(reason.name))" } else { name }
  }
}
