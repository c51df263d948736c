import LedgerStore
import Transparency

/// The one pass over the log in its order: what an event says of those before it, and the folding.
///
/// It goes on after a problem, so that a report names all the damage and not only the first. An event
/// is blamed once: what only follows from an event that is already known to be wrong is passed over.
struct LogWalk: ~Copyable {
  private let findings: VerificationFindings
  /// The projections and tickets as the events give them, up to the first event that does not fit.
  private(set) var view: LedgerView
  /// The tickets once the view could not go on; nil before.
  private var looseTickets: TicketTable?
  /// The next position.
  private(set) var position: UInt64 = 0
  /// Positions whose events are missing or wrong.
  private(set) var damage = DamagedPositions()
  /// Tickets of which an event is missing or wrong: what stands of them elsewhere tells nothing new.
  private(set) var doubtful: Set<TicketID> = []
  /// Persons whose words the log says were erased, and where it says so.
  private(set) var erasures: [PersonID: UInt64] = [:]
  /// How many persons the log has registered.
  private(set) var personCount: UInt64 = 0
  /// Tickets that were opened under an external reference.
  private(set) var referenceCount: UInt64 = 0
  /// The references that tickets were opened under.
  private(set) var labels = TicketLabels()
  /// The most rows of each source that an event says were imported.
  private(set) var importedRows: [TermID: UInt64] = [:]
  private var adopted: [(key: Bytes32, position: UInt64)] = []
  private var lastRecordedAt = Instant.distantPast
  /// What does not fit the events before it, whichever of them is at fault.
  private var misfits: [VerificationProblem] = []
  /// Positions of events of newer kinds or layouts, or with newer documents.
  private var newer: [UInt64] = []

  init(_ projections: [any Projection.Type], _ findings: VerificationFindings) {
    view = LedgerView(projections)
    self.findings = findings
  }

  /// Whether events are missing or wrong; those of newer kinds are neither.
  var isDamaged: Bool { damage.count > UInt64(newer.count) }

  /// Whether the projections can no longer be folded.
  var hasLostView: Bool { looseTickets != nil }

  /// How many tickets may have been opened by events that are missing or wrong; at most 65,536, so
  /// that a hostile number takes no memory.
  private var hiddenTicketCount: UInt64 { min(damage.count, 1 << 16) }

  /// The tickets as the events give them.
  var tickets: TicketTable { looseTickets ?? view.tickets }

  /// Takes up the events of one state of the log, up to a position.
  mutating func follow(
    _ log: borrowing some LogReading & ~Copyable,
    upTo end: UInt64
  ) throws(LedgerError) {
    try LedgerError.wrapping {
      var cursor = try log.numbered(in: .events, from: position)
      while let entry = try cursor.next(), entry.number < end {
        if entry.number > position { skip(to: entry.number) }
        try take(entry.value, from: log)
        position += 1
      }
      if position < end { skip(to: end) }
    }
  }

  /// Blames events that cannot be read, or do not fit those before them.
  ///
  /// Those that are known to be changed are blamed for that alone. What does not fit after one of them
  /// does not fit because of it, if all others are known to be as they were appended: if `isDecided`.
  func blame(knowing changed: DamagedPositions, isDecided: Bool) {
    let first = changed.first
    for misfit in misfits {
      let position = misfit.position?.rawValue ?? 0
      if changed.names(position) { continue }
      let isLater = first.map { position > $0 && !changed.contains(position) } ?? false
      // An event that cannot be read is wrong by itself.
      if isDecided, isLater, misfit.kind != .undecodable { continue }
      findings.add(misfit)
    }
    let newer = newer.filter { !changed.names($0) }
    guard let firstNewer = newer.first else { return }
    findings.note(
      "\(counted(newer.count, "event")), the first at position \(firstNewer), of kinds, layouts or "
        + "documents newer than this version: hashes were checked, and nothing was folded from there on"
    )
  }

  /// What is wrong with events apart from their hashes, by position: the words after the event's name.
  var complaints: [UInt64: String] {
    var complaints: [UInt64: String] = [:]
    for misfit in misfits {
      guard let position = misfit.position?.rawValue, complaints[position] == nil else { continue }
      let name = "the event at position \(position) "
      complaints[position] = String(misfit.finding.trimmingPrefix(name))
    }
    return complaints
  }

  /// The keys that the log says its checkpoints are signed with, the oldest first.
  func adoptedKeys(of origin: String) -> [BelievedKey] {
    let name = KeyName(forOrigin: origin)
    return adopted.compactMap { key, position in
      let verifier = try? NoteVerifier(name: name, type: .ed25519, publicKey: key.bytes)
      return verifier.map { BelievedKey(verifier: $0, adoptedAt: Position(position)) }
    }
  }

  /// The tickets of which an event is missing or wrong, with those of events that turned out to be
  /// changed; nil where whole stretches are, and any ticket may be one of them.
  func doubtfulTickets(
    with changed: DamagedPositions,
    in snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> Set<TicketID>? {
    guard let positions = changed.all else { return nil }
    var tickets = doubtful
    for position in positions {
      // Its bytes may name another ticket than they did: then both heads are what they should be.
      let recorded = try? snapshot.event(at: Position(position))
      if let ticket = recorded?.ticket { tickets.insert(ticket) }
    }
    return tickets
  }

  // MARK: One event

  private mutating func take(
    _ bytes: RawSpan,
    from log: borrowing some LogReading & ~Copyable
  ) throws(LedgerError) {
    let recorded: RecordedEvent
    let label: Range<Int>?
    do throws(DecodingFailure) {
      (recorded, label) = try Envelope.decode(bytes, at: Position(position)) { $0.hasReference }
    } catch {
      takeUndecodable(error)
      return
    }
    if case .ticket(.opened) = recorded.event, let ticket = recorded.ticket {
      if let label {
        referenceCount += 1
        labels.add(bytes.extracting(label), of: ticket)
      } else {
        labels.add(nil, of: ticket)
      }
    }
    if let problem = problem(of: recorded) {
      add(problem)
      if let ticket = recorded.ticket { doubtful.insert(ticket) }
    } else if let ticket = recorded.ticket, let previous = recorded.previous,
      damage.contains(previous.rawValue)
    {
      doubtful.insert(ticket)
    }
    // Where one event's time is wrong, the others are not to be compared with it.
    lastRecordedAt = recorded.recordedAt
    switch recorded.event {
    case .ledger(.personErased(let erasure)):
      if erasures[erasure.person] == nil { erasures[erasure.person] = position }
    case .ledger(.personRegistered): personCount += 1
    case .ledger(.importAdvanced(let progress)):
      importedRows[progress.source] = max(importedRows[progress.source] ?? 0, progress.rows)
    case .ledger(.signingKeyAdopted(let key)):
      if !adopted.contains(where: { $0.key == key }) { adopted.append((key, position)) }
    default: break
    }
    try fold(recorded, bytes, from: log)
  }

  private mutating func takeUndecodable(_ failure: DecodingFailure) {
    if failure.isNewer {
      addNewer()
    } else {
      add(problem(.undecodable, "cannot be read: \(failure)"))
    }
    loseView()
  }

  /// Notes that the present event is not one for this version to judge.
  private mutating func addNewer() {
    newer.append(position)
    damage.insert(position)
  }

  private mutating func fold(
    _ recorded: RecordedEvent,
    _ bytes: RawSpan,
    from log: borrowing some LogReading & ~Copyable
  ) throws(LedgerError) {
    if looseTickets != nil {
      foldLoosely(recorded)
      return
    }
    let isAdoption = recorded.event.isAdoption
    let document = try LedgerError.wrapping {
      isAdoption ? try adoptedDocument(of: bytes, from: log) : nil
    }
    do throws(LedgerError) {
      try view.fold(
        recorded,
        label: recorded.event.names ? try? Envelope.label(of: bytes) : nil,
        document: document
      )
    } catch .undecodable {
      addNewer()
      loseView()
      foldLoosely(recorded)
    } catch .inconsistent(_, let detail) {
      // A document that is missing or changed is found by its digest.
      if !isAdoption, !damage.contains(position) {
        add(problem(.name, "does not fit the log before it: \(detail)"))
      }
      loseView()
      foldLoosely(recorded)
    }
  }

  /// The document that the present event adopts; nil where it is missing or another one: what is folded
  /// under another would tell of wrong projections, and only the document is wrong.
  private func adoptedDocument(
    of envelope: RawSpan,
    from log: borrowing some LogReading & ~Copyable
  ) throws -> [UInt8]? {
    guard let document = try log.value(in: .contents, at: position)?.copied,
      try Envelope.digest(of: envelope) == Content.digest(of: document)
    else { return nil }
    return document
  }

  private mutating func add(_ misfit: VerificationProblem) {
    damage.insert(position)
    if misfits.count < 10 * VerificationReport.problemsKeptOfAKind { misfits.append(misfit) }
  }

  private mutating func loseView() {
    if looseTickets == nil { looseTickets = view.tickets }
  }

  private mutating func foldLoosely(_ recorded: RecordedEvent) {
    guard case .ticket(let event) = recorded.event, let id = recorded.ticket,
      id.rawValue <= UInt64(looseTickets?.count ?? 0) + 1 + hiddenTicketCount,
      let place = looseTickets?.place(of: recorded)
    else { return }
    looseTickets?[place].evolve(with: event, of: recorded)
  }

  /// Notes that no event stands from `position` up to another one.
  private mutating func skip(to next: UInt64) {
    let last = next - 1
    let place =
      last == position
      ? "no event stands at position \(position)"
      : "no events stand at the \(next - position) positions \(position) to \(last)"
    findings.add(VerificationProblem(.missingEvent, at: position, place))
    damage.insert(position..<next)
    loseView()
    position = next
  }
}

extension LogWalk {
  /// What an event says that those before it do not bear out; nil where all fits.
  private func problem(of recorded: RecordedEvent) -> VerificationProblem? {
    let isCreation = recorded.event.kind == .ledgerCreated
    if isCreation != (position == 0) {
      return problem(.link, isCreation ? "creates the ledger again" : "does not create the ledger")
    }
    if recorded.recordedAt < lastRecordedAt {
      return problem(
        .time,
        "was recorded at \(recorded.recordedAt), after one recorded at \(lastRecordedAt)"
      )
    }
    if let cause = recorded.cause, cause.rawValue >= position {
      return problem(.link, "answers the later event at position \(cause)")
    }
    guard let id = recorded.ticket else {
      guard let previous = recorded.previous else { return nil }
      return problem(.link, "is of no ticket, and names \(previous) as the ticket's previous event")
    }
    return problem(of: recorded, in: id)
  }

  private func problem(
    of recorded: RecordedEvent,
    in id: TicketID
  ) -> VerificationProblem? {
    // Whatever follows on an event that is known to be wrong is not blamed for it.
    if let previous = recorded.previous, previous.rawValue < position,
      damage.contains(previous.rawValue)
    {
      return nil
    }
    let isOpening = recorded.event.kind == .opened
    let standing =
      looseTickets == nil ? view.tickets.standing(of: id) : looseTickets?.standing(of: id)
    guard let before = standing else {
      let next = UInt64(tickets.count) + 1
      guard id.rawValue <= next + hiddenTicketCount else {
        return problem(.link, "is of ticket \(id), and the next ticket would be \(next)")
      }
      guard isOpening, recorded.revision == 1, recorded.previous == nil else {
        return problem(.link, "is of ticket \(id), which was never opened")
      }
      return nil
    }
    guard !isOpening else {
      return problem(.link, "opens ticket \(id), opened at position \(before.openedPosition)")
    }
    guard recorded.previous == before.lastPosition else {
      let previous = recorded.previous.map { "position \($0)" } ?? "none"
      return problem(
        .link,
        "names \(previous) as ticket \(id)'s previous event, which stands at "
          + "\(before.lastPosition)"
      )
    }
    guard recorded.revision == before.revision &+ 1 else {
      return problem(
        .link,
        "has revision \(recorded.revision) of ticket \(id), after revision \(before.revision)"
      )
    }
    guard recorded.occurredAt >= before.lastOccurredAt else {
      return problem(
        .time,
        "happened at \(recorded.occurredAt), before ticket \(id)'s previous event at "
          + "\(before.lastOccurredAt)"
      )
    }
    return nil
  }

  private func problem(
    _ kind: VerificationProblem.Kind,
    _ what: String
  ) -> VerificationProblem {
    VerificationProblem(kind, at: position, "the event at position \(position) \(what)")
  }

  /// Folds again what late adoptions changed; false where that cannot be.
  mutating func settle(from store: LogStore) throws(LedgerError) -> Bool {
    guard !hasLostView else { return false }
    try view.refoldIfNeeded(from: store)
    return true
  }

  /// Goes on without the projections, which are not looked at any more.
  mutating func stopProjecting() {
    view.stopProjecting()
  }
}

extension TicketTable {
  /// What an event of a ticket has to follow on: the part of a ticket that is looked at for each event.
  fileprivate struct Standing {
    let openedPosition: Position
    let lastPosition: Position
    let lastOccurredAt: Instant
    let revision: UInt32
  }

  /// Where a ticket stands; nil where it was not opened.
  @inline(__always)
  fileprivate func standing(of id: TicketID) -> Standing? {
    let number = id.rawValue &- 1
    guard number < UInt64(count) else { return nil }
    let place = Int(number)
    guard self[place].revision > 0 else { return nil }
    return Standing(
      openedPosition: self[place].openedPosition,
      lastPosition: self[place].lastPosition,
      lastOccurredAt: self[place].lastOccurredAt,
      revision: self[place].revision
    )
  }
}

extension Event {
  /// Whether its label has to be text: a ticket's reference, or what the catalogue keeps.
  fileprivate var hasReference: Bool {
    switch self {
    case .ticket(.opened), .ledger(.termDefined), .ledger(.termRenamed), .ledger(.ledgerCreated):
      true
    default: false
    }
  }
}
