import Testing

@testable import TicketLedger

@Suite("Laws of service levels: what had happened, and what was known")
struct ServiceLevelLawTimeTests {
  /// A document that a test adopted.
  private struct Adoption {
    let position: Position
    let effectiveFrom: Instant
    let document: AdoptedDocument
  }

  /// What was answered as known at a position.
  private struct Answer {
    let position: Position
    let instant: Instant
    let answers: ServiceLevelAnswers
    let explanations: [[ClockExplanation]?]
  }

  /// Adopts at a moment relative to the clock, and remembers what the log must hold of it.
  private func adopt(
    _ policy: ServicePolicy,
    _ calendars: [ServiceCalendar],
    days: Int?,
    in ledger: Ledger,
    _ clock: TestClock
  ) async throws -> [Adoption] {
    let instant = days.map { clock.now.after(days: $0) }
    var adoptions: [Adoption] = []
    for calendar in calendars {
      let position = try await ledger.adopt(nil, [calendar], effectiveFrom: instant)
      adoptions.append(
        Adoption(
          position: position,
          effectiveFrom: instant ?? .distantPast,
          document: .calendar(calendar)
        )
      )
    }
    let position = try await ledger.adopt(policy, effectiveFrom: instant)
    adoptions.append(
      Adoption(
        position: position,
        effectiveFrom: instant ?? .distantPast,
        document: .policy(policy)
      )
    )
    return adoptions
  }

  private func agreements(_ adoptions: [Adoption], before end: UInt64, in ledger: Ledger)
    -> ServiceAgreements
  {
    let known = adoptions.filter { $0.position.rawValue < end }.map {
      ServiceAgreements.Adopted(
        position: $0.position,
        effectiveFrom: $0.effectiveFrom,
        document: $0.document,
        bytes: []
      )
    }
    return ServiceAgreements(known, names: TermNames(ledger.read { $0.catalogue }))
  }

  @Test(
    "any prefix of the log is folded as by hand under what that prefix had adopted",
    arguments: [131, 132, 133]
  )
  func prefixes(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    var adoptions = try await adopt(
      promises.policy("first"),
      ServiceLevelLawPromises.calendars(),
      days: nil,
      in: ledger,
      clock
    )
    let third = history.submissions.count / 3
    for (round, days) in [3, -4, 0].enumerated() {
      let part = round * third..<(round + 1) * third
      try await history.submit(part, to: ledger, clock: clock)
      adoptions += try await adopt(
        promises.policy("after \(part)", versions: days == 0 ? .atStart : .latest),
        [ServiceLevelLawPromises.office(until: 17 - round)],
        days: days,
        in: ledger,
        clock
      )
    }
    let events = try ledger.allEvents()
    var ends = (0..<4).map { _ in UInt64.random(in: 1...UInt64(events.count), using: &generator) }
    ends += adoptions.map(\.position.rawValue) + [UInt64(events.count)]
    for end in ends {
      let agreements = agreements(adoptions, before: end, in: ledger)
      let expected = HandFold(events[..<Int(end)], under: agreements).encodings
      let replayed = try await ledger.replay(until: end)
      #expect(Encodings(replayed) == expected)
      let instant = replayed.lastRecordedAt.after(days: 2)
      let answers = ServiceLevelAnswers(replayed, asOf: instant)
      let known = Knowledge.position(Position(end - 1))
      let read = try await ledger.read(asOf: .distantFuture, knownAt: known) { view in
        (Encodings(view), ServiceLevelAnswers(view, asOf: instant))
      }
      #expect(read.0 == expected)
      read.1.expect(answers)
    }
    await ledger.close()
  }

  private func ask(
    _ ledger: Ledger,
    knownAt position: Position,
    asOf instant: Instant
  ) async throws -> Answer {
    let answers = try await ledger.read(asOf: instant, knownAt: .position(position)) { view in
      ServiceLevelAnswers(view, asOf: instant)
    }
    let explanations = try (1...9).map { number in
      try ledger.explain(
        .number(TicketID(number)),
        asOf: instant,
        knownAt: .position(position)
      )
    }
    return Answer(
      position: position,
      instant: instant,
      answers: answers,
      explanations: explanations
    )
  }

  @Test("what was known at a position stays, whatever is appended, adopted or renamed later")
  func knownAt() async throws {
    let history = try SimulatedHistory.lively(seed: 141, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: 141)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(promises.policy("first"), ServiceLevelLawPromises.calendars())
    var given: [Answer] = []
    let quarter = history.submissions.count / 4
    for (round, days) in [3, -3, 0, -20].enumerated() {
      let part = round * quarter..<(round + 1) * quarter
      try await history.submit(part, to: ledger, clock: clock)
      let position = try #require(ledger.read { $0.position })
      for instant in [clock.now, clock.now.after(days: 5)] {
        given.append(try await ask(ledger, knownAt: position, asOf: instant))
      }
      clock.advance(byMilliseconds: 1)
      try await ledger.adopt(
        promises.policy("round \(round)", versions: round == 0 ? .atStart : .latest),
        [ServiceLevelLawPromises.office(until: 17 - round)],
        effectiveFrom: clock.now.after(days: days)
      )
      try await ledger.exchangeTeamNames()
    }
    #expect(given.allSatisfy { !$0.answers.breaches.isEmpty })
    for answer in given {
      let again = try await ask(ledger, knownAt: answer.position, asOf: answer.instant)
      again.answers.expect(answer.answers)
      let isSame = again.explanations == answer.explanations
      #expect(isSame, "an explanation differs as known at \(answer.position)")
    }
    await ledger.close()
  }

  @Test(
    "as of T is what follows from the events that had happened by T, and later ones change nothing",
    arguments: [151, 152]
  )
  func asOf(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let policies = [promises.policy("first"), promises.policy("second", versions: .latest)]
    func makeLedger(_ folder: TemporaryFolder) async throws -> Ledger {
      let clock = TestClock()
      clock.now = history.last
      let ledger = try await Ledger.forTest(folder, clock: clock)
      try await ledger.adopt(policies[0], ServiceLevelLawPromises.calendars())
      let middle = history.first.after(days: 12)
      try await ledger.adopt(policies[1], effectiveFrom: middle)
      return ledger
    }
    let folder = try TemporaryFolder()
    let ledger = try await makeLedger(folder)
    try await SimulatedHistory.record(history.submissions, in: ledger)
    for moment in history.moments(3, using: &generator) {
      let asked = try await ledger.read(asOf: moment) { ServiceLevelAnswers($0, asOf: moment) }
      let partFolder = try TemporaryFolder()
      let part = try await makeLedger(partFolder)
      let end = history.submissions.firstIndex { ($0.occurredAt ?? moment) > moment }
      let known = end ?? history.submissions.count
      try await SimulatedHistory.record(Array(history.submissions[..<known]), in: part)
      part.read { ServiceLevelAnswers($0, asOf: moment).expect(asked) }
      try await SimulatedHistory.record(Array(history.submissions[known...]), in: part)
      let again = try await part.read(asOf: moment) { ServiceLevelAnswers($0, asOf: moment) }
      again.expect(asked)
      await part.close()
    }
    await ledger.close()
  }
}
