import Testing

@testable import TicketLedger

@Suite("A decision")
struct DecisionTests {
  private static func marks(_ clarity: UInt8, _ courtesy: UInt8, _ accuracy: UInt8) -> TicketEvent {
    .messageReviewed(
      MessageReview(of: Position(1), clarity: clarity, courtesy: courtesy, accuracy: accuracy)
    )
  }

  private static func classified(_ terms: [TermID]) -> TicketEvent {
    var change = Classification()
    for term in terms { _ = change.insert(term) }
    return .classified(change)
  }

  @Test("resumes a ticket that waits for the requester when the requester replies")
  func replyResumes() {
    let reply = TicketEvent.requesterReplied(channel: .mail)
    given(.paused(Pause(.requester))).when(reply).then(reply, .resumed)
    given(.started).when(reply).then(reply)
    for reason in WaitingReason.allCases where reason != .requester {
      given(.paused(Pause(reason))).when(reply).then(reply)
    }
  }

  @Test("does not resume by a reply where the rules say so")
  func replyDoesNotResume() {
    let rules = LedgerRules(requesterReplyResumes: false)
    let reply = TicketEvent.requesterReplied(channel: nil)
    given(.paused(Pause(.requester)), rules: rules).when(reply).then(reply)
  }

  @Test(
    "derives the priority from impact and urgency",
    arguments: [
      (1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4),
      (3, 3, 5), (9, 9, 5), (1, 9, 5),
    ] as [(UInt8, UInt8, UInt8)]
  )
  func matrix(impact: UInt8, urgency: UInt8, priority: UInt8) {
    let asked = Prioritisation(impact: impact, urgency: urgency)
    let given = given()
    given.when(.prioritised(asked)).then(
      .prioritised(Prioritisation(impact: impact, urgency: urgency, priority: priority))
    )
    Given([]).when(.opened(Opening(prioritisation: asked))).then(
      .opened(
        Opening(
          prioritisation: Prioritisation(impact: impact, urgency: urgency, priority: priority)
        )
      )
    )
  }

  @Test("leaves a priority that was asked for, and derives none from one half")
  func priorityAskedFor() {
    let set = Prioritisation(impact: 1, urgency: 1, priority: 4)
    given().when(.prioritised(set)).then(.prioritised(set))
    let half = Prioritisation(impact: 2)
    given().when(.prioritised(half)).then(.prioritised(half))
    given(.prioritised(Prioritisation(urgency: 3))).when(.prioritised(half)).then(
      .prioritised(Prioritisation(impact: 2, priority: 4))
    )
  }

  @Test("refuses to reopen closed tickets where the rules forbid it")
  func reopeningForbidden() {
    let rules = LedgerRules(closedMayBeReopened: false)
    let resolved = TicketEvent.resolved(Resolution())
    given(resolved, .closed(.confirmed), rules: rules)
      .when(.reopened(.recurred)).thenRefused(by: .reopeningClosed)
    given(resolved, rules: rules).when(.reopened(.recurred)).then(.reopened(.recurred))
  }

  @Test("refuses to reopen a closed ticket once the time allowed has passed, and not before")
  func reopeningTooLate() {
    let rules = LedgerRules(reopeningTimeInMilliseconds: 3_600_000)
    let closed = given(.resolved(Resolution()), .closed(.automatic), rules: rules)
    // Two minutes went by since the resolution: a minute to the closing, a minute to now.
    closed.when(.reopened(.recurred), later: 3_480_000).then(.reopened(.recurred))
    let refusal = closed.when(.reopened(.recurred), later: 3_480_001)
      .thenRefused(by: .reopeningTooLate)
    #expect(refusal?.detail.contains("2025-03-01T09:01:00Z") == true)
  }

  @Test("counts the time for reopening from the closing of a ticket that nothing resolved")
  func reopeningWithoutResolution() {
    let rules = LedgerRules(reopeningTimeInMilliseconds: 60_000)
    let closed = given(.closed(.automatic), rules: rules)
    closed.when(.reopened(.recurred)).then(.reopened(.recurred))
    closed.when(.reopened(.recurred), later: 1).thenRefused(by: .reopeningTooLate)
  }

  @Test("refuses a time before the ticket's previous event, to commands and to facts")
  func timeGoesBack() {
    let history = given(.started)
    history.when(.noted, later: -60_000).then(.noted)
    history.when(.noted, later: -60_001).thenRefused(by: .beforePreviousEvent)
    #expect(throws: TicketRefusal.self) {
      try history.rules.checkStructure(
        of: .noted,
        on: history.ticket,
        at: history.ticket.lastOccurredAt.advanced(byMilliseconds: -1)
      )
    }
  }

  @Test("lets only structure and time refuse facts", arguments: StateTableLine.all)
  func facts(_ line: StateTableLine) throws {
    let over = given(.cancelled(.withdrawn))
    for event in line.events {
      if line.kind == .opened {
        #expect(throws: TicketRefusal.self) {
          try over.rules.checkStructure(of: event, on: over.ticket, at: over.now)
        }
      } else {
        try over.rules.checkStructure(of: event, on: over.ticket, at: over.now)
      }
    }
  }

  @Test("classifies by sixteen dimensions and refuses a seventeenth")
  func seventeenthDimension() {
    let sixteen = (0..<16).map { TermID(TermDimension(rawValue: UInt8(32 + $0)), 1) }
    let history = given(Self.classified(sixteen))
    #expect(history.ticket.classification.count == 16)
    history.when(Self.classified([TermID(.service, 1)])).thenRefused(by: .tooManyDimensions)
    let other = Self.classified([TermID(TermDimension(rawValue: 40), 2)])
    history.when(other).then(other)
    let exchanged = Self.classified([
      TermID(.service, 1), .none(in: TermDimension(rawValue: 40)),
    ])
    history.when(exchanged).then(exchanged)
  }

  @Test("refuses values out of range", arguments: outOfRange)
  func range(_ event: TicketEvent) {
    if case .opened = event {
      Given([]).when(event).thenRefused(by: .value)
    } else {
      given().when(event).thenRefused(by: .value)
    }
  }

  @Test("accepts values at the ends of their ranges", arguments: inRange)
  func ends(_ event: TicketEvent) {
    given().when(event).then(event)
  }

  static let outOfRange: [TicketEvent] =
    [0, 10, 255].flatMap { (rank: UInt8) -> [TicketEvent] in
      [
        .prioritised(Prioritisation(impact: rank)), .prioritised(Prioritisation(urgency: rank)),
        .prioritised(Prioritisation(priority: rank)),
        .opened(Opening(prioritisation: Prioritisation(priority: rank))),
      ]
    }
    + [0, 6, 255].flatMap { (mark: UInt8) -> [TicketEvent] in
      [.rated(score: mark), marks(mark, 1, 1), marks(1, mark, 1), marks(1, 1, mark)]
    }
    + [101, 255].flatMap { (percent: UInt8) -> [TicketEvent] in
      [
        .diagnosed(Diagnosis(.access, confidence: percent)),
        .suggested(Suggestion(.reply, confidence: percent)),
      ]
    }
    + [
      .routed(Routing(team: nil, level: 0)), .prioritised(Prioritisation()), classified([]),
      classified([TermID(.team, 1)]), classified([TermID(.cause, 1)]),
      classified([TermID(.dimension, 1)]), openedWithout,
    ]

  private static var openedWithout: TicketEvent {
    var change = Classification()
    _ = change.insert(.none(in: .service))
    return .opened(Opening(classification: change))
  }

  static let inRange: [TicketEvent] = [
    .prioritised(Prioritisation(impact: 1)), .prioritised(Prioritisation(urgency: 9)),
    .prioritised(Prioritisation(priority: 9)), .rated(score: 1), .rated(score: 5), marks(1, 1, 1),
    marks(5, 5, 5), .diagnosed(Diagnosis(.access, confidence: 0)),
    .diagnosed(Diagnosis(.access, confidence: 100)), .suggested(Suggestion(.reply, confidence: 0)),
    .suggested(Suggestion(.reply, confidence: 100)), .routed(Routing(team: nil, level: 1)),
    .routed(Routing(team: nil, level: 255)), classified([.none(in: .service)]),
  ]
}
