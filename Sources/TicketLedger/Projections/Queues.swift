/// The open tickets: who holds what, in which order to work, and how old it is.
///
/// Keeps one compact row for each open ticket; everything is counted when asked.
public struct Queues: Projection {
  public static let name = "queues"
  public static let version: UInt32 = 1

  private var rows: ContiguousArray<OpenTicket> = []
  /// The row of each ticket that is open.
  private var index = RowIndex()

  public init() {}

  /// The number of open tickets.
  public var openCount: Int { rows.count }

  /// The open tickets, in no particular order.
  public var openTickets: some RandomAccessCollection<OpenTicket> { rows }

  /// The open ticket of a number; nil where it is not open.
  ///
  /// - Complexity: O(1).
  public subscript(ticket: TicketID) -> OpenTicket? {
    index[ticket].map { rows[$0] }
  }

  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event, let id = recorded.ticket else { return }
    switch event {
    case .opened(let opening):
      insert(
        OpenTicket(
          ticket: id,
          openedAt: recorded.occurredAt,
          queue: .unrouted,
          agent: nil,
          priority: opening.prioritisation.priority,
          state: .new,
          stateSince: recorded.occurredAt
        )
      )
    case .routed(let routing):
      change(id) { $0.queue = QueueID(team: routing.team, level: routing.level) }
    case .assigned(let agent): change(id) { $0.agent = agent }
    case .prioritised(let prioritisation):
      guard let priority = prioritisation.priority else { return }
      change(id) { $0.priority = priority }
    case .started, .resumed, .reopened: enter(.inProgress, ticket, at: recorded.occurredAt)
    case .paused(let pause): enter(.waiting(pause.reason), ticket, at: recorded.occurredAt)
    case .resolved, .closed, .cancelled, .merged: remove(id)
    case .classified, .escalated, .replied, .requesterReplied, .noted, .attached, .workLogged,
      .diagnosed, .linked, .unlinked, .rated, .messageReviewed, .articleApplied, .suggested,
      .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func change(_ ticket: TicketID, _ body: (inout OpenTicket) -> Void) {
    guard let row = index[ticket] else { return }
    body(&rows[row])
  }

  /// Brings a ticket into an open state, also one that was over.
  private mutating func enter(_ state: TicketState, _ ticket: Ticket, at instant: Instant) {
    if let row = index[ticket.id] {
      if rows[row].state != state { rows[row].stateSince = instant }
      rows[row].state = state
      return
    }
    insert(
      OpenTicket(
        ticket: ticket.id,
        openedAt: ticket.openedAt,
        queue: QueueID(of: ticket),
        agent: ticket.agent,
        priority: ticket.prioritisation.priority,
        state: state,
        stateSince: instant
      )
    )
  }

  private mutating func insert(_ row: OpenTicket) {
    if let known = index[row.ticket] {
      rows[known] = row
    } else {
      index[row.ticket] = rows.count
      rows.append(row)
    }
  }

  private mutating func remove(_ ticket: TicketID) {
    guard let row = index[ticket], let last = rows.popLast() else { return }
    index[ticket] = nil
    guard row < rows.count else { return }
    rows[row] = last
    index[last.ticket] = row
  }

  /// The rows in order of ticket numbers, so that the order of rows leaves no trace.
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(rows.count))
    for row in index.rows {
      writer.beginSection(ofTicketAt: Int(truncatingIfNeeded: rows[row].ticket.rawValue))
      rows[row].encode(into: &writer)
    }
  }

  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    var last: UInt64 = 0
    for _ in 0..<(try reader.readCount(ofEntriesTaking: OpenTicket.encodedSize)) {
      let row = try OpenTicket(decoding: &reader)
      guard row.ticket.rawValue > last, row.ticket.rawValue < UInt32.max else {
        throw .invalidValue(offset: reader.offset)
      }
      last = row.ticket.rawValue
      insert(row)
    }
  }
}
