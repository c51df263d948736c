import TicketExchange
import TicketLedger

/// Every kind of event, every command, every word of every vocabulary, in a plain ledger.
extension GoldenDesk {
  /// - Returns: What it is to be asked for.
  func writePlain() async throws -> GoldenFacts.Names {
    var ledger = try await open()
    try await submit(.adopt(StarterPolicy.calendar().calendar), to: ledger)
    try await submit(.adopt(StarterPolicy.policy().policy), to: ledger)
    let rules = LedgerRules(
      reopeningTimeInMilliseconds: 30 * 86_400_000,
      futureToleranceInMilliseconds: 60_000
    )
    try await submit(.adoptRules(rules), to: ledger)
    let keys = try await openTickets(in: ledger)
    try await work(on: "C-0", in: ledger)
    try await moveThroughStates(in: ledger)
    try await relate(in: ledger)
    try await suggest(in: ledger)
    try await speakOfServices(in: ledger)
    await ledger.close()
    // The ledger is closed and opened on the way, and the second run begins with a checkpoint.
    ledger = try await open()
    try await raiseAlarms(in: ledger)
    try await importRows(into: ledger)
    try await submit(
      .open("E-1", requester: "requester-erased", summary: "to be forgotten"),
      by: "requester-erased",
      to: ledger
    )
    clock.advance(byMilliseconds: 60_000)
    try await ledger.erase("requester-erased", basis: "GDPR 17(1)(a)", by: "agent-1")
    try await ledger.consumer(named: "mailer").acknowledge(Position(40))
    try await ledger.consumer(named: "écran").acknowledge(Position(7))
    try await ledger.signCheckpoint()
    try await submit(.note("C-1", "after the checkpoint"), to: ledger)
    await ledger.close()
    return GoldenFacts.Names(
      consumers: ["mailer", "écran"],
      keys: keys,
      sources: ["old desk"],
      erased: ["requester-erased"]
    )
  }

  private func openTickets(in ledger: Ledger) async throws -> [String] {
    var keys: [String] = []
    for (index, channel) in Channel.allCases.enumerated() {
      keys.append("open-\(index)")
      try await submit(
        .open(
          "C-\(index)",
          kind: TicketKind.allCases[index % TicketKind.allCases.count],
          channel: channel,
          requester: .identity("requester-\(index % 3)"),
          about: [
            "service": index.isMultiple(of: 2) ? "VPN" : "Mail", "category": "access",
            "site": "Genève", "department": "Finance", "asset": .name("laptop-\(index)"),
            "symptom": "no tunnel",
          ],
          impact: UInt8(1 + index % 3),
          urgency: UInt8(1 + index % 4),
          priority: index == 2 ? 5 : nil,
          summary: "ticket \(index): ça ne marche pas",
          description: index.isMultiple(of: 2) ? "since this morning, in room \(index)" : nil
        ),
        by: .person(.identity("requester-\(index % 3)")),
        key: "open-\(index)",
        to: ledger
      )
    }
    try await submit(.open(), by: .monitoring("probe 1"), to: ledger)
    return keys
  }

  private func work(on ticket: TicketReference, in ledger: Ledger) async throws {
    try await submit(
      [
        .classify(ticket, as: ["service": "VPN client", "category": nil]),
        .prioritise(ticket, impact: 1, urgency: 1), .prioritise(ticket, priority: 3),
      ],
      to: ledger
    )
    for (index, reason) in RoutingReason.allCases.enumerated() {
      let team: TermReference? = index == 3 ? nil : .name("team \(index % 3)")
      try await submit(
        .route(ticket, to: team, level: UInt8(1 + index % 3), reason: reason),
        by: .automation("triage 2.1"),
        to: ledger
      )
    }
    for reason in EscalationReason.allCases {
      try await submit(
        .escalate(
          ticket,
          to: reason == .unknown ? nil : "agent-9",
          reason: reason,
          text: reason.name
        ),
        to: ledger
      )
    }
    try await submit(
      [.assign(ticket, to: "agent-2"), .assign(ticket, to: nil), .assign(ticket, to: "agent-1")],
      to: ledger
    )
    for mode in WorkMode.allCases {
      try await submit(
        .logWork(ticket, minutes: 15, activity: "analysis", mode: mode),
        to: ledger
      )
    }
    try await submit(
      [
        .logWork(ticket, minutes: 0), .note(ticket, "erased"), .note(ticket, "a note"),
        .attach(.init(name: "trace.pcap", sizeInBytes: 1 << 40), to: ticket),
        .attach(
          .init(name: "photo.jpg", sizeInBytes: 7, digest: "sha256:00", location: "s3://fictional"),
          to: ticket
        ), Command(.touch, on: ticket),
      ],
      to: ledger
    )
    for cause in CauseClass.allCases {
      try await submit(.diagnose(ticket, cause, cause: "cable", confidence: 80), to: ledger)
    }
    try await submit(.diagnose(ticket, .technicalFault), to: ledger)
  }
}
