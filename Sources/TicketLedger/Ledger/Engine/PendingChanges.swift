/// What a transaction defined and changed so far, on top of the live view.
struct PendingChanges {
  /// A name in its dimension.
  struct TermName: Hashable {
    let dimension: TermDimension
    let name: String
  }

  /// The states of touched tickets, to be written once each.
  var heads = TouchedTickets()
  /// The events appended so far.
  var appended: [AppendedEvent] = []
  /// The rules in force.
  var rules: LedgerRules
  /// The names of the calendars adopted.
  var calendars: Set<String>
  /// Whether a policy was adopted.
  var hasPolicy: Bool
  /// The latest ledger time.
  var lastRecordedAt: Instant

  private var ticketCount: UInt64
  private(set) var personCount: UInt32
  private(set) var terms: [TermName: TermID] = [:]
  private var termCounts: [TermDimension: Int] = [:]
  /// Names that renamed terms gave up.
  private(set) var formerNames: Set<TermName> = []
  private(set) var retired: Set<TermID> = []
  /// The keys of the persons registered.
  var keys = KeyDraft()
  /// How many persons were registered before.
  let formerPersonCount: UInt32

  init(after view: borrowing LedgerView) {
    rules = view.rules
    calendars = view.agreements.calendarNames
    hasPolicy = view.agreements.hasPolicy
    lastRecordedAt = view.lastRecordedAt
    ticketCount = UInt64(view.tickets.count)
    personCount = UInt32(view.catalogue.personCount)
    formerPersonCount = personCount
  }

  /// The number the next opened ticket gets.
  var nextTicket: TicketID { TicketID(ticketCount + 1) }

  /// The number the next person gets, after so many others of the same draft.
  func nextPerson(after drafted: Int) -> PersonID { PersonID(personCount + UInt32(drafted) + 1) }

  /// How many terms the transaction defined in a dimension.
  func newTermCount(in dimension: TermDimension) -> Int { termCounts[dimension, default: 0] }

  /// Makes room for so many commands, each with an event of a ticket.
  mutating func reserve(_ count: Int) {
    appended.reserveCapacity(appended.count + count)
    heads.reserve(count)
  }

  mutating func addTicket() {
    ticketCount += 1
  }

  mutating func add(_ names: DraftedNames) {
    for (name, term) in names.terms {
      terms[name] = term
      termCounts[term.dimension, default: 0] += 1
    }
    personCount += UInt32(names.persons.count)
  }

  mutating func rename(_ term: TermID, from former: TermName, to name: TermName) {
    terms[former] = nil
    formerNames.insert(former)
    formerNames.remove(name)
    terms[name] = term
  }

  mutating func retire(_ term: TermID) {
    retired.insert(term)
  }
}

/// Names that one submission uses for the first time; forgotten where it is refused.
struct DraftedNames {
  var terms: [(name: PendingChanges.TermName, term: TermID)] = []
  var persons: [(identity: String, person: PersonID)] = []
}
