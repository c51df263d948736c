import LedgerStore

/// How far the rows of one ticket of an imported log were consumed.
public struct ImportMark: Hashable, Sendable {
  /// What the source calls the ticket.
  public var ticket: String
  /// The rows consumed; 0 where the ticket was opened and its first row is still to come.
  public var rows: UInt64
  /// What identifies their content, 32 bytes, as the importer computes it.
  public var digest: [UInt8]
  /// The rows of the mark that this one replaces; nil where there is none.
  ///
  /// Facts are refused where the ledger's mark is another by now: somebody else imports the same.
  public var replacedRows: UInt64?

  /// Creates a mark.
  ///
  /// - Precondition: `digest` has 32 bytes; it is looked at when the mark is recorded.
  public init(ticket: String, rows: UInt64, digest: [UInt8], replacing replacedRows: UInt64?) {
    self.ticket = ticket
    self.rows = rows
    self.digest = digest
    self.replacedRows = replacedRows
  }
}

/// Marks of one source, to be kept in the same commit as the facts they count.
public struct ImportMarks: Sendable {
  /// What the source is called.
  public var source: String
  /// The marks that changed, each ticket's once.
  public var marks: [ImportMark]
  /// The rows of the source that the ledger now holds, where an import is complete: recorded as
  /// `importAdvanced`.
  ///
  /// They are at most as many as all marks of the source count together.
  public var completedRows: UInt64?

  /// Creates marks of a source.
  public init(source: String, marks: [ImportMark], completedRows: UInt64? = nil) {
    self.source = source
    self.marks = marks
    self.completedRows = completedRows
  }
}

extension Ledger {
  /// How far a source was imported, by what it calls its tickets; empty for an unknown source.
  ///
  /// - Complexity: O(n) in the source's tickets.
  public func marks(of source: String) throws(LedgerError) -> [String: ImportMark] {
    let term = live.read { $0.catalogue.term(source, in: .source) }
    guard let term else { return [:] }
    let prefix = ImportMarks.prefix(of: term)
    return try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      var marks: [String: ImportMark] = [:]
      var cursor = try snapshot.entries(in: .imports, prefix: prefix)
      while let entry = try cursor.next() {
        let ticket = String(decoding: entry.key.copied.dropFirst(prefix.count), as: UTF8.self)
        var reader = ByteReader(entry.value.copied)
        let rows: UInt64 = try reader.read()
        marks[ticket] = ImportMark(
          ticket: ticket,
          rows: rows,
          digest: Array(try reader.readBytes(32)),
          replacing: nil
        )
      }
      return marks
    }
  }
}

extension LedgerTransaction {
  /// A fact of an import, not before its ticket's last event: the ledger may know of later ones.
  func clamped(
    _ fact: Submission,
    counting recording: inout Recording
  ) throws(LedgerError) -> Submission {
    guard let occurredAt = fact.occurredAt, let reference = fact.command.ticket,
      let ticket = try ticket(reference), ticket.lastOccurredAt > occurredAt
    else { return fact }
    recording.clamped += 1
    var clamped = fact
    clamped.occurredAt = ticket.lastOccurredAt
    return clamped
  }

  /// Refuses marks that replace others than the ledger has.
  func check(_ marks: ImportMarks) throws(LedgerError) {
    // A source that is new here has no marks under the number it would get.
    var names = DraftedNames()
    let source = try term(.name(marks.source), in: .source, drafting: &names, asFact: true)
    for mark in marks.marks {
      try checkName(mark.ticket, what: "a ticket's reference")
      let key = ImportMarks.key(of: mark.ticket, in: source)
      guard try writer.number(in: .imports, for: key) == mark.replacedRows else {
        throw .refused(
          TicketRefusal(
            .staleRevision,
            "ticket \(mark.ticket) of \(marks.source) was imported by somebody else meanwhile; "
              + "run the import again",
            reference: mark.ticket
          )
        )
      }
    }
  }

  /// Keeps checked marks: source (term, u32 big-endian) and ticket (UTF-8) lead to rows (u64) and
  /// digest.
  mutating func put(_ marks: ImportMarks) throws(LedgerError) {
    var names = DraftedNames()
    let source = try term(.name(marks.source), in: .source, drafting: &names, asFact: true)
    let recordedAt = now
    try define(names, at: recordedAt)
    for mark in marks.marks {
      precondition(mark.digest.count == 32, "the digest of a mark has 32 bytes")
      var value = ByteWriter()
      value.write(mark.rows)
      value.write(mark.digest)
      try put(value.bytes, in: .imports, for: ImportMarks.key(of: mark.ticket, in: source))
    }
    guard let rows = marks.completedRows else { return }
    let marked = try markedRows(of: source)
    guard rows <= marked else {
      throw .refused(
        TicketRefusal(
          .value,
          "\(rows) rows of \(marks.source) are said to be imported, and its marks count \(marked)"
        )
      )
    }
    let draft = EventDraft(
      event: .ledger(.importAdvanced(ImportProgress(source: source, rows: rows))),
      actor: .importer(source),
      occurredAt: recordedAt
    )
    _ = try append(draft, recordedAt: recordedAt)
  }

  /// The rows that all marks of a source count together.
  private func markedRows(of source: TermID) throws(LedgerError) -> UInt64 {
    try LedgerError.wrapping {
      var rows: UInt64 = 0
      var cursor = try writer.entries(in: .imports, prefix: ImportMarks.prefix(of: source))
      while let entry = try cursor.next() {
        var reader = ByteReader(entry.value.copied)
        let (sum, isTooLarge) = rows.addingReportingOverflow(try reader.read())
        rows = isTooLarge ? .max : sum
      }
      return rows
    }
  }
}

extension ImportMarks {
  fileprivate static func prefix(of source: TermID) -> [UInt8] {
    var key = ByteWriter()
    key.write(source.rawValue.byteSwapped)
    return key.bytes
  }

  fileprivate static func key(of ticket: String, in source: TermID) -> [UInt8] {
    prefix(of: source) + Array(ticket.utf8)
  }
}
