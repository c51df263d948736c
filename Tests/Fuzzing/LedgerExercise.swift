import TicketExchange
import TicketLedger

/// Does with a ledger what hosts and auditors do: opens it, asks, writes, closes, verifies.
///
/// Whatever lies in it, each call answers or throws.
enum LedgerExercise {
  static func run(at path: String, examinesFile: Bool = false) {
    waiting {
      let options = BaseLedger.options(examinesFile: examinesFile, creates: false)
      if let ledger = try? await Ledger.open(at: path, options: options) {
        await ask(ledger)
        await change(ledger)
        await ask(ledger)
        await ledger.close()
      }
      let oneThread = VerificationOptions(threadCount: 1)
      guard let report = try? await Ledger.verify(at: path, options: oneThread) else { return }
      for problem in report.problems {
        demand(!problem.description.contains("\n"), "a problem of several lines: \(problem)")
      }
    }
  }

  /// Asks all that can be asked.
  static func ask(_ ledger: Ledger) async {
    let count = ledger.read { view -> Int in
      askProjections(of: view)
      return view.ticketCount
    }
    for number in 1...UInt64(min(max(count, 0), 12) + 1) { ask(ledger, about: TicketID(number)) }
    let end = ledger.read { $0.eventCount }
    for place in 0..<min(end, 64) { ask(ledger, at: Position(place)) }
    _ = try? ledger.checkpoints()
    _ = try? ledger.root()
    _ = try? ledger.inclusionProof(of: Position(end / 2))
    _ = try? ledger.consistencyProof(from: end / 3)
    _ = try? ledger.envelopes(0..<min(end, 40))
    _ = try? ledger.storedProjections()
    _ = try? ledger.marks(of: "log")
    _ = try? ledger.consumer(named: "mailer").acknowledged()
    _ = try? ledger.person(identifiedBy: "a-1")
    _ = try? await ledger.personalRecord(of: PersonID(1))
    _ = try? await ledger.read(asOf: BaseLedger.now) { $0.ticketCount }
    _ = try? await ledger.persons(unheardOfSince: BaseLedger.now)
  }

  private static func askProjections(of view: borrowing LedgerView) {
    let now = view.lastRecordedAt
    let queues = view[Queues.self].summaries()
    for queue in queues.prefix(4) { _ = view[Queues.self].orderOfWork(in: queue.queue) }
    _ = view[Queues.self].ageing(at: now)
    _ = view.digests()
    _ = view.breaches(asOf: now)
    _ = view.atRisk(asOf: now)
    _ = view.compliance(by: [], asOf: now)
    _ = view.flow(asOf: now)
    _ = view.governance(asOf: now)
    _ = view.workload()
    _ = view.satisfaction(asOf: now)
    let question = RecurrenceQuestion(by: [])
    _ = view[RecurrenceMap.self].patterns(question)
    _ = view[RecurrenceMap.self].chains(question)
    for number in 1...8 as ClosedRange<UInt64> {
      guard let ticket = view.tickets[TicketID(number)] else { continue }
      _ = view.name(of: ticket.team)
      _ = view[ServiceLevels.self].statuses(of: ticket, asOf: now)
    }
  }

  private static func ask(_ ledger: Ledger, about id: TicketID) {
    _ = try? ledger.ticket(.number(id))
    _ = try? ledger.reference(of: id)
    for recorded in (try? ledger.history(of: .number(id))) ?? [] {
      let names = LedgerNames(ledger)
      _ = EventJSON.object(of: recorded, label: nil, words: .none, names: names)
    }
    _ = try? ledger.explain(.number(id), asOf: BaseLedger.now)
  }

  private static func ask(_ ledger: Ledger, at position: Position) {
    _ = try? ledger.event(at: position)
    _ = try? ledger.label(at: position)
    _ = try? ledger.words(at: position)
  }

  private static func change(_ ledger: Ledger) async {
    for number: UInt64 in 1...3 {
      let ticket = TicketReference.number(TicketID(number))
      _ = try? await ledger.submit(.route(ticket, to: "Network", level: 2), by: "a-9")
      _ = try? await ledger.submit(.reply(ticket, .ask, text: "Which site?"), by: "a-8")
    }
    _ = try? await ledger.submit(.open(requester: "r-7", summary: "no tunnel"), by: "a-9")
    _ = try? await ledger.submit(
      .start(.reference("T000002")),
      by: "a-9",
      key: "once"
    )
    _ = try? await ledger.erase("r-7", basis: "request", by: "a-9")
    _ = try? await ledger.signCheckpoint()
  }
}
