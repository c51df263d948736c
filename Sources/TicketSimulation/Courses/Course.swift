import TicketLedger

/// A ticket that has steps before it.
struct Course: Sendable {
  /// Its number, from 1 in the order of opening.
  let number: UInt32
  /// What it was opened with.
  let demand: Demand
  /// Its steps, in order of time.
  let steps: [Step]
  /// The step that comes next.
  var next = 0
  /// What it is called.
  let reference: TicketReference
  /// What its words are drawn from.
  private let salt: UInt64

  /// Creates a course that stands before its first step.
  init(_ number: UInt32, _ demand: Demand, _ steps: [Step], seed: UInt64) {
    self.number = number
    self.demand = demand
    self.steps = steps
    reference = .reference(Label.ticket(number))
    salt = RandomStream.mix(seed, .words, index: UInt64(number))
  }

  /// The submission of the next step.
  func submission() -> Submission {
    let step = steps[next]
    let words = Words(salt: RandomStream.scrambled(salt &+ UInt64(next) << 32))
    let subject: TicketReference =
      if case .linkBack(let other, _) = step.act { Course.reference(other) } else { reference }
    return Submission(
      Command(action(of: step, words), on: subject),
      by: actor(step.hand),
      at: Instant(millisecondsSince1970: step.at)
    )
  }

  /// The reference of a ticket by its number.
  static func reference(_ number: UInt32) -> TicketReference { .reference(Label.ticket(number)) }

  func actor(_ hand: Step.Hand) -> ActorReference {
    switch hand {
    case .requester: .person(.identity(Label.requester(demand.requester)))
    case .agent(let number): .person(.identity(Label.agent(number)))
    case .triage: .automation("triage 2.1")
    case .closer: .automation("closer 1.0")
    case .inventory: .automation("inventory 3.2")
    case .probe: .monitoring("probe 2.4")
    }
  }
}

extension Course {
  /// Phrases drawn from one number.
  struct Words {
    var salt: UInt64

    /// One of a list.
    func pick(_ list: [String]) -> String { list[Int(salt % UInt64(list.count))] }

    /// One of a list, drawn apart from ``pick(_:)``.
    func pickAnother(_ list: [String]) -> String { list[Int((salt >> 32) % UInt64(list.count))] }

    /// True in so many of a thousand.
    func chance(_ permille: UInt64) -> Bool { (salt >> 20) % 1000 < permille }
  }
}
