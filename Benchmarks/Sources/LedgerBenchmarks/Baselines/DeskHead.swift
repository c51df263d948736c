/// What a user keeps of each ticket to decide by.
struct DeskHead {
  /// Where a ticket is in its life; the number is what the table of heads holds.
  enum State: Int { case none, open, waiting, resolved, over }

  private(set) var revision: Int32 = 0
  private(set) var state = State.none

  /// The head of a ticket that has no events yet.
  init() {}

  /// A head as the table holds it.
  init(revision: Int32, state: Int) {
    self.revision = revision
    self.state = State(rawValue: state) ?? .none
  }

  /// Moves on with an event; false, and as it was, where a rule says no.
  mutating func accepts(_ kind: DeskEvent.Kind) -> Bool {
    guard let next = state(after: kind) else { return false }
    state = next
    revision += 1
    return true
  }

  /// The state after an event; nil where it is not legal.
  private func state(after kind: DeskEvent.Kind) -> State? {
    switch (kind, state) {
    case (.opened, .none): .open
    case (_, .none), (.opened, _): nil
    case (.started, .open), (.started, .waiting), (.resumed, .waiting): .open
    case (.started, _), (.resumed, _): nil
    case (.paused, .open), (.paused, .waiting): .waiting
    case (.paused, _): nil
    case (.resolved, .open), (.resolved, .waiting): .resolved
    case (.resolved, _): nil
    case (.reopened, .resolved), (.reopened, .over): .open
    case (.reopened, _): nil
    case (.closed, .resolved): .over
    case (.cancelled, .open), (.cancelled, .waiting): .over
    case (.closed, _), (.cancelled, _): nil
    default: state
    }
  }
}
