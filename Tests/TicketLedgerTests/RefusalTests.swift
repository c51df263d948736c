import Testing
import TicketLedger

@Suite("A ledger refuses")
struct RefusalTests {
  /// A bad submission and the rule that says no to it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: TicketRefusal.Rule
    let submission: Submission

    init(
      _ what: String,
      _ rule: TicketRefusal.Rule,
      _ command: Command,
      by actor: ActorReference = "a",
      at occurredAt: Instant? = nil,
      expecting: Submission.Expectation? = nil,
      key: String? = nil,
      cause: Position? = nil
    ) {
      testDescription = what
      self.rule = rule
      submission = Submission(
        command,
        by: actor,
        at: occurredAt,
        expecting: expecting,
        key: key,
        cause: cause
      )
    }
  }

  static let long = String(repeating: "é", count: 128)
  static let now = TestClock().now

  static let structure: [Case] = [
    Case("a wrong state", .state, .start("done")),
    Case("an unknown ticket", .unknownTicket, .start("nobody")),
    Case("ticket number 0", .unknownTicket, .start(0)),
    Case("a ticket number that is not there", .unknownTicket, .start(999)),
    Case("an empty reference to a ticket", .unknownTicket, .start("")),
    Case("no ticket at all", .unknownTicket, Command(.start)),
    Case("a link to nowhere", .unknownTicket, .link("new", .relatedTo, to: .ticket("nobody"))),
    Case("a second opening", .ticketExists, .open("new")),
    Case("a stale revision", .staleRevision, .start("new"), expecting: .revision(7)),
    Case("a revision of a new ticket", .staleRevision, .open("x"), expecting: .revision(1)),
    Case("a step back", .beforePreviousEvent, .start("new"), at: .distantPast),
    Case("the future", .inTheFuture, .open("x"), at: now.advanced(byMilliseconds: 300_001)),
    Case("the far future", .inTheFuture, .note("new", "x"), at: .distantFuture),
    Case("reopening what is old", .reopeningTooLate, .reopen("over")),
    Case("17 dimensions at opening", .tooManyDimensions, .open("x", about: seventeen)),
    Case("a link to itself", .otherTicket, .link("new", .relatedTo, to: .ticket("new"))),
    Case("a merge into itself", .otherTicket, .merge("new", into: "new")),
    Case("a merge into what is over", .otherTicket, .merge("new", into: "gone")),
    Case("a term number", .term, .route("new", to: .number(TermID(.team, 99)))),
    Case("a term of another list", .term, .route("new", to: .number(TermID(.service, 1)))),
    Case("no term", .term, .route("new", to: .number(.none(in: .team)))),
    Case("a retired term", .term, .route("new", to: "Retired")),
    Case("classifying by team", .term, .open("x", about: ["team": "Network"])),
    Case("classifying by dimension", .term, .open("x", about: ["dimension": "Network"])),
    Case("a person's number", .person, .assign("new", to: .number(PersonID(99)))),
    Case("person number 0", .person, .open("x", requester: .number(PersonID(0)))),
    Case("an actor's number", .person, .open("x"), by: .person(.number(PersonID(.max)))),
  ]

  static let values: [Case] = [
    Case("an empty reference", .value, .open("")),
    Case("a long reference", .value, .open(long)),
    Case("an opening by number", .value, Command(.open(.init()), on: 5)),
    Case("an empty key", .value, .open("x"), key: ""),
    Case("a long key", .value, .open("x"), key: long),
    Case("an empty identity", .value, .open("x"), by: ""),
    Case("a long identity", .value, .open("x", requester: .identity(long))),
    Case("an empty name", .value, .route("new", to: "")),
    Case("a long name", .value, .route("new", to: .name(long))),
    Case("an empty dimension", .value, .open("x", about: ["": "term"])),
    Case("a long dimension", .value, .open("x", about: [long: "term"])),
    Case("an empty program", .value, .open("x"), by: .automation("")),
    Case("an empty label", .value, .link("new", .relatedTo, to: .outside(""))),
    Case("a long label", .value, .link("new", .relatedTo, to: .outside(thousand))),
    Case("a long signal", .value, signal(thousand)),
    Case("an empty signal", .value, signal("")),
    Case("level 0", .value, .route("new", to: "Network", level: 0)),
    Case("no priority", .value, .prioritise("new")),
    Case("priority 0", .value, .prioritise("new", priority: 0)),
    Case("impact 10", .value, .open("x", impact: 10)),
    Case("no classification", .value, .classify("new", as: [:])),
    Case("a rating of 0", .value, .rate("new", score: 0)),
    Case("a rating of 6", .value, .rate("new", score: 6)),
    Case("a confidence of 101", .value, .diagnose("new", .access, confidence: 101)),
    Case("a review of no reply", .value, review(at: 0)),
    Case("a review of nothing", .value, review(at: .max)),
    Case("a cause that is not there", .value, .open("x"), cause: Position(.max)),
    Case("too many words", .value, .open("x", description: tooMuch)),
    Case("too many words in a notice", .value, notice(tooMuch)),
    Case("negative rules", .value, Command(.adoptRules(negative))),
    Case("a rename of no dimension", .term, rename("nothing", "x", to: "y")),
    Case("a rename of no term", .term, rename("team", "nothing", to: "y")),
    Case("a rename to a name in use", .term, rename("team", "Network", to: "Retired")),
    Case("an empty new name", .value, rename("team", "Network", to: "")),
    Case("a rename to the name of a list", .term, rename("dimension", "symptom", to: "team")),
    Case("a retirement of no term", .term, retire("team", "nothing")),
  ]

  private static let thousand = String(repeating: "x", count: 1_025)
  private static let tooMuch = String(repeating: "x", count: 4 << 20) + "x"
  private static let seventeen = Dictionary(
    uniqueKeysWithValues: (1...17).map { ("dimension \($0)", TermReference.name("x")) }
  )
  private static var negative: LedgerRules { LedgerRules(futureToleranceInMilliseconds: -1) }

  private static func signal(_ what: String) -> Command {
    Command(.raiseSignal(service: nil, .warning, what: what))
  }

  private static func notice(_ text: String) -> Command {
    Command(.broadcastNotice(service: nil, text: text))
  }

  private static func rename(_ dimension: String, _ term: String, to name: String) -> Command {
    Command(.renameTerm(dimension: dimension, .name(term), to: name))
  }

  private static func retire(_ dimension: String, _ term: String) -> Command {
    Command(.retireTerm(dimension: dimension, .name(term)))
  }

  private static func review(at position: UInt64) -> Command {
    let review = MessageReview(
      of: Position(position),
      clarity: 3,
      courtesy: 3,
      accuracy: 3
    )
    return .review(review, on: "new")
  }

  /// Tickets `new`, `done` (resolved long ago), `over` (closed) and `gone` (cancelled).
  static func makeLedger(in folder: TemporaryFolder) async throws -> Ledger {
    let ledger = try await Ledger.forTest(folder, clock: TestClock())
    let past = now.advanced(byMilliseconds: -86_400_000)
    let names = ["new", "done", "over", "gone"]
    for name in names {
      let command = Command.open(name, about: ["symptom": "slow", "service": "Mail"])
      try await ledger.submit(command, by: "a", at: past)
    }
    try await ledger.submit(.resolve("done"), by: "a", at: past)
    try await ledger.submit(.resolve("over"), by: "a", at: past)
    try await ledger.submit(.close("over"), by: "a", at: past)
    try await ledger.submit(.cancel("gone"), by: "a", at: past)
    try await ledger.submit(.route("new", to: "Retired"), by: "a", at: past)
    try await ledger.submit(.route("new", to: "Network"), by: "a", at: past)
    try await ledger.submit(retire("team", "Retired"), by: "a")
    let rules = LedgerRules(reopeningTimeInMilliseconds: 3_600_000)
    try await ledger.submit(Command(.adoptRules(rules)), by: "a")
    return ledger
  }

  @Test("by naming the rule and records nothing, alone or among others", arguments: [true, false])
  func nothingRecorded(alone: Bool) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await RefusalTests.makeLedger(in: folder)
    let before = ledger.read { (digests($0), $0.eventCount, $0.catalogue.personCount) }
    for bad in RefusalTests.structure + RefusalTests.values {
      var refused: TicketRefusal?
      if alone {
        refused = await refusal { try await ledger.submit(bad.submission) }
      } else if case .failure(let refusal) = try await ledger.submit(contentsOf: [bad.submission])[
        0
      ] {
        refused = refusal
      }
      #expect(refused?.rule == bad.rule, "\(bad.testDescription): \(String(describing: refused))")
      let line = refused?.description ?? ""
      #expect(line.utf8.count < 700 && !line.contains("\n"), "\(bad.testDescription)")
      let after = ledger.read { (digests($0), $0.eventCount, $0.catalogue.personCount) }
      #expect(after == before, "\(bad.testDescription)")
    }
    #expect(try ledger.number(of: "x") == nil)
    let named = Set((RefusalTests.structure + RefusalTests.values).map(\.rule))
    #expect(named.union([.reopeningClosed, .keys]) == Set(TicketRefusal.Rule.allCases))
    try await ledger.submit(.start("new"), by: "a")
    await ledger.close()
  }

  @Test("reopening a closed ticket where the rules forbid it, and never a resolved one")
  func reopeningClosed() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await RefusalTests.makeLedger(in: folder)
    try await ledger.submit(.adoptRules(LedgerRules(closedMayBeReopened: false)), by: "a")
    let refused = await refusal {
      try await ledger.submit(Submission(.reopen("over"), by: "a"))
    }
    #expect(refused?.rule == .reopeningClosed)
    try await ledger.submit(.reopen("done"), by: "a")
    await ledger.close()
  }

  @Test("a fact for structure and time only, and then all facts of that call")
  func facts() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await RefusalTests.makeLedger(in: folder)
    let rulesOnly: Set<TicketRefusal.Rule> = [.state, .reopeningTooLate]
    let count = ledger.read { $0.eventCount }
    let good = Submission(.open("good", about: ["colour": "red"]), by: "somebody new")
    for bad in RefusalTests.structure + RefusalTests.values where !rulesOnly.contains(bad.rule) {
      if bad.testDescription == "a retired term" { continue }
      if bad.testDescription == "a merge into what is over" { continue }
      let refused = await refusal { try await ledger.record([good, bad.submission]) }
      #expect(refused?.rule == bad.rule, "\(bad.testDescription)")
      #expect(ledger.read { $0.eventCount } == count, "\(bad.testDescription)")
    }
    #expect(try ledger.person(identifiedBy: "somebody new") == nil)
    for bad in RefusalTests.structure where rulesOnly.contains(bad.rule) {
      try await ledger.record([bad.submission])
    }
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    await ledger.close()
  }

  @Test("a seventeenth dimension of a ticket that has 16")
  func seventeenthDimension() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let sixteen = Dictionary(
      uniqueKeysWithValues: (1...16).map { ("dimension \($0)", TermReference.name("x")) }
    )
    try await ledger.submit(.open("T-1", about: sixteen), by: "r")
    let count = ledger.read { $0.eventCount }
    let more: [String: TermReference?] = ["colour": "red"]
    let refused = await refusal { try await ledger.submit(.classify("T-1", as: more), by: "r") }
    #expect(refused?.rule == .tooManyDimensions)
    #expect(ledger.read { $0.eventCount } == count)
    var swap = more
    swap.updateValue(nil, forKey: "dimension 3")
    try await ledger.submit(.classify("T-1", as: swap), by: "r")
    await ledger.close()
  }

  @Test("the 225th dimension of a host")
  func tooManyHostDimensions() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    for number in 1...224 {
      try await ledger.submit(.open("T-\(number)", about: ["d\(number)": "x"]), by: "r")
    }
    let refused = await refusal {
      try await ledger.submit(.open("T", about: ["d225": "x"]), by: "r")
    }
    #expect(refused?.rule == .term)
    #expect(ledger.read { $0.catalogue.dimension(named: "d224")?.rawValue } == 255)
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    await ledger.close()
  }
}
