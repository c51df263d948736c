/// The projections, tickets and names of a ledger at one position; what replay makes of the log.
///
/// The live view is lent by ``Ledger/read(_:)``, one as of another instant by
/// ``Ledger/read(asOf:knownAt:progress:_:)``. All that it shows belongs to the same position.
@safe public struct LedgerView: ~Copyable, Sendable {
  /// The number of events the view knows of; the next event will stand at this position.
  public private(set) var eventCount: UInt64 = 0
  /// The tickets.
  public private(set) var tickets = TicketTable()
  /// The names of terms, and where persons were registered.
  public private(set) var catalogue = Catalogue()
  /// The rules in force.
  public private(set) var rules = LedgerRules()
  /// The calendars and policies adopted, and which are in force when.
  public private(set) var agreements = ServiceAgreements.none
  /// The latest ledger time.
  public private(set) var lastRecordedAt = Instant.distantPast
  /// The earliest time at which a ticket event happened; nil where there is none.
  public private(set) var firstOccurredAt: Instant?
  /// The latest time at which a ticket event happened; nil where there is none.
  public private(set) var lastOccurredAt: Instant?
  /// The number of tickets opened.
  public private(set) var ticketCount = 0

  /// When events happened; kept where all events are folded.
  private(set) var occurrences = OccurrenceIndex()
  private(set) var cells: [ProjectionCell] {
    didSet { unsafe targets = LedgerView.targets(of: cells) }
  }
  /// ``cells``, to be called without counting references: replay calls each for every event.
  private var targets: [Unmanaged<ProjectionCell>]
  private var places: [ObjectIdentifier: Int]
  /// Ticket events that happened later are not folded; nil folds all.
  let limit: Instant?
  /// Whether the agreements were given, and what the log adopts changes nothing.
  private let agreementsAreGiven: Bool
  /// Whether something was adopted that changes what events folded before meant.
  private(set) var needsRefolding = false

  /// Creates the view of an empty ledger.
  ///
  /// - Parameters:
  ///   - projections: What to fold into.
  ///   - limit: Leaves out ticket events that happened later; nil folds all.
  ///   - agreements: The calendars and policies to measure by; nil for those the log adopts.
  init(
    _ projections: [any Projection.Type],
    asOf limit: Instant? = nil,
    under agreements: ServiceAgreements? = nil
  ) {
    cells = projections.map { $0.makeCell() }
    unsafe targets = LedgerView.targets(of: cells)
    places = LedgerView.places(of: projections)
    self.limit = limit
    agreementsAreGiven = agreements != nil
    if let agreements { adopt(agreements) }
  }

  /// Creates the view that a checkpoint holds, without its projections and tickets.
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    cells = []
    unsafe targets = []
    places = [:]
    limit = nil
    agreementsAreGiven = false
    eventCount = try reader.read()
    lastRecordedAt = try reader.readInstant()
    if try reader.readBool() {
      firstOccurredAt = try reader.readInstant()
      lastOccurredAt = try reader.readInstant()
    }
    ticketCount = try reader.readFigure()
    rules = try LedgerRules(decoding: &reader)
    catalogue = try Catalogue(decoding: &reader)
    adopt(try ServiceAgreements(decoding: &reader, names: catalogue))
    occurrences = try OccurrenceIndex(decoding: &reader, count: eventCount)
  }

  /// Takes the projections and tickets of the same checkpoint.
  mutating func restore(
    _ cells: [ProjectionCell],
    of projections: [any Projection.Type],
    _ tickets: TicketTable
  ) {
    self.cells = cells
    self.tickets = tickets
    places = LedgerView.places(of: projections)
    adopt(agreements)
  }

  /// Writes everything but tickets and projections.
  func encode(into writer: inout ByteWriter) {
    writer.write(eventCount)
    writer.write(lastRecordedAt)
    writer.write(firstOccurredAt != nil)
    if let firstOccurredAt, let lastOccurredAt {
      writer.write(firstOccurredAt)
      writer.write(lastOccurredAt)
    }
    writer.write(UInt64(ticketCount))
    writer.beginSection()
    rules.encode(into: &writer)
    catalogue.encode(into: &writer)
    writer.beginSection()
    agreements.encode(into: &writer)
    writer.beginSection()
    occurrences.encode(into: &writer)
  }

  /// A projection, without copying it.
  ///
  /// - Precondition: The projection was named when the ledger was opened.
  public subscript<P: Projection>(_ projection: P.Type) -> P {
    _read {
      guard let place = places[ObjectIdentifier(projection)], let cell = cells[place] as? Cell<P>
      else { preconditionFailure("\(P.name) is not among the ledger's projections") }
      yield cell.value
    }
  }

  /// The name of a term; nil where there is no term, or it is not defined.
  public func name(of term: TermID?) -> String? {
    term.flatMap { catalogue.name(of: $0) }
  }

  /// Whether a projection was named when the ledger was opened.
  public func contains(_ projection: any Projection.Type) -> Bool {
    places[ObjectIdentifier(projection)] != nil
  }

  /// Where the last event the view knows of stands; nil for an empty ledger.
  public var position: Position? {
    eventCount == 0 ? nil : Position(eventCount - 1)
  }

  private static func places(of projections: [any Projection.Type]) -> [ObjectIdentifier: Int] {
    Dictionary(
      projections.enumerated().map { (ObjectIdentifier($0.element), $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}

extension LedgerView {
  /// Folds the next event.
  ///
  /// - Parameters:
  ///   - recorded: The event at position ``eventCount``.
  ///   - label: Its label, needed for terms only.
  ///   - document: Its document, needed for adoptions only.
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where it cannot follow on the events before it, or
  ///   ``LedgerError/undecodable(_:_:)`` where its document is newer than this version; the view stays
  ///   before it.
  mutating func fold(
    _ recorded: RecordedEvent,
    label: String?,
    document: [UInt8]?
  ) throws(LedgerError) {
    guard recorded.position.rawValue == eventCount, recorded.recordedAt >= lastRecordedAt else {
      throw .inconsistent(recorded.position, "position or ledger time goes back")
    }
    switch recorded.event {
    case .ticket(let event):
      if limit.map({ recorded.occurredAt <= $0 }) ?? true { try fold(event, of: recorded) }
    case .ledger(let event):
      guard catalogue.apply(event, label: label, at: recorded.position) else {
        throw .inconsistent(recorded.position, "a number or name does not follow on those before")
      }
      if case .rulesAdopted(let adopted) = event { rules = adopted }
      if let adoption = event.adoption { try adopt(adoption, of: recorded, document) }
      if case .termRenamed = event { try readPoliciesAgain(at: recorded.position) }
      project(recorded, LedgerView.noTicket)
    }
    if limit == nil { occurrences.add(recorded) }
    eventCount += 1
    lastRecordedAt = recorded.recordedAt
  }

  /// Passes over events that happened after ``limit``, which leave no trace but the ledger's time.
  ///
  /// - Precondition: The view has a limit, and `end` is not before ``eventCount``.
  mutating func pass(to end: UInt64, recordedAt: Instant? = nil) {
    precondition(limit != nil && end >= eventCount, "nothing is passed over without a limit")
    eventCount = end
    if let recordedAt { lastRecordedAt = max(lastRecordedAt, recordedAt) }
  }

  private mutating func fold(
    _ event: TicketEvent,
    of recorded: RecordedEvent
  ) throws(LedgerError) {
    guard let place = tickets.place(of: recorded) else {
      throw .inconsistent(recorded.position, "its ticket's number is beyond the number of events")
    }
    let revision = tickets[place].revision
    guard recorded.revision == revision &+ 1 else {
      throw .inconsistent(
        recorded.position,
        "revision \(recorded.revision) of ticket \(place + 1) follows on \(revision)"
      )
    }
    if revision == 0 { ticketCount += 1 }
    firstOccurredAt = min(firstOccurredAt ?? recorded.occurredAt, recorded.occurredAt)
    lastOccurredAt = max(lastOccurredAt ?? recorded.occurredAt, recorded.occurredAt)
    project(recorded, tickets[place])
    tickets[place].evolve(with: event, of: recorded)
  }

  /// Takes up a calendar or policy that the log adopts.
  private mutating func adopt(
    _ adoption: Adoption,
    of recorded: RecordedEvent,
    _ document: [UInt8]?
  ) throws(LedgerError) {
    guard !agreementsAreGiven else { return }
    let damage = LedgerError.inconsistent(
      recorded.position,
      "the document adopted is missing or damaged"
    )
    guard let document else { throw damage }
    let adopted: ServiceAgreements.Adopted
    do throws(DecodingFailure) {
      adopted = try ServiceAgreements.Adopted(
        at: recorded.position,
        effectiveFrom: adoption.effectiveFrom,
        decoding: document,
        names: catalogue
      )
    } catch {
      throw error.isNewer ? .undecodable(recorded.position, error) : damage
    }
    let effect = agreements.beginningOfEffect(of: adopted)
    adopt(agreements.adopting(adopted, names: TermNames(catalogue)))
    if let lastOccurredAt, effect <= lastOccurredAt { needsRefolding = true }
  }

  /// Reads the policies under the names that terms have now: those they are stored with are numbers,
  /// so that a rule is for the same tickets as before.
  private mutating func readPoliciesAgain(at position: Position) throws(LedgerError) {
    guard !agreementsAreGiven, agreements.hasPolicy else { return }
    guard let renamed = try? agreements.renamed(catalogue) else {
      throw .inconsistent(position, "a policy does not fit the names of its terms any more")
    }
    adopt(renamed)
  }

  private mutating func adopt(_ agreements: ServiceAgreements) {
    self.agreements = agreements
    for cell in cells { cell.adopt(agreements) }
  }

  /// Takes the projections that measure by agreements from those of a view that was folded under these
  /// from the beginning.
  mutating func take(_ refolded: [ProjectionCell]) {
    for (place, cell) in cells.enumerated() where cell.readsAgreements {
      if let other = refolded.first(where: { $0.name == cell.name }) { cells[place] = other }
    }
    needsRefolding = false
  }

  /// A view that knows what tickets are measured by once events are folded, and whether those before
  /// have to be folded again then; it has no tickets.
  func viewOfAgreements(with appended: [AppendedEvent]) throws(LedgerError) -> LedgerView {
    // The limit keeps events of tickets from being looked for.
    var view = LedgerView([], asOf: .distantPast)
    view.eventCount = eventCount
    view.lastRecordedAt = lastRecordedAt
    view.lastOccurredAt = lastOccurredAt
    view.catalogue = catalogue
    view.agreements = agreements
    for event in appended {
      guard event.recorded.ticket != nil else {
        try view.fold(event.recorded, label: event.label, document: event.document)
        continue
      }
      let occurredAt = event.recorded.occurredAt
      view.lastOccurredAt = max(view.lastOccurredAt ?? occurredAt, occurredAt)
      view.pass(to: view.eventCount + 1, recordedAt: event.recorded.recordedAt)
    }
    return view
  }

  /// The projections that measure by agreements.
  var agreementReaders: [any Projection.Type] {
    cells.filter(\.readsAgreements).map(\.projection)
  }

  /// Goes on with tickets, names and agreements alone.
  mutating func stopProjecting() {
    cells = []
  }

  /// What events of the ledger itself happen to.
  private static let noTicket = Ticket(id: TicketID(0))

  @inline(__always)
  private func project(_ recorded: RecordedEvent, _ ticket: Ticket) {
    for index in unsafe targets.indices {
      unsafe targets[index]._withUnsafeGuaranteedRef { $0.apply(recorded, to: ticket) }
    }
  }

  private static func targets(of cells: [ProjectionCell]) -> [Unmanaged<ProjectionCell>] {
    unsafe cells.map { unsafe Unmanaged.passUnretained($0) }
  }
}
