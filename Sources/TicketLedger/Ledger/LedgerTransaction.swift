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
  /// The evidence tree, with the leaves that this transaction added.
  private(set) var tree: EvidenceTree
  private var scratch = ByteWriter(capacity: 512)

  init(
    _ writer: consuming LogWriter,
    tree: EvidenceTree,
    live: LiveView,
    seal: LedgerSeal?,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.writer = writer
    self.tree = tree
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
    return try head(of: id)
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

  /// A ticket's compact state, with what this transaction did to it.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where the stream head does not stand where the events
  ///   left the ticket: what was appended to it then could not be folded any more.
  func head(of id: TicketID) throws(LedgerError) -> Ticket? {
    if let head = pending.heads[id] { return head }
    let head = try writer.ticket(id)
    let folded = live.readOnEngineThread { $0.tickets[id] }
    guard head?.revision == folded?.revision, head?.lastPosition == folded?.lastPosition else {
      throw .inconsistent(Position(writer.end), "the stream head of ticket \(id) is damaged")
    }
    return head
  }

  /// Appends one event; its ticket's head follows on ``finish()``.
  mutating func append(_ draft: EventDraft, recordedAt: Instant) throws(LedgerError) -> Position {
    let position = Position(writer.end)
    var recorded = RecordedEvent(
      position: position,
      recordedAt: recordedAt,
      occurredAt: draft.occurredAt,
      actor: draft.actor,
      event: draft.event,
      cause: draft.cause
    )
    // Before anything is changed: a host may go on after what this throws.
    let before = try draft.ticket.map { (id) throws(LedgerError) in
      try head(of: id) ?? Ticket(id: id)
    }
    let content = try content(of: draft, requester: before?.requester)
    if case .ticket(let event) = draft.event, let id = draft.ticket, var ticket = before {
      recorded = RecordedEvent(
        position: position,
        recordedAt: recordedAt,
        occurredAt: draft.occurredAt,
        actor: draft.actor,
        event: draft.event,
        ticket: id,
        revision: ticket.revision + 1,
        previous: ticket.revision == 0 ? nil : ticket.lastPosition,
        cause: draft.cause
      )
      ticket.evolve(with: event, of: recorded)
      pending.heads[id] = ticket
    }
    scratch.removeAll()
    Envelope.encode(
      recorded,
      label: draft.label,
      digest: content.map { Content.digest(of: $0) },
      commitments: draft.commitments,
      into: &scratch
    )
    do throws(StoreError) {
      _ = try writer.append(scratch.bytes)
      try tree.append(scratch.bytes, into: &writer)
      if let content { try writer.put(content, in: .contents, at: position.rawValue) }
    } catch {
      throw LedgerError(error)
    }
    pending.lastRecordedAt = recordedAt
    pending.appended.append(
      AppendedEvent(recorded: recorded, label: draft.label, document: draft.document)
    )
    return position
  }

  /// Writes each touched stream head once, and the edge of the evidence tree.
  mutating func finish() throws(LedgerError) {
    guard !pending.appended.isEmpty else { return }
    do throws(StoreError) {
      try tree.writeEdge(into: &writer)
    } catch {
      throw LedgerError(error)
    }
    for id in pending.heads.keys.sorted() {
      scratch.removeAll()
      pending.heads[id]?.encode(into: &scratch)
      do throws(StoreError) {
        try writer.put(scratch.bytes, in: .streams, at: id.rawValue)
      } catch {
        throw LedgerError(error)
      }
    }
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
  var ticket: TicketID?
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
