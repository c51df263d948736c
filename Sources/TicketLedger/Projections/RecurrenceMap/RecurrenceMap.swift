/// What recurs: the tickets told apart by what they were about, and how soon one followed on another.
///
/// Keeps one row of 64 bytes for each ticket, with its resolutions and the relations that may lead to a
/// problem; a choice of dimensions, a window and a period are arguments of the questions:
/// ``patterns(_:)`` and ``chains(_:)``.
public struct RecurrenceMap: Projection {
  public static let name = "recurrence-map"
  public static let version: UInt32 = 2

  /// By ticket number less one.
  var rows: ContiguousArray<RecurrenceRow> = []
  /// In the order of the log; each ticket's are chained from its row.
  var resolutions: ContiguousArray<RecurrenceResolution> = []
  /// In the order of the log; each ticket's are chained from its row.
  var statements: ContiguousArray<RecurrenceStatement> = []

  public init() {}

  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event, let id = recorded.ticket else { return }
    switch event {
    case .opened(let opening): open(id, opening, at: recorded.occurredAt)
    case .workLogged(let work):
      let row = row(of: id)
      let (sum, overflow) = rows[row].minutes.addingReportingOverflow(work.minutes)
      rows[row].minutes = overflow ? .max : sum
    case .resolved(let resolution):
      let cause = resolution.causeClass ?? ticket.causeClass
      resolve(id, at: recorded.occurredAt, cause: cause?.rawValue ?? RecurrenceRow.noCause)
    case .reopened:
      let row = row(of: id)
      rows[row].reopenings &+= 1
      rows[row].isResolved = false
    case .linked(let link): state(link, of: id, isStated: true)
    case .unlinked(let link): state(link, of: id, isStated: false)
    case .classified, .prioritised, .routed, .escalated, .assigned, .started, .paused, .resumed,
      .replied, .requesterReplied, .noted, .attached, .diagnosed, .merged, .closed, .cancelled,
      .rated, .messageReviewed, .articleApplied, .suggested, .suggestionAccepted,
      .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func open(_ ticket: TicketID, _ opening: Opening, at instant: Instant) {
    let place = row(of: ticket)
    var row = rows[place]
    row.openedAt = instant
    row.classification = opening.classification
    row.requester = opening.requester?.rawValue ?? 0
    row.kind = opening.kind.rawValue
    rows[place] = row
  }

  private mutating func resolve(_ ticket: TicketID, at instant: Instant, cause: UInt8) {
    let row = row(of: ticket)
    let place = UInt32(truncatingIfNeeded: resolutions.count)
    resolutions.append(RecurrenceResolution(at: instant, previous: rows[row].lastResolution))
    rows[row].lastResolution = place
    rows[row].cause = cause
    rows[row].isResolved = true
  }

  private mutating func state(_ link: Link, of ticket: TicketID, isStated: Bool) {
    guard let other = link.ticket, link.relation.leadsToProblem else { return }
    let row = row(of: ticket)
    let place = UInt32(truncatingIfNeeded: statements.count)
    statements.append(
      RecurrenceStatement(
        ticket: other.rawValue,
        previous: rows[row].lastStatement,
        relation: link.relation,
        isStated: isStated
      )
    )
    rows[row].lastStatement = place
  }

  /// The row of a ticket, made where it has none.
  private mutating func row(of ticket: TicketID) -> Int {
    let row = Int(ticket.rawValue &- 1)
    while rows.count <= row { rows.append(RecurrenceRow()) }
    return row
  }
}
