import StudySupport
import TicketLedger

/// The tickets that one task works on: as many at a time, each from its opening to its end.
struct Caseload {
  private struct Case {
    let reference: String
    let requester: String
    var step = 0
    /// Whether what was asked last leaves the ticket where it is.
    var isNoting = false
  }

  private let name: String
  private let persons: Persons
  private let personCount: Int
  private var numbers: SeededNumbers
  private var cases: [Case?]
  private var turn = 0
  private var opened = 0

  init(_ name: String, count: Int, persons: Persons, personCount: Int, seed: UInt64) {
    self.name = name
    self.persons = persons
    self.personCount = personCount
    numbers = SeededNumbers(seed: seed)
    cases = Array(repeating: nil, count: count)
  }

  /// A reference of one of its tickets; nil before there is one.
  mutating func anyReference() -> String? {
    cases.randomElement(using: &numbers)??.reference
  }

  /// What is done next, ticket after ticket.
  ///
  /// - Returns: The place of the ticket, and the submission.
  mutating func next() -> (place: Int, submission: Submission) {
    turn = (turn + 1) % cases.count
    guard let present = cases[turn] else {
      let place = Int.random(in: 0..<personCount, using: &numbers)
      opened += 1
      let fresh = Case(reference: "\(name)-\(opened)", requester: persons.identity(at: place))
      cases[turn] = fresh
      return (turn, Submission(opening(fresh), by: .person(.identity(fresh.requester))))
    }
    // So that tickets do not all end at once.
    let isNoting = Int.random(in: 0..<3, using: &numbers) == 0
    cases[turn]?.isNoting = isNoting
    guard !isNoting else {
      let note = Command.note(.reference(present.reference), "asked again, and nothing new")
      return (turn, Submission(note, by: "agent-1"))
    }
    return (turn, work(on: present))
  }

  /// Takes note of an answer; a ticket that is refused is given up.
  ///
  /// - Returns: What ends the ticket where it was refused.
  mutating func answered(_ place: Int, accepted: Bool) -> Command? {
    guard let present = cases[place] else { return nil }
    guard accepted else {
      cases[place] = nil
      return present.step == 0 ? nil : .cancel(.reference(present.reference))
    }
    if present.isNoting { return nil }
    cases[place]?.step += 1
    if present.step == Caseload.lastStep { cases[place] = nil }
    return nil
  }

  private mutating func opening(_ fresh: Case) -> Command {
    let words = Int.random(in: 3...12, using: &numbers)
    return .open(
      fresh.reference,
      channel: .portal,
      requester: .identity(fresh.requester),
      about: [
        "service": .name("service \(Int.random(in: 0..<20, using: &numbers))"),
        "category": .name("category \(Int.random(in: 0..<12, using: &numbers))"),
        "department": .name("department \(Int.random(in: 0..<15, using: &numbers))"),
      ],
      impact: UInt8.random(in: 1...3, using: &numbers),
      urgency: UInt8.random(in: 1...3, using: &numbers),
      summary: "nothing works since this morning",
      description: String(repeating: "it was fine yesterday; ", count: words)
    )
  }

  private static let lastStep = 10

  private mutating func work(on present: Case) -> Submission {
    let ticket = TicketReference.reference(present.reference)
    let agent = ActorReference.person(
      .identity("agent-\(Int.random(in: 0..<20, using: &numbers))")
    )
    let team = TermReference.name("team \(Int.random(in: 0..<6, using: &numbers))")
    let command: Command =
      switch present.step {
      case 1: .route(ticket, to: team, level: 1, reason: .intake)
      case 2: .assign(ticket, to: .identity("agent-\(Int.random(in: 0..<20, using: &numbers))"))
      case 3: .start(ticket)
      case 4: .reply(ticket, .ask, channel: .mail, text: "Since when, and on which machine?")
      case 5: .pause(ticket, for: .requester)
      case 6: .recordRequesterReply(ticket, channel: .mail, text: "Since eight, on all of them.")
      case 7: .route(ticket, to: team, level: 2, reason: .functionalEscalation)
      case 8: .logWork(ticket, minutes: UInt32.random(in: 5...45, using: &numbers), mode: .remote)
      case 9: .resolve(ticket, causeClass: .usageError, text: "showed how")
      default: .close(ticket, .confirmed)
      }
    let isRequesters = present.step == 6
    return Submission(command, by: isRequesters ? .person(.identity(present.requester)) : agent)
  }
}
