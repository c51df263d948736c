import LedgerStore

/// One serial place to decide over several tickets: all that is submitted in it commits together.
///
/// It runs on the ledger's writer thread. What it submits is seen by its own later questions about
/// tickets at once; the projections show the ledger as it was when the transaction began.
public struct LedgerTransaction: ~Copyable {
  var writer: LogWriter
  let live: LiveView
  /// What seals words; nil where they are kept in clear.
  let seal: LedgerSeal?
  private let clock: @Sendable () -> Instant
  /// What this transaction defined and changed and nobody else sees yet.
  var pending: PendingChanges
  /// Adds the leaves of what is appended to the evidence tree.
  private var growth: TreeGrowth
  /// Whom commands named before.
  let known: KnownPersons
  private var scratch = ByteWriter(capacity: 512)

  init(
    _ writer: consuming LogWriter,
    tree: EvidenceTree,
    live: LiveView,
    known: KnownPersons,
    seal: LedgerSeal?,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.writer = writer
    growth = TreeGrowth(from: tree)
    self.known = known
    self.live = live
    self.seal = seal
    self.clock = clock
    pending = live.readOnEngineThread { PendingChanges(after: $0) }
  }

  /// Lends the live view, as it was when the transaction began.
  public func read<R, E: Error>(_ body: (borrowing LedgerView) throws(E) -> R) throws(E) -> R {
    try live.readOnEngineThread(body)
  }

  /// A ticket as it is now, with what this transaction did to it; nil where it is not there.
  public func ticket(_ reference: TicketReference) throws(LedgerError) -> Ticket? {
    guard let id = try number(of: reference) else { return nil }
    return head(of: id)
  }

  /// Decides a command and appends what it makes happen.
  ///
  /// - Returns: Where it will stand once the transaction commits.
  /// - Throws: ``LedgerError/refused(_:)``, which leaves nothing of this command behind; the
  ///   transaction goes on and commits the others, unless its body throws too.
  public mutating func submit(
    _ command: Command,
    by actor: ActorReference,
    at occurredAt: Instant? = nil,
    expecting: Submission.Expectation? = nil,
    key: String? = nil,
    cause: Position? = nil
  ) throws(LedgerError) -> Receipt {
    let submission = Submission(
      command,
      by: actor,
      at: occurredAt,
      expecting: expecting,
      key: key,
      cause: cause
    )
    return try submit(submission)
  }

  /// Decides a command and appends what it makes happen.
  ///
  /// - Returns: Where it will stand once the transaction commits.
  /// - Throws: ``LedgerError/refused(_:)``, which leaves nothing of this command behind.
  public mutating func submit(_ submission: Submission) throws(LedgerError) -> Receipt {
    try record(submission, asFact: false)
  }

  /// The ledger's time for an event appended now: the clock's, unless that went back.
  var now: Instant { max(clock(), pending.lastRecordedAt) }

  /// A ticket's compact state, with what this transaction did to it; nil where it was not opened.
  ///
  /// The live view has all that was committed when the transaction began; its stream heads are looked
  /// at when they are written again, on ``finish()``.
  func head(of id: TicketID) -> Ticket? {
    pending.heads[id] ?? live.readOnEngineThread { $0.tickets[id] }
  }

  /// Appends one event of the ledger itself.
  mutating func append(_ draft: EventDraft, recordedAt: Instant) throws(LedgerError) -> Position {
    var none: Ticket?
    return try append(draft, to: &none, recordedAt: recordedAt)
  }

  /// Appends one event and folds it into its ticket, whose head follows on ``finish()``.
  ///
  /// - Parameters:
  ///   - draft: What is appended.
  ///   - ticket: The ticket as it is, and then as the event leaves it; nil for an event of the ledger.
  ///   - recordedAt: The ledger's time.
  /// - Returns: Where it will stand.
  /// - Throws: What refuses the content: nothing is changed then; what the store throws, which ends the
  ///   transaction.
  mutating func append(
    _ draft: EventDraft,
    to ticket: inout Ticket?,
    recordedAt: Instant
  ) throws(LedgerError) -> Position {
    let position = Position(writer.end)
    // Before anything is changed: a host may go on after what this throws.
    let content = try content(of: draft, requester: ticket?.requester)
    let recorded = RecordedEvent(
      position: position,
      recordedAt: recordedAt,
      occurredAt: draft.occurredAt,
      actor: draft.actor,
      event: draft.event,
      ticket: ticket?.id,
      revision: ticket.map { $0.revision + 1 } ?? 0,
      previous: ticket.flatMap { $0.revision == 0 ? nil : $0.lastPosition },
      cause: draft.cause
    )
    if case .ticket(let event) = draft.event { ticket?.evolve(with: event, of: recorded) }
    // Out of `self` meanwhile: what is written from it is part of `self` too.
    var envelope = ByteWriter()
    swap(&envelope, &scratch)
    defer { swap(&envelope, &scratch) }
    envelope.removeAll()
    Envelope.encode(
      recorded,
      label: draft.label,
      digest: content.map { Content.digest(of: $0) },
      commitments: draft.commitments,
      into: &envelope
    )
    do throws(StoreError) {
      _ = try writer.append(envelope.span)
      growth.append(envelope.span)
      if let content { try writer.put(content, in: .contents, at: position.rawValue) }
    } catch {
      throw LedgerError(error)
    }
    if let ticket { pending.heads.update(ticket) }
    pending.lastRecordedAt = recordedAt
    pending.appended.append(
      AppendedEvent(recorded: recorded, label: draft.label, document: draft.document)
    )
    return position
  }

  /// Writes each touched stream head once, and what the evidence tree has become.
  ///
  /// - Returns: The tree with the leaves that this transaction added.
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where a stream head is not what the view has its ticket
  ///   be: one of the two was damaged, and what is derived from it is not to be believed.
  mutating func finish() throws(LedgerError) -> EvidenceTree {
    var damaged: TicketID?
    var tree: EvidenceTree
    do throws(StoreError) {
      damaged = try live.readOnEngineThread { (view) throws(StoreError) in
        try pending.heads.writeHeads(into: &writer, after: view)
      }
      // Last, so that the hashes have the time that the heads take.
      tree = growth.finish()
      if !pending.appended.isEmpty { try tree.writeEdge(into: &writer) }
    } catch {
      throw LedgerError(error)
    }
    if let damaged {
      throw .inconsistent(
        Position(writer.end),
        "ticket \(damaged) is not what its stream head says; the head, or a stored projection that the "
          + "view was made of, is damaged: verify the ledger"
      )
    }
    return tree
  }

  /// What adoptions of this transaction make of the projections that measure by agreements, folded again
  /// from the log as it will be; nil where nothing has to be folded again.
  ///
  /// - Throws: What the log has wrong with it, as long as nothing is committed.
  func refolded() throws(LedgerError) -> [ProjectionCell]? {
    try live.readOnEngineThread { (view) throws(LedgerError) in
      try view.refolded(with: pending.appended, from: writer)
    }
  }

  /// Gives the writer back to the store, which commits or aborts it.
  consuming func endedWriter() -> LogWriter {
    writer
  }

  /// Points a byte key of a table to a number.
  mutating func put(
    _ number: UInt64,
    in table: Table,
    for key: [UInt8]
  ) throws(LedgerError) {
    var value = ByteWriter()
    value.write(number)
    try put(value.bytes, in: table, for: key)
  }

  /// Puts bytes for a byte key of a table.
  mutating func put(_ bytes: [UInt8], in table: Table, for key: [UInt8]) throws(LedgerError) {
    do throws(StoreError) {
      try writer.put(bytes, in: table, for: key)
    } catch {
      throw LedgerError(error)
    }
  }
}

/// An event about to be appended.
struct EventDraft {
  var event: Event
  var actor: ActorID
  var occurredAt: Instant
  var cause: Position?
  var label: String?
  var words = Words()
  /// A public document in place of words.
  var document: [UInt8]?
  /// What tells the keys made with it.
  var commitments: [UInt8] = []
}

/// An event that was appended, with what folding it needs.
struct AppendedEvent {
  let recorded: RecordedEvent
  let label: String?
  let document: [UInt8]?
}
