/// How tickets move between teams and levels, and how long they stay.
///
/// A hand-off is a move from the last known team to another known team, through "no team" or not;
/// ping-pong is a hand-off into a team the ticket had been in before. Level up is an escalation, level
/// down a de-escalation, both counted between the last known queue and the next known one. A stay
/// lasts from a ticket's coming into a queue, or its reopening there, until it leaves it or is over.
///
/// Keeps a row of 40 bytes for each ticket, and an entry of 16 or 32 bytes for each stay, move, wait
/// for the requester and reopening; everything else is computed when asked, by
/// ``LedgerView/flow(_:windowInDays:asOf:)``.
public struct Flow: Projection {
  public static let name = "flow"
  public static let version: UInt32 = 2

  /// A move from one known queue to another.
  public struct Move: Hashable, BitwiseCopyable, Sendable {
    /// Where the ticket had last been.
    public let from: QueueID
    /// Where it went.
    public let to: QueueID
  }

  /// Hand-offs between teams.
  public internal(set) var handoffs = 0
  /// Tickets handed off at least once.
  public internal(set) var ticketsHandedOff = 0
  /// Hand-offs into a team the ticket had been in before.
  public internal(set) var pingPong = 0
  /// Tickets that came back to a team at least once.
  public internal(set) var ticketsPingPonged = 0
  /// Tickets reopened at least once.
  public internal(set) var ticketsReopened = 0
  /// Moves to a higher level.
  public internal(set) var escalations = 0
  /// Moves to a lower level.
  public internal(set) var deEscalations = 0
  /// Replies of agents to requesters.
  public internal(set) var replies = 0

  /// By ticket number less one.
  var rows: ContiguousArray<FlowRow> = []
  /// The teams that handed-off tickets have left, each once for its ticket.
  var visits: ContiguousArray<FlowVisit> = []
  /// What has happened; to one ticket in its order.
  var stays: ContiguousArray<FlowStay> = []
  var allMoves: ContiguousArray<FlowMove> = []
  var waits: ContiguousArray<FlowWait> = []
  var reopenings: ContiguousArray<FlowReopening> = []

  public init() {}

  /// Reopenings.
  public var reopened: Int { reopenings.count }

  /// How often each move was made, changes of level inside one team among them.
  ///
  /// - Complexity: O(n) in the moves.
  public var moves: [Move: Int] {
    allMoves.reduce(into: [:]) { $0[$1.move, default: 0] += 1 }
  }

  /// Folds one event into its ticket's row; O(1) in the tickets.
  ///
  /// A hand-off looks through the teams its ticket was handed off from.
  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    let at = recorded.occurredAt
    switch event {
    case .opened:
      guard let row = row(of: ticket) else { return }
      arrive(row, at: at)
    case .routed(let routing):
      guard let row = row(of: ticket) else { return }
      route(row, ticket, by: routing, at: at)
    case .started, .resumed:
      if ticket.state == .waiting(.requester) { endWait(ticket, at: at) }
      if !ticket.state.isOpen { enter(ticket, at: at) }
    case .paused(let pause):
      if !ticket.state.isOpen { enter(ticket, at: at) }
      let isWaiting = ticket.state == .waiting(.requester)
      if pause.reason == .requester {
        if !isWaiting { beginWait(ticket, at: at) }
      } else if isWaiting {
        endWait(ticket, at: at)
      }
    case .replied(let reply):
      if !recorded.actor.isAutomation { replied(reply, of: ticket) }
    case .requesterReplied: requesterReplied(ticket)
    case .resolved: resolve(ticket, at: at)
    case .reopened: reopen(ticket, at: at)
    case .closed, .cancelled, .merged: end(ticket, at: at)
    case .classified, .prioritised, .escalated, .assigned, .noted, .attached, .workLogged,
      .diagnosed, .linked, .unlinked, .rated, .messageReviewed, .articleApplied, .suggested,
      .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  /// The row of a ticket, made where it is new.
  private mutating func row(of ticket: Ticket) -> Int? {
    guard 1..<UInt64(FlowRow.none) ~= ticket.id.rawValue else { return nil }
    let row = Int(ticket.id.rawValue) - 1
    while rows.count <= row { rows.append(FlowRow()) }
    return row
  }

  private mutating func arrive(_ row: Int, at: Instant) {
    rows[row].arrivedAt = at
    rows[row].flags.insert(.isInQueue)
  }

  /// Ends the stay of a ticket in the queue that it is in.
  ///
  /// - Returns: How long it was, in milliseconds; nil where the ticket was over.
  mutating func leave(_ row: Int, _ ticket: Ticket, at: Instant) -> Int64? {
    guard rows[row].flags.contains(.isInQueue) else { return nil }
    let queue = QueueID(of: ticket)
    let stay = FlowStay(
      arrivedAt: rows[row].arrivedAt,
      leftAt: at,
      ticket: UInt32(row + 1),
      team: queue.team?.rawValue ?? 0,
      level: queue.level
    )
    stays.append(stay)
    rows[row].flags.remove(.isInQueue)
    return stay.leftAt.milliseconds(since: stay.arrivedAt)
  }

  private mutating func route(_ row: Int, _ ticket: Ticket, by routing: Routing, at: Instant) {
    let here = QueueID(of: ticket)
    let to = QueueID(team: routing.team, level: routing.level)
    guard here != to else { return }
    let stay = leave(row, ticket, at: at)
    if stay != nil { arrive(row, at: at) }
    if let team = here.team {
      rows[row].knownTeam = team.rawValue
      rows[row].knownLevel = here.level
    }
    guard let team = to.team, let left = TermID(held: rows[row].knownTeam) else { return }
    let level = rows[row].knownLevel
    guard left != team || level != to.level else { return }
    var move = FlowMove(
      at: at,
      stay: here.team == nil ? -1 : stay ?? -1,
      ticket: UInt32(row + 1),
      fromTeam: left.rawValue,
      toTeam: team.rawValue,
      fromLevel: level,
      toLevel: to.level,
      code: 0
    )
    if left != team { move.code = handOff(row, from: left, to: team) }
    rows[row].flags.insert(.wasMoved)
    allMoves.append(move)
    count(move)
  }

  /// Notes the team that a ticket leaves.
  ///
  /// - Returns: Whether it comes back, as ``FlowMove/code`` says it.
  private mutating func handOff(_ row: Int, from left: TermID, to team: TermID) -> UInt8 {
    if !rows[row].flags.contains(.wasHandedOff) {
      rows[row].flags.insert(.wasHandedOff)
      ticketsHandedOff += 1
    }
    var (wasLeft, isBack) = (false, false)
    var place = rows[row].lastVisit
    while place != FlowRow.none, !(wasLeft && isBack) {
      let visit = visits[Int(place)]
      if visit.team == left.rawValue { wasLeft = true }
      if visit.team == team.rawValue { isBack = true }
      place = visit.previous
    }
    if !wasLeft {
      visits.append(FlowVisit(team: left.rawValue, previous: rows[row].lastVisit))
      rows[row].lastVisit = UInt32(visits.count - 1)
    }
    guard isBack else { return FlowMove.handoff }
    if !rows[row].flags.contains(.cameBack) {
      rows[row].flags.insert(.cameBack)
      ticketsPingPonged += 1
    }
    return FlowMove.pingPong
  }

  mutating func count(_ move: FlowMove) {
    if move.toLevel > move.fromLevel { escalations += 1 }
    if move.toLevel < move.fromLevel { deEscalations += 1 }
    if move.isHandoff { handoffs += 1 }
    if move.isPingPong { pingPong += 1 }
  }
}
