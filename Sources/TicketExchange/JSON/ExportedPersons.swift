import TicketLedger

/// The persons whom an export names by number, because it has no identity of them, and who they are in
/// the importing ledger.
///
/// Whoever an earlier import of the same export recorded, perhaps while their identity was still known,
/// stays who they are; everybody else gets a pseudonym.
struct ExportedPersons: Sendable {
  /// Whom an erasure of the export names.
  private var erased: Set<PersonID> = []
  /// Who they are here, as far as events of theirs were imported before and they were not erased since.
  private var known: [PersonID: [PersonID]] = [:]
  /// Who they were here, of whom an event was imported before, and who were erased here since.
  private var erasedHere: [PersonID: Set<PersonID>] = [:]
  /// Whom events name that are still to be imported.
  private var namedAnew: Set<PersonID> = []
  /// Tickets, by the number in the export, that were imported before and whose requester was erased here.
  private var closedTickets: Set<TicketID> = []

  /// Takes note of a record, in the first pass over an export.
  ///
  /// - Parameters:
  ///   - record: The record.
  ///   - held: The event that an earlier import made of it; nil where none did.
  ///   - eraser: Who erased a person of the importing ledger; nil where they were not erased there.
  mutating func note(
    _ record: EventRecord,
    held: RecordedEvent?,
    eraser: (PersonID) throws -> ActorID?
  ) rethrows {
    switch record.content {
    case .skipped: break
    case .erasure(let erasure): try note(erasure, eraser)
    case .submission(let submission):
      guard let held else {
        if let number = submission.numberOfActor { namedAnew.insert(number) }
        if let number = submission.numberOfOther { namedAnew.insert(number) }
        return
      }
      if let number = submission.numberOfActor, case .person(let person) = held.actor {
        try note(number, is: person, eraser)
      }
      guard let number = submission.numberOfOther, let person = held.namedOther else { return }
      try note(number, is: person, eraser)
      if record.kind == .opened, let ticket = record.ticket, try eraser(person) != nil {
        closedTickets.insert(ticket)
      }
    }
  }

  /// Takes note of whom an erasure names, and of who carried it out: perhaps nothing else is theirs.
  private mutating func note(
    _ erasure: EventRecord.PersonErasure,
    _ eraser: (PersonID) throws -> ActorID?
  ) rethrows {
    erased.insert(erasure.person)
    guard case .person(.number(let number)) = erasure.actor else { return }
    for person in erasedHere[erasure.person] ?? [] {
      if case .person(let actor)? = try eraser(person) { try note(number, is: actor, eraser) }
    }
    if known[erasure.person] != nil || namedAnew.contains(erasure.person) {
      namedAnew.insert(number)
    }
  }

  private mutating func note(
    _ number: PersonID,
    is person: PersonID,
    _ eraser: (PersonID) throws -> ActorID?
  ) rethrows {
    if try eraser(person) != nil {
      erasedHere[number, default: []].insert(person)
    } else if known[number]?.contains(person) != true {
      known[number, default: []].append(person)
    }
  }

  /// What a person of a number is called in the importing ledger.
  func reference(to number: PersonID, source: String) -> PersonReference {
    known[number]?.first.map { .number($0) } ?? .identity("\(source)#\(number.rawValue)")
  }

  /// Whom an erasure of a number concerns in the importing ledger; nobody where there is nothing of them,
  /// or no more.
  func targets(ofErasing number: PersonID, source: String) -> [PersonReference] {
    if let known = known[number] { return known.map { .number($0) } }
    return namedAnew.contains(number) ? [reference(to: number, source: source)] : []
  }

  /// Whether a person of a number was erased in the importing ledger before.
  func wasErasedBefore(_ number: PersonID) -> Bool {
    erasedHere[number] != nil
  }

  /// Whether the words of a ticket go with its requester, whom the export erases.
  func losesWords(_ ticket: TicketID, askedForBy number: PersonID) -> Bool {
    erased.contains(number) && !closedTickets.contains(ticket)
  }
}

extension Submission {
  /// The number of the person who acts.
  fileprivate var numberOfActor: PersonID? {
    if case .person(.number(let number)) = actor { number } else { nil }
  }

  /// The number of the one person named beside who acts.
  fileprivate var numberOfOther: PersonID? {
    let person: PersonReference? =
      switch command.action {
      case .open(let opening): opening.requester
      case .assign(let agent): agent
      case .escalate(let superior, _, _): superior
      default: nil
      }
    guard case .number(let number)? = person else { return nil }
    return number
  }
}

extension RecordedEvent {
  /// The one person named beside who acts.
  fileprivate var namedOther: PersonID? {
    switch event {
    case .ticket(.opened(let opening)): opening.requester
    case .ticket(.assigned(let agent)): agent
    case .ticket(.escalated(let escalation)): escalation.person
    case .ticket, .ledger: nil
    }
  }
}
