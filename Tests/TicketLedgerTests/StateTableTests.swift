import Testing

@testable import TicketLedger

/// The states a ticket can be in, in the order of the table's columns; waiting once for each reason.
private enum Column: Int, CaseIterable {
  case new
  case inProgress
  case waiting
  case resolved
  case closed
  case cancelled
  case merged

  var states: [TicketState] {
    switch self {
    case .new: [.new]
    case .inProgress: [.inProgress]
    case .waiting: WaitingReason.allCases.map { .waiting($0) }
    case .resolved: [.resolved]
    case .closed: [.closed]
    case .cancelled: [.cancelled]
    case .merged: [.merged]
    }
  }
}

/// One line of the table: an event, and for each state what becomes of a command that asks for it.
///
/// `-` refused, `.` accepted and the state stays, or the state it leads to: `P` in progress,
/// `W` waiting, `R` resolved, `C` closed, `X` cancelled, `M` merged.
struct StateTableLine: CustomTestStringConvertible, Sendable {
  let kind: EventKind
  let cells: [Character]

  init(_ kind: EventKind, _ cells: String) {
    self.kind = kind
    self.cells = Array(cells)
  }

  var testDescription: String { kind.name }

  //                                new, inProgress, waiting, resolved, closed, cancelled, merged
  static let all: [StateTableLine] = [
    .init(.opened, "-------"), .init(.classified, "....---"), .init(.prioritised, "....---"),
    .init(.routed, "....---"), .init(.escalated, "....---"), .init(.assigned, "....---"),
    .init(.started, "P-P----"), .init(.paused, "WWW----"), .init(.resumed, "--P----"),
    .init(.replied, "....---"), .init(.requesterReplied, "....---"), .init(.noted, "......."),
    .init(.attached, "....---"), .init(.workLogged, "......."), .init(.diagnosed, "....---"),
    .init(.linked, "......."), .init(.unlinked, "....---"), .init(.merged, "MMM----"),
    .init(.resolved, "RRR----"), .init(.reopened, "---PP--"), .init(.closed, "---C---"),
    .init(.cancelled, "XXX----"), .init(.rated, "......."), .init(.messageReviewed, "......."),
    .init(.articleApplied, "......."), .init(.suggested, "....---"),
    .init(.suggestionAccepted, "....---"), .init(.suggestionOverridden, "....---"),
    .init(.touched, "....---"),
  ]

  /// Where folding the event leads, from whatever state: the table's *to* column.
  var destination: Character {
    switch kind {
    case .opened: "N"
    case .started, .resumed, .reopened: "P"
    case .paused: "W"
    case .resolved: "R"
    case .closed: "C"
    case .cancelled: "X"
    case .merged: "M"
    default: "."
    }
  }

  /// Events of the kind: one, or one for each reason to wait.
  var events: [TicketEvent] {
    kind == .paused ? WaitingReason.allCases.map { .paused(Pause($0)) } : [plainEvent(of: kind)]
  }
}

/// Some event of a ticket event's kind, with values in range.
private func plainEvent(of kind: EventKind) -> TicketEvent {
  var service = Classification()
  _ = service.insert(TermID(.service, 1))
  return switch kind {
  case .opened: .opened(Opening())
  case .classified: .classified(service)
  case .prioritised: .prioritised(Prioritisation(priority: 2))
  case .routed: .routed(Routing(team: TermID(.team, 1)))
  case .escalated: .escalated(Escalation(to: nil))
  case .assigned: .assigned(to: PersonID(1))
  case .started: .started
  case .resumed: .resumed
  case .replied: .replied(Reply())
  case .requesterReplied: .requesterReplied(channel: nil)
  case .noted: .noted
  case .attached: .attached(sizeInBytes: 1)
  case .workLogged: .workLogged(Work(minutes: 5))
  case .diagnosed: .diagnosed(Diagnosis(.usageError))
  case .linked: .linked(Link(.relatedTo, TicketID(2)))
  case .unlinked: .unlinked(Link(.relatedTo, TicketID(2)))
  case .merged: .merged(into: TicketID(2))
  case .resolved: .resolved(Resolution())
  case .reopened: .reopened(.notSolved)
  case .closed: .closed(.confirmed)
  case .cancelled: .cancelled(.withdrawn)
  case .rated: .rated(score: 5)
  case .messageReviewed:
    .messageReviewed(MessageReview(of: Position(1), clarity: 1, courtesy: 2, accuracy: 3))
  case .articleApplied: .articleApplied(ArticleUse(TermID(.article, 1), helped: true))
  case .suggested: .suggested(Suggestion(.reply, confidence: 50))
  case .suggestionAccepted: .suggestionAccepted(.reply)
  case .suggestionOverridden: .suggestionOverridden(.reply)
  default: .touched
  }
}

/// A ticket brought into a state the usual way.
private func given(in state: TicketState, rules: LedgerRules = LedgerRules()) -> Given {
  switch state {
  case .new: given(rules: rules)
  case .inProgress: given(.started, rules: rules)
  case .waiting(let reason): given(.started, .paused(Pause(reason)), rules: rules)
  case .resolved: given(.resolved(Resolution()), rules: rules)
  case .closed: given(.resolved(Resolution()), .closed(.automatic), rules: rules)
  case .cancelled: given(.cancelled(.withdrawn), rules: rules)
  case .merged: given(.merged(into: TicketID(2)), rules: rules)
  }
}

/// What a mark of the table says of the state after an event.
private func state(_ mark: Character, from before: TicketState, by event: TicketEvent)
  -> TicketState?
{
  switch mark {
  case ".": return before
  case "N": return .new
  case "P": return .inProgress
  case "W":
    guard case .paused(let pause) = event else { return nil }
    return .waiting(pause.reason)
  case "R": return .resolved
  case "C": return .closed
  case "X": return .cancelled
  case "M": return .merged
  default: return nil
  }
}

@Suite("The table of states")
struct StateTableTests {
  @Test("has a line for every kind of ticket event")
  func isComplete() {
    let kinds = EventKind.allCases.filter { $0.rawValue >= EventKind.opened.rawValue }
    #expect(StateTableLine.all.map(\.kind).sorted { $0.rawValue < $1.rawValue } == kinds)
    #expect(StateTableLine.all.allSatisfy { $0.cells.count == Column.allCases.count })
  }

  @Test(
    "says which command is accepted in which state, and what follows",
    arguments: StateTableLine.all
  )
  func commands(_ line: StateTableLine) {
    for column in Column.allCases {
      for before in column.states {
        for event in line.events {
          let mark = line.cells[column.rawValue]
          let isSameWait =
            event == .paused(Pause(before.waitingReason ?? .other)) && before.isWaiting
          if mark == "-" || isSameWait {
            expectRefusal(of: event, in: before)
          } else {
            expectAcceptance(of: event, in: before, mark: mark)
          }
        }
      }
    }
  }

  private func expectAcceptance(of event: TicketEvent, in before: TicketState, mark: Character) {
    var rules = LedgerRules()
    rules.requesterReplyResumes = false
    var history = given(in: before, rules: rules)
    #expect(history.ticket.state == before)
    history.when(event).then(event)
    history.apply(event)
    #expect(history.ticket.state == state(mark, from: before, by: event), "\(event) in \(before)")
  }

  private func expectRefusal(of event: TicketEvent, in before: TicketState) {
    let history = given(in: before)
    let rule: TicketRefusal.Rule = event.kind == .opened ? .ticketExists : .state
    guard let refusal = history.when(event).thenRefused(by: rule) else { return }
    #expect(refusal.ticket == history.ticket.id)
    #expect(refusal.revision == history.ticket.revision)
    #expect(refusal.state == before)
    for part in [rule.rawValue, "ticket 7", "\(before)", "revision \(history.ticket.revision)"] {
      #expect(refusal.description.contains(part), "\(event) in \(before)")
    }
    if rule == .state, event.kind != .paused || !before.isWaiting {
      expectNamesWhatIsAllowed(refusal, in: before)
    } else {
      #expect(!refusal.detail.isEmpty)
    }
  }

  /// Closed, cancelled and merged tickets allow few commands, which are all named; the others name
  /// those that change the state.
  private func expectNamesWhatIsAllowed(_ refusal: TicketRefusal, in before: TicketState) {
    guard let column = Column.allCases.first(where: { $0.states.contains(before) }),
      let allowed = refusal.detail.split(separator: "here: ").last
    else {
      Issue.record("\(refusal)")
      return
    }
    let isOver = [.closed, .cancelled, .merged].contains(column)
    for line in StateTableLine.all {
      let mark = line.cells[column.rawValue]
      let isNamed = allowed.contains(line.kind.commandName)
      if mark == "-" {
        // "open" is part of "reopen", "assign" of nothing here.
        #expect(!isNamed || line.kind == .opened, "\(line.kind) in \(before)")
      } else if isOver || mark != "." {
        #expect(isNamed, "\(line.kind) in \(before): \(refusal.detail)")
      }
    }
    #expect(isOver || allowed.contains("all that leave"))
  }

  @Test("lets nothing happen to a ticket that was never opened", arguments: StateTableLine.all)
  func unopened(_ line: StateTableLine) {
    for event in line.events {
      let outcome = Given([]).when(event)
      if line.kind == .opened {
        outcome.then(event)
      } else {
        let refusal = outcome.thenRefused(by: .unknownTicket)
        #expect(refusal?.ticket == nil)
        #expect(refusal?.state == nil)
      }
    }
  }

  @Test(
    "gives a state after any event in any state, as imports need",
    arguments: StateTableLine.all
  )
  func folding(_ line: StateTableLine) throws {
    let histories = [Given([])] + Column.allCases.flatMap(\.states).map { given(in: $0) }
    for history in histories {
      for event in line.events {
        let before = history.ticket.state
        var after = history
        after.apply(event)
        let expected = try #require(state(line.destination, from: before, by: event))
        #expect(after.ticket.state == expected, "\(event) in \(before)")
        #expect(after.ticket.revision == history.ticket.revision + 1)
        #expect(after.ticket.lastOccurredAt == history.now)
        let entered = expected != before || history.ticket.revision == 0 && line.destination != "."
        #expect(after.ticket.stateSince == (entered ? history.now : history.ticket.stateSince))
      }
    }
  }
}

extension TicketState {
  fileprivate var waitingReason: WaitingReason? {
    if case .waiting(let reason) = self { reason } else { nil }
  }
}
