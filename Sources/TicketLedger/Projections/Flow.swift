/// How tickets move between teams and levels.
///
/// A hand-off is a move from the last known team to another known team, through "no team" or not;
/// ping-pong is a hand-off into a team the ticket had been in before. Level up is an escalation, level
/// down a de-escalation, both counted between the last known queue and the next known one.
public struct Flow: Projection {
  public static let name = "flow"
  public static let version: UInt32 = 1

  /// A move from one known queue to another.
  public struct Move: Hashable, BitwiseCopyable, Sendable {
    /// Where the ticket had last been.
    public let from: QueueID
    /// Where it went.
    public let to: QueueID
  }

  /// Hand-offs between teams.
  public private(set) var handoffs = 0
  /// Tickets handed off at least once.
  public private(set) var ticketsHandedOff = 0
  /// Hand-offs into a team the ticket had been in before.
  public private(set) var pingPong = 0
  /// Tickets that came back to a team at least once.
  public private(set) var ticketsPingPonged = 0
  /// Reopenings.
  public private(set) var reopened = 0
  /// Tickets reopened at least once.
  public private(set) var ticketsReopened = 0
  /// Moves to a higher level.
  public private(set) var escalations = 0
  /// Moves to a lower level.
  public private(set) var deEscalations = 0
  /// How often each move was made, changes of level inside one team among them.
  public private(set) var moves: [Move: Int] = [:]

  /// Where tickets had been that no team holds now.
  private var lastKnown: [TicketID: QueueID] = [:]
  /// The teams that each handed-off ticket has left, as ``Visit`` keys.
  private var visits: Set<Visit> = []
  private var pingPonged: Set<TicketID> = []

  private struct Visit: Hashable, Comparable, BitwiseCopyable {
    let ticket: TicketID
    /// The team; 0 marks the ticket itself as handed off.
    let team: UInt32

    static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.ticket, lhs.team) < (rhs.ticket, rhs.team)
    }
  }

  public init() {}

  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    switch event {
    case .routed(let routing): route(ticket, by: routing)
    case .reopened:
      reopened += 1
      if ticket.reopenings == 0 { ticketsReopened += 1 }
    case .opened, .classified, .prioritised, .escalated, .assigned, .started, .paused, .resumed,
      .replied, .requesterReplied, .noted, .attached, .workLogged, .diagnosed, .linked, .unlinked,
      .merged, .resolved, .closed, .cancelled, .rated, .messageReviewed, .articleApplied,
      .suggested, .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func route(_ ticket: Ticket, by routing: Routing) {
    let from = ticket.team == nil ? lastKnown[ticket.id] : QueueID(of: ticket)
    guard let team = routing.team else {
      if let from { lastKnown[ticket.id] = from }
      return
    }
    lastKnown[ticket.id] = nil
    let to = QueueID(team: team, level: routing.level)
    guard let from, from != to else { return }
    moves[Move(from: from, to: to), default: 0] += 1
    if to.level > from.level { escalations += 1 }
    if to.level < from.level { deEscalations += 1 }
    guard let left = from.team, left != team else { return }
    handoffs += 1
    if visits.insert(Visit(ticket: ticket.id, team: 0)).inserted { ticketsHandedOff += 1 }
    visits.insert(Visit(ticket: ticket.id, team: left.rawValue))
    if visits.contains(Visit(ticket: ticket.id, team: team.rawValue)) {
      pingPong += 1
      if pingPonged.insert(ticket.id).inserted { ticketsPingPonged += 1 }
    }
  }

  public func encode(into writer: inout ByteWriter) {
    for count in [
      handoffs, ticketsHandedOff, pingPong, ticketsPingPonged, reopened, ticketsReopened,
      escalations, deEscalations,
    ] {
      writer.write(UInt64(count))
    }
    writer.write(UInt32(moves.count))
    for (move, count) in moves.sorted(by: { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }) {
      move.from.encode(into: &writer)
      move.to.encode(into: &writer)
      writer.write(UInt64(count))
    }
    writer.write(UInt32(lastKnown.count))
    for (ticket, queue) in lastKnown.sorted(by: { $0.key < $1.key }) {
      writer.write(ticket.rawValue)
      queue.encode(into: &writer)
    }
    writer.write(UInt32(visits.count))
    for visit in visits.sorted() {
      writer.write(visit.ticket.rawValue)
      writer.write(visit.team)
    }
    writer.write(UInt32(pingPonged.count))
    for ticket in pingPonged.sorted() { writer.write(ticket.rawValue) }
  }

  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    handoffs = try reader.readFigure()
    ticketsHandedOff = try reader.readFigure()
    pingPong = try reader.readFigure()
    ticketsPingPonged = try reader.readFigure()
    reopened = try reader.readFigure()
    ticketsReopened = try reader.readFigure()
    escalations = try reader.readFigure()
    deEscalations = try reader.readFigure()
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 18)) {
      let from = try QueueID(decoding: &reader)
      let to = try QueueID(decoding: &reader)
      moves[Move(from: from, to: to)] = try reader.readFigure()
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 13)) {
      let ticket = TicketID(try reader.read())
      lastKnown[ticket] = try QueueID(decoding: &reader)
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 12)) {
      let ticket = TicketID(try reader.read())
      visits.insert(Visit(ticket: ticket, team: try reader.read()))
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 8)) {
      pingPonged.insert(TicketID(try reader.read()))
    }
  }
}

extension ByteReader {
  /// A count that a view keeps as `Int`; what 63 bits do not hold is refused.
  mutating func readFigure() throws(DecodingFailure) -> Int {
    let figure: UInt64 = try read()
    guard let count = Int(exactly: figure) else { throw .invalidValue(offset: offset) }
    return count
  }
}
