/// The minutes that were logged, and what they were spent on.
///
/// Keeps an entry of 24 bytes for each logged work; everything else is computed when asked, by
/// ``LedgerView/workload(_:by:)``.
public struct Workload: Projection {
  public static let name = "workload"
  public static let version: UInt32 = 1

  /// Work that was logged.
  struct Entry: TicketEntry, BitwiseCopyable {
    var at: Instant
    var ticket: UInt32
    var minutes: UInt32
    /// The team that held the ticket; 0 where none did.
    var team: UInt32
    /// What kind of work; 0 where not said.
    var activity: UInt32

    static let encodedSize = 8 + 4 * 4
  }

  /// What was logged; that of one ticket in its order.
  private(set) var entries: ContiguousArray<Entry> = []

  public init() {}

  /// All minutes logged.
  ///
  /// - Complexity: O(n) in the entries.
  public var minutes: Int { entries.reduce(0) { $0 + Int($1.minutes) } }

  /// Folds one event; O(1).
  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    switch event {
    case .workLogged(let work):
      guard let id = recorded.ticket, id.rawValue < UInt64(UInt32.max) else { return }
      entries.append(
        Entry(
          at: recorded.occurredAt,
          ticket: UInt32(id.rawValue),
          minutes: work.minutes,
          team: ticket.team?.rawValue ?? 0,
          activity: work.activity?.rawValue ?? 0
        )
      )
    case .opened, .classified, .prioritised, .routed, .escalated, .assigned, .started, .paused,
      .resumed, .replied, .requesterReplied, .noted, .attached, .diagnosed, .linked, .unlinked,
      .merged, .resolved, .reopened, .closed, .cancelled, .rated, .messageReviewed,
      .articleApplied, .suggested, .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  /// The entries by ticket.
  ///
  /// ```
  /// u32 entries, each: i64 at, u32 ticket, u32 minutes, u32 team, u32 activity
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(entries) { writer, entry in
      writer.write(entry.at)
      writer.write(entry.ticket)
      writer.write(entry.minutes)
      writer.write(entry.team)
      writer.write(entry.activity)
    }
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count = try reader.readCount(ofEntriesTaking: Entry.encodedSize)
    entries.reserveCapacity(count)
    for _ in 0..<count {
      entries.append(
        Entry(
          at: try reader.readInstant(),
          ticket: try reader.read(),
          minutes: try reader.read(),
          team: try reader.read(),
          activity: try reader.read()
        )
      )
    }
  }
}
