import Foundation
import Testing

@testable import TicketLedger

/// A desk whose every word is a canary, some of whose people are erased.
///
/// What must be so afterwards: nothing of their words, names and keys is in any file; everybody else's
/// words are there; every figure is what it was.
struct ErasureStudy {
  let seed: UInt64
  let persons: Int
  let tickets: Int
  let isSealed: Bool
  private var random: SeededGenerator
  private var texts: [Int: [String]] = [:]
  private let folder: TemporaryFolder
  private let clock = TestClock()

  init(seed: UInt64, persons: Int, tickets: Int, isSealed: Bool) throws {
    self.seed = seed
    self.persons = persons
    self.tickets = tickets
    self.isSealed = isSealed
    random = SeededGenerator(seed: seed)
    folder = try TemporaryFolder()
  }

  /// Runs it, erasing every third person; each number of the desk is told apart by its seed.
  mutating func run() async throws {
    var ledger = try await open()
    let names = (0..<persons).map { _ in canary() }
    try await fill(ledger, names)
    await ledger.close()
    // Opened again, so that a checkpoint of the projections lies in the file.
    ledger = try await open()
    let erased = names.indices.filter { $0 % 3 == 0 }
    var gone = Canaries()
    var kept = Canaries()
    var numbers: [PersonID] = []
    for index in names.indices {
      let isErased = erased.contains(index)
      for text in [names[index]] + (texts[index] ?? []) {
        if isErased { gone.add(text.utf8) } else { kept.add(text.utf8) }
      }
      let person = try #require(try ledger.person(identifiedBy: names[index]))
      guard isErased else { continue }
      numbers.append(person)
      try addKeys(of: person, in: ledger, to: &gone)
    }
    let answers = try await answers(of: ledger)
    // What is looked for is there before.
    if isSealed {
      #expect(try gone.names(in: folder.path()) == ["keys"])
    } else {
      #expect(try gone.names(in: folder.path()) == ["data.mdb"])
    }
    try await erase(numbers, names, erased, in: ledger)
    #expect(try await self.answers(of: ledger) == answers, "seed \(seed)")
    try await refuseNewWords(of: numbers, names, erased, in: ledger)
    await ledger.close()
    if !isSealed { try await Ledger.compact(at: folder.path()) }
    #expect(try gone.names(in: folder.path()).isEmpty, "seed \(seed)")
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.notes.isEmpty, "\(report.problems) \(report.notes)")
    #expect(report.erasedCount > erased.count && report.missingCount == 0)
    ledger = try await open()
    #expect(try !ledger.needsCompaction)
    #expect(try await self.answers(of: ledger) == answers, "seed \(seed)")
    try await check(ledger, names, erased: Set(erased))
    if !isSealed { #expect(try kept.names(in: folder.path()) == ["data.mdb"]) }
    await ledger.close()
    #expect(try gone.names(in: folder.path()).isEmpty, "seed \(seed)")
  }

  private func open() async throws -> Ledger {
    try await SealedDesk.open(folder, epochs: isSealed ? 1...1 : nil, clock: clock)
  }

  private mutating func canary(for person: Int? = nil) -> String {
    let text = Canaries.text(Int.random(in: 12...90, using: &random), using: &random)
    if let person { texts[person, default: []].append(text) }
    return text
  }

  private mutating func fill(_ ledger: Ledger, _ names: [String]) async throws {
    let limit = TargetLimit.duration(milliseconds: 3_600_000)
    let rule = ServiceRule(name: "all", targets: [ServiceTarget(.resolution, limit: limit)])
    try await ledger.submit(.adopt(ServicePolicy(name: "p", rules: [rule])), by: "agent")
    for (index, name) in names.enumerated() {
      try await ledger.submit(.open("first-\(index)", requester: .identity(name)), by: "agent")
    }
    for number in 0..<tickets {
      clock.advance(byMilliseconds: Int64.random(in: 1...3_000_000, using: &random))
      let person = Int.random(in: 0..<persons, using: &random)
      let ticket = TicketReference.reference("T-\(number)")
      let opening = Command.open(
        "T-\(number)",
        requester: .identity(names[person]),
        about: ["service": .name("service \(number % 5)"), "category": .name("c\(number % 3)")],
        summary: canary(for: person),
        description: canary(for: person)
      )
      try await ledger.submit(opening, by: .person(.identity(names[person])))
      var commands: [Command] = [
        .route(ticket, to: .name("team \(number % 4)"), level: UInt8(1 + number % 3)),
        .reply(ticket, .ask, text: canary(for: person)),
        .recordRequesterReply(ticket, text: canary(for: person)),
        .note(ticket, canary(for: person)),
        .resolve(ticket, text: canary(for: person)),
      ]
      if number % 2 == 0 { commands.append(.rate(ticket, score: 4, text: canary(for: person))) }
      if number % 5 == 0 {
        commands.append(.reopen(ticket, reason: .recurred, text: canary(for: person)))
      }
      for command in commands {
        clock.advance(byMilliseconds: Int64.random(in: 1...900_000, using: &random))
        try await ledger.submit(command, by: "agent")
      }
    }
  }

  /// The key and the wrapped key, as the file has it.
  private func addKeys(
    of person: PersonID,
    in ledger: Ledger,
    to canaries: inout Canaries
  ) throws {
    guard let keys = ledger.seal?.keys else { return }
    let owner = KeyOwner.person(person)
    canaries.add(try keys.held(owner).bytes)
    let file = try #require(try SealedDesk.files(in: folder.path())["keys"])
    canaries.add(try #require(wrappedKeys(of: [owner], epoch: 1, in: file)[owner]))
  }

  private func erase(
    _ numbers: [PersonID],
    _ names: [String],
    _ erased: [Int],
    in ledger: Ledger
  ) async throws {
    for (place, person) in numbers.enumerated() {
      // By number or by identity.
      let reference: PersonReference =
        place % 2 == 0 ? .number(person) : .identity(names[erased[place]])
      let count = ledger.read { $0.eventCount }
      let receipt = try await ledger.erase(
        reference,
        basis: "art. 17(1)(b)",
        by: .automation("dpo")
      )
      #expect(receipt.person == person && !receipt.wasErasedBefore)
      #expect(receipt.contentCount >= 1)
      let end = ledger.read { $0.eventCount }
      let position = try #require(receipt.position)
      #expect(position.rawValue == end - 1 && end > count)
      let event = try #require(try ledger.event(at: position)?.event)
      #expect(event == .ledger(.personErased(Erasure(of: person))))
      #expect(try ledger.label(at: position) == "art. 17(1)(b)")
      let again = try await ledger.erase(.number(person), basis: "twice", by: .automation("dpo"))
      #expect(again.wasErasedBefore && again.position == position && again.contentCount == 0)
      #expect(ledger.read { $0.eventCount } == end)
    }
  }

  private func refuseNewWords(
    of numbers: [PersonID],
    _ names: [String],
    _ erased: [Int],
    in ledger: Ledger
  ) async throws {
    let count = ledger.read { $0.eventCount }
    for (place, person) in numbers.enumerated() {
      let identity = names[erased[place]]
      let ticket = TicketReference.reference("first-\(erased[place])")
      var commands: [(Command, ActorReference)] = [
        (.note(ticket, "new words"), "agent"),
        (.open("again", requester: .number(person), summary: "new words"), "agent"),
        (.start(ticket), .person(.number(person))),
      ]
      if isSealed {
        commands.append((.open("again", requester: .identity(identity)), "agent"))
        commands.append((.start(ticket), .person(.identity(identity))))
      }
      for (command, actor) in commands {
        let refused = await refusal { try await ledger.submit(command, by: actor) }
        #expect(refused?.rule == .person)
      }
      #expect(try ledger.person(identifiedBy: identity) == nil)
      #expect(try ledger.identity(of: person) == nil)
    }
    #expect(ledger.read { $0.eventCount } == count)
  }

  /// Everybody else's words are there, and the erased ones' tickets say so.
  private func check(_ ledger: Ledger, _ names: [String], erased: Set<Int>) async throws {
    let counts = try SealedDesk.checkContents(of: ledger)
    #expect(counts.erased > erased.count && counts.present > 0)
    var known: Set<String> = []
    for position in 0..<ledger.read({ $0.eventCount }) {
      guard let words = try ledger.words(at: Position(position)).known else { continue }
      for field in words.fields { known.insert(words[field] ?? "") }
    }
    for index in names.indices {
      let theirs = Set([names[index]] + written(index))
      #expect(erased.contains(index) ? theirs.isDisjoint(with: known) : theirs.isSubset(of: known))
    }
    // Impersonal events go on.
    for index in erased {
      try await ledger.submit(.start(.reference("first-\(index)")), by: "agent")
    }
    #expect(try await ledger.replay().digests() == ledger.read { $0.digests() })
  }

  private func written(_ person: Int) -> [String] { texts[person] ?? [] }

  /// Every figure, to the digit.
  private func answers(of ledger: Ledger) async throws -> [String] {
    let instant = clock.now.advanced(byMilliseconds: 86_400_000)
    let digests = ledger.read { view in
      view.digests().map { "\($0.name) \(GoldenFile.hexadecimal($0.digest))" }
    }
    let breaches = ledger.read { view in view.breaches(asOf: instant).map { "\($0)" } }
    let queues = ledger.read { view in
      ["\(view[Queues.self].openCount)", "\(view.ticketCount)"]
    }
    return digests + breaches + queues
  }
}

@Suite("The erasure study", .timeLimit(.minutes(20)))
struct ErasureStudyTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static var seed: UInt64 {
    environment["TICKET_LEDGER_ERASURE_SEED"].flatMap { UInt64($0) } ?? 1
  }
  private static var tickets: Int {
    environment["TICKET_LEDGER_ERASURE_TICKETS"].flatMap { Int($0) } ?? 40
  }

  @Test(
    "nothing of who was erased is in any file, and every figure stands",
    arguments: [true, false]
  )
  func study(isSealed: Bool) async throws {
    let tickets = ErasureStudyTests.tickets
    var study = try ErasureStudy(
      seed: ErasureStudyTests.seed,
      persons: max(6, tickets / 8),
      tickets: tickets,
      isSealed: isSealed
    )
    try await study.run()
  }
}
