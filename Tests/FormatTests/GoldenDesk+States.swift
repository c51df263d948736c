import TicketLedger

extension GoldenDesk {
  /// Every way from state to state.
  func moveThroughStates(in ledger: Ledger) async throws {
    let ticket: TicketReference = "C-1"
    try await submit(.start(ticket), to: ledger)
    for reason in WaitingReason.allCases {
      let until = reason == .vendor ? clock.now.advanced(byMilliseconds: 86_400_000) : nil
      try await submit(.pause(ticket, for: reason, until: until), to: ledger)
    }
    try await submit(.resume(ticket), to: ledger)
    var replies: [Position] = []
    for purpose in ReplyPurpose.allCases {
      let channel: Channel? = purpose == .inform ? nil : .mail
      replies.append(
        try await submit(
          .reply(ticket, purpose, channel: channel, text: "a reply to \(purpose.name)"),
          to: ledger
        ).position
      )
    }
    try await submit(.pause(ticket, for: .requester), to: ledger)
    // It resumes the ticket besides.
    try await submit(
      .recordRequesterReply(ticket, channel: .phone, text: "an answer"),
      by: "requester-1",
      to: ledger
    )
    for reason in ReopeningReason.allCases {
      let cause = CauseClass.allCases.first { $0.rawValue == reason.rawValue }
      try await submit(
        [
          .resolve(ticket, code: "fixed", causeClass: cause, article: "KB-1", text: "done"),
          .reopen(ticket, reason: reason, text: "not done"),
        ],
        to: ledger
      )
    }
    for reason in ClosureReason.allCases {
      try await submit([.resolve(ticket), .close(ticket, reason), .reopen(ticket)], to: ledger)
    }
    try await submit([.resolve(ticket), .close(ticket, .confirmed)], to: ledger)
    for score in UInt8(1)...5 {
      try await submit(.rate(ticket, score: score, text: score == 5 ? "merci" : nil), to: ledger)
    }
    for reply in replies {
      let review = MessageReview(of: reply, clarity: 5, courtesy: 4, accuracy: 3)
      try await submit(.review(review, on: ticket), to: ledger)
    }
    try await submit(
      [.apply("KB-1", to: ticket, helped: true), .apply("KB-2", to: ticket, helped: false)],
      to: ledger
    )
    for (index, reason) in CancellationReason.allCases.enumerated() {
      try await submit(.open("X-\(index)", summary: "to be cancelled"), to: ledger)
      let reference = TicketReference.reference("X-\(index)")
      try await submit(.cancel(reference, reason: reason, text: "no more"), to: ledger)
    }
  }

  func relate(in ledger: Ledger) async throws {
    for relation in Relation.allCases {
      try await submit(
        [
          .link("C-2", relation, to: .ticket("C-3")),
          .link("C-2", relation, to: .outside("PRB-\(relation.rawValue)")),
        ],
        to: ledger
      )
    }
    try await submit(
      [
        .unlink("C-2", .relatedTo, from: .ticket("C-3")),
        .unlink("C-2", .causedBy, from: .outside("PRB-3")), .merge("C-4", into: "C-2"),
      ],
      to: ledger
    )
  }

  func suggest(in ledger: Ledger) async throws {
    let program = ActorReference.automation("assistant 1.0")
    for (index, kind) in SuggestionKind.allCases.enumerated() {
      let suggested = try await submit(
        .suggest(kind, for: "C-5", confidence: UInt8(index * 20)),
        by: program,
        to: ledger
      )
      let answer: Command =
        index.isMultiple(of: 2)
        ? .acceptSuggestion(kind, for: "C-5") : .overrideSuggestion(kind, for: "C-5")
      try await submit(answer, cause: suggested.position, to: ledger)
    }
  }

  func speakOfServices(in ledger: Ledger) async throws {
    try await submit(
      [
        .broadcastNotice(about: "VPN", text: "the VPN is slow until noon"),
        .broadcastNotice(text: "to all"),
        .rename("VPN", in: "service", to: "Remote access"),
        .retire("team 2", in: "team"),
      ],
      to: ledger
    )
    for severity in SignalSeverity.allCases {
      try await submit(
        .raiseSignal(about: "Mail", severity, what: severity == .critical ? "queue full" : nil),
        by: .monitoring("probe 1"),
        to: ledger
      )
    }
  }

  /// Lets promises run out while alarms are raised.
  func raiseAlarms(in ledger: Ledger) async throws {
    let runner = Task { [clock] in try await ledger.runAlarms(clock: clock) }
    try await Task.sleep(for: .milliseconds(200))
    clock.advance(byMilliseconds: 60_000)
    try await ledger.submit(
      .open("A-1", requester: "requester-1", impact: 1, urgency: 1, summary: "urgent"),
      by: "requester-1"
    )
    try await Task.sleep(for: .milliseconds(200))
    clock.advance(byMilliseconds: 5 * 86_400_000)
    var last: UInt64 = 0
    repeat {
      last = ledger.read { $0.eventCount }
      try await Task.sleep(for: .milliseconds(300))
    } while ledger.read({ $0.eventCount }) > last
    runner.cancel()
    _ = await runner.result
  }

  /// Records rows of another tool, as an import does.
  func importRows(into ledger: Ledger) async throws {
    clock.advance(byMilliseconds: 60_000)
    let past = clock.now.advanced(byMilliseconds: -30 * 86_400_000)
    let importer = ActorReference.importer("old desk")
    let facts = [
      Submission(.open("OLD-1", requester: "requester-2", summary: "old"), by: importer, at: past),
      Submission(.resolve("OLD-1", text: "long ago"), by: importer, at: past),
      Submission(.open("OLD-2"), by: importer, at: past),
    ]
    let marks = ["OLD-1": UInt64(2), "OLD-2": 1].sorted { $0.key < $1.key }.map { ticket, rows in
      ImportMark(ticket: ticket, rows: rows, digest: (0..<32).map { $0 }, replacing: nil)
    }
    _ = try await ledger.record(
      facts,
      marking: ImportMarks(source: "old desk", marks: marks, completedRows: 3)
    )
  }
}
