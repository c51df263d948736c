/// Volume, times to acknowledge, respond and resolve, and the backlog over time.
///
/// Keeps a row of 24 bytes for each ticket, and an entry of 16 bytes for each opening, resolution,
/// closure, reopening, end, and change of level of an open ticket; everything else is computed when
/// asked, by ``LedgerView/governance(_:by:hours:windowInDays:asOf:)`` and
/// ``LedgerView/backlog(at:_:)``.
public struct Governance: Projection {
  public static let name = "governance"
  public static let version: UInt32 = 2

  /// Tickets opened.
  public private(set) var opened = 0
  /// Resolutions, each of a reopened ticket counted again.
  public private(set) var resolved = 0
  /// Closures.
  public private(set) var closed = 0
  /// Reopenings.
  public private(set) var reopened = 0
  /// Cancellations and merges.
  public private(set) var cancelledOrMerged = 0
  /// Tickets open now.
  public private(set) var open = 0

  /// By ticket number less one.
  private(set) var rows: ContiguousArray<GovernanceRow> = []
  /// What has happened; to one ticket in its order.
  private(set) var changes: ContiguousArray<GovernanceChange> = []

  public init() {}

  /// Folds one event into its ticket's row; O(1).
  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    let at = recorded.occurredAt
    switch event {
    case .opened:
      change(.opened, ticket, at: at, isOpen: true)
    case .assigned(let agent):
      if agent != nil { acknowledge(ticket, at: at) }
    case .started:
      acknowledge(ticket, at: at)
      enter(ticket, at: at)
    case .paused, .resumed: enter(ticket, at: at)
    case .replied:
      if !recorded.actor.isAutomation { respond(ticket, at: at) }
    case .routed(let routing): route(ticket, by: routing, at: at)
    case .reopened: change(.reopened, ticket, at: at, isOpen: true)
    case .resolved:
      change(.resolved, ticket, at: at, isOpen: false)
      guard ticket.firstResolvedAt == nil, let row = row(of: ticket) else { return }
      rows[row].resolutionTime = at.milliseconds(since: ticket.openedAt)
    case .closed: change(.closed, ticket, at: at, isOpen: false)
    case .cancelled, .merged: change(.cancelledOrMerged, ticket, at: at, isOpen: false)
    case .classified, .prioritised, .escalated, .requesterReplied, .noted, .attached, .workLogged,
      .diagnosed, .linked, .unlinked, .rated, .messageReviewed, .articleApplied, .suggested,
      .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func row(of ticket: Ticket) -> Int? {
    guard 1..<UInt64(FlowRow.none) ~= ticket.id.rawValue else { return nil }
    let row = Int(ticket.id.rawValue) - 1
    while rows.count <= row { rows.append(GovernanceRow()) }
    return row
  }

  private mutating func acknowledge(_ ticket: Ticket, at: Instant) {
    guard let row = row(of: ticket) else { return }
    rows[row].acknowledgedAt = min(rows[row].acknowledgedAt, at)
  }

  private mutating func respond(_ ticket: Ticket, at: Instant) {
    guard let row = row(of: ticket) else { return }
    rows[row].acknowledgedAt = min(rows[row].acknowledgedAt, at)
    rows[row].respondedAt = min(rows[row].respondedAt, at)
  }

  /// Comes into an open state; also from one in which the ticket was over.
  private mutating func enter(_ ticket: Ticket, at: Instant) {
    if !ticket.state.isOpen { change(.other, ticket, at: at, isOpen: true) }
  }

  private mutating func route(_ ticket: Ticket, by routing: Routing, at: Instant) {
    let to = QueueID(team: routing.team, level: routing.level)
    guard ticket.state.isOpen, QueueID(of: ticket).level != to.level else { return }
    change(.other, ticket, at: at, isOpen: true, level: to.level)
  }

  private mutating func change(
    _ kind: GovernanceChange.Kind,
    _ ticket: Ticket,
    at: Instant,
    isOpen: Bool,
    level: UInt8? = nil
  ) {
    guard row(of: ticket) != nil else { return }
    let wasOpen = ticket.revision > 0 && ticket.state.isOpen
    let present = QueueID(of: ticket).level
    let change = GovernanceChange(
      at: at,
      ticket: UInt32(ticket.id.rawValue),
      kind: kind,
      openness: (wasOpen ? 1 : 0) | (isOpen ? 2 : 0),
      fromLevel: present,
      toLevel: level ?? present
    )
    changes.append(change)
    count(change)
  }

  private mutating func count(_ change: GovernanceChange) {
    open += (change.isOpen ? 1 : 0) - (change.wasOpen ? 1 : 0)
    switch change.kind {
    case .other: break
    case .opened: opened += 1
    case .resolved: resolved += 1
    case .closed: closed += 1
    case .reopened: reopened += 1
    case .cancelledOrMerged: cancelledOrMerged += 1
    }
  }

  /// The times from opening to first resolution; tickets never resolved are left out.
  ///
  /// - Complexity: O(n log n) in the tickets.
  public func timesToResolve() -> DurationStatistics {
    DurationStatistics(ofMilliseconds: rows.lazy.map(\.resolutionTime).filter { $0 >= 0 })
  }
}

extension Governance {
  private static let encodedRowSize = 8 + 8 + 8
  private static let encodedChangeSize = 8 + 4 + 1 + 1 + 1 + 1

  /// The tables by ticket; what is counted from them is counted again when read.
  ///
  /// ```
  /// u32 tickets, each: i64 acknowledgedAt, i64 respondedAt, i64 resolutionTime
  /// u32 changes, each: i64 at, u32 ticket, u8 kind, u8 openness, u8 fromLevel, u8 toLevel
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(rows.count))
    for (place, row) in rows.enumerated() {
      writer.beginSection(ofTicketAt: place)
      writer.write(row.acknowledgedAt)
      writer.write(row.respondedAt)
      writer.write(row.resolutionTime)
    }
    writer.write(changes) { writer, change in
      writer.write(change.at)
      writer.write(change.ticket)
      writer.write(change.kind.rawValue)
      writer.write(change.openness)
      writer.write(change.fromLevel)
      writer.write(change.toLevel)
    }
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count = try reader.readCount(ofEntriesTaking: Governance.encodedRowSize)
    rows.reserveCapacity(count)
    for _ in 0..<count {
      rows.append(
        GovernanceRow(
          acknowledgedAt: try reader.readInstant(),
          respondedAt: try reader.readInstant(),
          resolutionTime: try reader.read()
        )
      )
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: Governance.encodedChangeSize)) {
      let at = try reader.readInstant()
      let ticket = try reader.readTicket(of: count)
      let kind = GovernanceChange.Kind(rawValue: try reader.read())
      let openness: UInt8 = try reader.read()
      guard let kind, openness <= 3 else { throw .invalidValue(offset: reader.offset) }
      let fromLevel: UInt8 = try reader.read()
      let change = GovernanceChange(
        at: at,
        ticket: ticket,
        kind: kind,
        openness: openness,
        fromLevel: fromLevel,
        toLevel: try reader.read()
      )
      changes.append(change)
      self.count(change)
    }
  }
}
