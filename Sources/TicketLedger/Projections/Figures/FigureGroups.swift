/// The groups that tickets fall into, and the figures counted for each.
///
/// What does not change from event to event of a ticket is looked up once a ticket; only a month, and
/// what a figure itself carries, is looked up once a figure.
struct FigureGroups<Figures> {
  /// What a group has in common: a number for each key, 0 for none.
  private var places: [[UInt32]: Int] = [:]
  private(set) var numbers: [[UInt32]] = []
  /// Parallel to ``numbers``.
  private(set) var figures: [Figures] = []
  private let keys: [FigureKey]
  private let empty: () -> Figures
  /// By ticket number less one: what the ticket gives for each key; nil where it is left out.
  private var parts: [[UInt32]?]

  init(
    by keys: [FigureKey],
    _ view: borrowing LedgerView,
    _ filter: FigureFilter,
    of empty: @escaping () -> Figures
  ) {
    self.keys = keys
    self.empty = empty
    parts = Array(repeating: nil, count: view.tickets.count)
    let flow = view[Flow.self]
    for ticket in view.tickets.opened {
      let standing = flow.standing(of: ticket)
      guard filter.matches(ticket, standing: standing) else { continue }
      parts[Int(ticket.id.rawValue) - 1] = keys.map { $0.number(of: ticket, standing) }
    }
  }

  /// Whether a ticket is one of those asked about.
  func contains(_ ticket: UInt32) -> Bool {
    let place = Int(ticket) - 1
    return parts.indices.contains(place) && parts[place] != nil
  }

  /// Counts something of a ticket that happened at an instant; nothing where the ticket is left out.
  mutating func count(
    _ ticket: UInt32,
    at instant: Instant,
    _ body: (inout Figures) -> Void
  ) {
    count(ticket, at: instant, changing: { _, number in number }, body)
  }

  /// Counts something that itself says what it has for a key.
  mutating func count(
    _ ticket: UInt32,
    at instant: Instant,
    changing: (_ place: Int, _ number: UInt32) -> UInt32,
    _ body: (inout Figures) -> Void
  ) {
    let place = Int(ticket) - 1
    guard parts.indices.contains(place), var group = parts[place] else { return }
    for (index, key) in keys.enumerated() {
      group[index] =
        key == .month ? Month(of: instant).number : changing(index, group[index])
    }
    let found = places[group] ?? make(group)
    body(&figures[found])
  }

  /// Makes the group of all, where nothing tells groups apart, so that it is there though empty.
  mutating func makeTotal() {
    if keys.isEmpty, figures.isEmpty { _ = make([]) }
  }

  private mutating func make(_ group: [UInt32]) -> Int {
    places[group] = numbers.count
    numbers.append(group)
    figures.append(empty())
    return numbers.count - 1
  }

  /// The groups in the order of their numbers, with names for these; nil where there is none.
  func named(
    _ view: borrowing LedgerView
  ) -> [(values: [String?], figures: Figures)] {
    var named: [(values: [String?], figures: Figures)] = []
    for place in numbers.indices.sorted(by: { numbers[$0].lexicographicallyPrecedes(numbers[$1]) })
    {
      var values: [String?] = []
      for (key, number) in zip(keys, numbers[place]) {
        values.append(key.name(of: number, in: view.catalogue))
      }
      named.append((values, figures[place]))
    }
    return named
  }
}

extension FigureKey {
  /// The number that a ticket has for the key; 0 for none, and for what a ticket does not say.
  fileprivate func number(of ticket: Ticket, _ standing: TicketStanding) -> UInt32 {
    switch self {
    case .month: 0
    case .team: standing.queue.team?.rawValue ?? 0
    case .level: UInt32(standing.queue.level)
    case .priority: UInt32(standing.priority ?? 0)
    case .kind: UInt32(ticket.kind.rawValue)
    case .causeClass: UInt32(ticket.causeClass.map { $0.rawValue + 1 } ?? 0)
    case .dimension(let dimension): ticket.classification[dimension]?.rawValue ?? 0
    }
  }

  /// What a number is called; nil for none.
  fileprivate func name(of number: UInt32, in catalogue: Catalogue) -> String? {
    switch self {
    case .month: Month(number: number).name
    case .level: String(number)
    case .priority: number == 0 ? nil : String(number)
    case .kind: TicketKind(rawValue: UInt8(clamping: number))?.name
    case .causeClass: number == 0 ? nil : CauseClass(rawValue: UInt8(clamping: number - 1))?.name
    case .team, .dimension: TermID(held: number).flatMap { catalogue.name(of: $0) }
    }
  }
}
