import Testing
import TicketLedger

/// A seeded stream of numbers: SplitMix64, the same on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// A ticket with its history, told as "given these events, when this is asked, then that follows".
struct Given {
  static let start = Instant(millisecondsSince1970: 1_740_816_000_000)

  private(set) var ticket = Ticket(id: TicketID(7))
  var rules = LedgerRules()
  private(set) var now = Given.start

  /// Folds the events a minute apart, from 2025-03-01T08:00:00Z on, at positions from 100 on.
  init(_ events: [TicketEvent], rules: LedgerRules = LedgerRules()) {
    self.rules = rules
    for event in events { apply(event) }
  }

  mutating func apply(_ event: TicketEvent) {
    let recorded = RecordedEvent(
      position: Position(100 + UInt64(ticket.revision)),
      recordedAt: now,
      occurredAt: now,
      actor: .person(PersonID(1)),
      event: .ticket(event),
      ticket: ticket.id,
      revision: ticket.revision + 1,
      previous: ticket.revision == 0 ? nil : ticket.lastPosition
    )
    ticket.evolve(with: event, of: recorded)
    now = now.advanced(byMilliseconds: 60_000)
  }

  /// Asks for an event: now, or so many milliseconds after now.
  func when(_ event: TicketEvent, later milliseconds: Int64 = 0) -> Outcome {
    do throws(TicketRefusal) {
      let instant = now.advanced(byMilliseconds: milliseconds)
      return Outcome(
        given: self,
        result: .success(try rules.decide(event, on: ticket, at: instant))
      )
    } catch {
      return Outcome(given: self, result: .failure(error))
    }
  }
}

/// A ticket opened, then these events.
func given(_ events: TicketEvent..., rules: LedgerRules = LedgerRules()) -> Given {
  Given([.opened(Opening())] + events, rules: rules)
}

/// What came of asking.
struct Outcome {
  let given: Given
  let result: Result<Decision, TicketRefusal>

  /// Expects exactly these events.
  func then(_ events: TicketEvent..., sourceLocation: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let decision):
      let decided = [decision.event] + (decision.consequence.map { [$0] } ?? [])
      #expect(decided == events, sourceLocation: sourceLocation)
    case .failure(let refusal): Issue.record("\(refusal)", sourceLocation: sourceLocation)
    }
  }

  /// Expects a refusal by a rule.
  @discardableResult
  func thenRefused(
    by rule: TicketRefusal.Rule,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> TicketRefusal? {
    guard case .failure(let refusal) = result else {
      Issue.record("accepted: \(result)", sourceLocation: sourceLocation)
      return nil
    }
    #expect(refusal.rule == rule, sourceLocation: sourceLocation)
    return refusal
  }
}
