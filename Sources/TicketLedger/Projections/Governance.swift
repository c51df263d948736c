/// Volume and times to resolve.
public struct Governance: Projection {
  public static let name = "governance"
  public static let version: UInt32 = 1

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

  /// By ticket number less one: milliseconds from the opening to the first resolution, -1 before.
  private var resolutionTimes: ContiguousArray<Int64> = []

  public init() {}

  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    let wasOpen = ticket.revision > 0 && ticket.state.isOpen
    switch event {
    case .opened:
      opened += 1
      open += wasOpen ? 0 : 1
    case .started, .paused, .resumed: open += wasOpen ? 0 : 1
    case .reopened:
      reopened += 1
      open += wasOpen ? 0 : 1
    case .resolved:
      resolved += 1
      open -= wasOpen ? 1 : 0
      if ticket.firstResolvedAt == nil { firstResolved(ticket, at: recorded.occurredAt) }
    case .closed:
      closed += 1
      open -= wasOpen ? 1 : 0
    case .cancelled, .merged:
      cancelledOrMerged += 1
      open -= wasOpen ? 1 : 0
    case .classified, .prioritised, .routed, .escalated, .assigned, .replied, .requesterReplied,
      .noted, .attached, .workLogged, .diagnosed, .linked, .unlinked, .rated, .messageReviewed,
      .articleApplied, .suggested, .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func firstResolved(_ ticket: Ticket, at instant: Instant) {
    guard ticket.id.rawValue > 0 else { return }
    while resolutionTimes.count < Int(ticket.id.rawValue) { resolutionTimes.append(-1) }
    resolutionTimes[Int(ticket.id.rawValue) - 1] = instant.milliseconds(since: ticket.openedAt)
  }

  /// The times from opening to first resolution; tickets never resolved are left out.
  ///
  /// - Complexity: O(n log n) in the tickets.
  public func timesToResolve() -> DurationStatistics {
    DurationStatistics(ofMilliseconds: resolutionTimes.filter { $0 >= 0 })
  }

  public func encode(into writer: inout ByteWriter) {
    for count in [opened, resolved, closed, reopened, cancelledOrMerged, open] {
      writer.write(UInt64(bitPattern: Int64(count)))
    }
    let last = resolutionTimes.lastIndex { $0 >= 0 } ?? -1
    writer.write(UInt32(last + 1))
    for time in resolutionTimes.prefix(last + 1) { writer.write(time) }
  }

  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    opened = try reader.readFigure()
    resolved = try reader.readFigure()
    closed = try reader.readFigure()
    reopened = try reader.readFigure()
    cancelledOrMerged = try reader.readFigure()
    open = try reader.readFigure()
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 8)) {
      resolutionTimes.append(try reader.read())
    }
  }
}
