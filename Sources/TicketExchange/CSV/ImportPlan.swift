import Crypto
import TicketLedger

/// What the first pass decided: which rows become events, when and in what order.
struct ImportPlan {
  /// An opening or a row: 24 bytes.
  struct Entry {
    /// When it happened, never before its ticket's previous entry; milliseconds since 1970.
    var milliseconds: Int64
    /// Where the row begins in the file.
    var offset: UInt64
    /// The row's place in the order of rows.
    var rank: UInt32
    /// The ticket's place in ``ImportPlan/tickets``, doubled; plus one for a row, so that an opening
    /// stands before its row.
    var ticketAndKind: UInt32

    var ticket: Int { Int(ticketAndKind >> 1) }
    var isOpening: Bool { ticketAndKind & 1 == 0 }

    static func precedes(_ lhs: Entry, _ rhs: Entry) -> Bool {
      if lhs.milliseconds != rhs.milliseconds { return lhs.milliseconds < rhs.milliseconds }
      if lhs.rank != rhs.rank { return lhs.rank < rhs.rank }
      return lhs.ticketAndKind < rhs.ticketAndKind
    }
  }

  /// A ticket of the file.
  struct Ticket {
    /// Its reference in the ledger.
    var reference: String
    /// The line of its first row.
    var firstLine: Int
    /// What an earlier run recorded; nil where the ticket is new.
    var mark: ImportMark?
    /// Its rows so far, duplicates left out.
    var rows: UInt64 = 0
    /// The chain of digests over those rows.
    var digest: SHA256Digest?
    /// The time of its last event, in milliseconds since 1970.
    var milliseconds: Int64 = 0
    /// Where its previous row lies in the file.
    var previous: Range<Int> = 0..<0

    /// Whether rows are left to be imported.
    var hasNews: Bool { mark.map { rows > $0.rows } ?? true }
  }

  /// The most tickets and the most rows a plan can number.
  static let maximumCount = Int(UInt32.max >> 1)

  /// The tickets, in the order of their first rows.
  var tickets: [Ticket] = []
  /// The openings and rows of tickets with news, in the order in which they are recorded.
  ///
  /// Rows already imported are among them: they make the state that later rows are compared with.
  var entries: [Entry] = []
  /// What the first pass counted.
  var summary = ImportSummary()

  /// The openings and rows that are to be recorded.
  var newCount: Int {
    tickets.reduce(0) { count, ticket in
      guard let mark = ticket.mark else { return count + Int(ticket.rows) + 1 }
      return count + Int(ticket.rows - min(ticket.rows, mark.rows))
    }
  }

  /// The rows the source's tickets will have consumed when the plan is carried out.
  func consumedRows(with marks: [String: ImportMark]) -> UInt64 {
    var rows = marks.values.reduce(UInt64(0)) { $0 &+ $1.rows }
    for ticket in tickets {
      let before = ticket.mark?.rows ?? 0
      rows &+= ticket.rows - min(ticket.rows, before)
    }
    return rows
  }
}
