import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// A ledger whose export goes into others.
private struct ExportedDesk {
  let folder: TestFolder
  let ledger: Ledger

  static func options(_ privacy: Ledger.Options.Privacy = .plain) -> Ledger.Options {
    Ledger.Options(durability: .none, privacy: privacy)
  }

  static func keys() -> Ledger.Options.Privacy {
    .sealed(KeyEncryptionKeys([1: .random()]))
  }

  init(_ privacy: Ledger.Options.Privacy = .plain) async throws {
    folder = try TestFolder()
    ledger = try await Ledger.open(
      at: folder.url.appendingPathComponent("desk.ledger").path,
      options: ExportedDesk.options(privacy)
    )
    try await open("K1", for: "r-1", "no tunnel")
    try await open("K2", for: "r-2", "no mail")
    try await ledger.submit(.note("K1", "called r-1 back"), by: "a-1")
    try await ledger.submit(.note("K2", "called r-2 back"), by: "r-1")
  }

  func open(_ reference: String, for requester: String, _ summary: String) async throws {
    let opening = Command.Opening(requester: .identity(requester), summary: summary)
    try await ledger.submit(Command(.open(opening), on: .reference(reference)), by: "a-1")
  }

  func target(
    _ name: String = "copy",
    _ privacy: Ledger.Options.Privacy = .plain
  ) async throws -> Ledger {
    try await Ledger.open(
      at: folder.url.appendingPathComponent("\(name).ledger").path,
      options: ExportedDesk.options(privacy)
    )
  }

  /// The export's lines; with words as if no key had been given, where so asked.
  func lines(isSealed: Bool = false) throws -> [String] {
    var exporter = EventExporter(names: LedgerNames(ledger))
    return try ledger.events(from: Position(0), atMost: .max).map { recorded in
      var words = try ledger.words(at: recorded.position)
      if isSealed, case .known = words { words = .sealed }
      let label = try ledger.label(at: recorded.position)
      return JSONValue.object(exporter.object(of: recorded, label: label, words: words)).compact
    }
  }

  /// An import of lines; of the whole export where none are given.
  func log(_ lines: [String]? = nil, groupSize: Int = 1000) throws -> JSONLImport {
    let text = try (lines ?? self.lines()).joined(separator: "\n") + "\n"
    let file = try folder.file("desk.jsonl", text)
    return JSONLImport(file: file.path, source: "desk", groupSize: groupSize)
  }

  func erase(_ person: PersonReference, by actor: ActorReference = "a-1") async throws {
    try await ledger.erase(person, basis: "GDPR 17(1)(b)", by: actor)
  }
}

@Suite("Importing an export with erasures")
struct ErasureImportTests {
  private func words(_ ticket: TicketReference, in ledger: Ledger) throws -> [EventWords] {
    try (ledger.history(of: ticket) ?? []).map { try ledger.words(at: $0.position) }
  }

  private func erasures(in ledger: Ledger) throws -> [RecordedEvent] {
    try ledger.events(from: Position(0), atMost: .max).filter { $0.event.kind == .personErased }
  }

  private func identity(of actor: ActorID, in ledger: Ledger) throws -> String? {
    guard case .person(let person) = actor else { return nil }
    return try ledger.identity(of: person)
  }

  /// Expects that nothing is missing, and nothing is there of some texts.
  private func expectSound(_ ledger: Ledger, erased: UInt64, gone: [String]) async throws {
    let path = ledger.path
    await ledger.close()
    let report = try await Ledger.verify(at: path, options: VerificationOptions(threadCount: 1))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.missingCount == 0)
    #expect(report.erasedCount == erased)
    for file in try FileManager.default.contentsOfDirectory(atPath: path) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))
      for text in gone { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(file): \(text)") }
    }
  }

  @Test(
    "erases the same person, on the same basis and by the same actor",
    arguments: [true, false]
  )
  func goesOver(isSealed: Bool) async throws {
    let desk = try await ExportedDesk(isSealed ? ExportedDesk.keys() : .plain)
    try await desk.erase("r-1")
    try await desk.ledger.submit(.route("K1", to: "Network", level: 2), by: "a-1")
    let copy = try await desk.target("copy", isSealed ? ExportedDesk.keys() : .plain)
    let summary = try await desk.log().run(into: copy)
    #expect(summary.byKind[.personErased] == 1)
    #expect(summary.withoutWords == 0 && summary.skipped == 0)
    // The ledger's beginning, a team, and three persons.
    #expect(summary.definitions == 5)
    #expect(try words("K1", in: copy) == [.erased, .erased, .none])
    #expect(
      try words("K2", in: copy)
        == [.known(Words("no mail", as: .summary)), .known(Words("called r-2 back"))]
    )
    let erasure = try #require(try erasures(in: copy).first)
    #expect(try copy.label(at: erasure.position) == "GDPR 17(1)(b)")
    #expect(try identity(of: erasure.actor, in: copy) == "a-1")
    #expect(copy.read { $0.catalogue.erasedPersonCount } == 1)
    let refused = await #expect(throws: LedgerError.self) {
      try await copy.submit(.note("K1", "new words"), by: "a-1")
    }
    #expect("\(String(describing: refused))".contains("was erased"))

    let count = copy.read { $0.eventCount }
    #expect(UInt64(summary.events) == count - 1, "all but the beginning")
    let again = try await desk.log().run(into: copy)
    #expect(again.events == 0 && again.withoutWords == 0)
    #expect(again.alreadyImported == 6 && again.skipped == summary.skipped)
    #expect(copy.read { $0.eventCount } == count)
    await desk.ledger.close()
    try await expectSound(copy, erased: 3, gone: isSealed ? ["desk#", "erased"] : [])
  }

  @Test("erases whom an earlier import brought with their identity, which is refused from then on")
  func laterExport() async throws {
    let desk = try await ExportedDesk()
    let copy = try await desk.target()
    _ = try await desk.log().run(into: copy)
    #expect(try words("K1", in: copy).first == .known(Words("no tunnel", as: .summary)))
    try await desk.open("K3", for: "r-1", "no tunnel again")
    try await desk.erase("r-1")
    let summary = try await desk.log().run(into: copy)
    #expect(summary.byKind[.personErased] == 1)
    #expect(summary.byKind[.personRegistered] == nil, "the person of K3 is the person of K1")
    #expect(try words("K1", in: copy) == [.erased, .erased])
    #expect(try words("K3", in: copy) == [.erased])
    let refused = await #expect(throws: LedgerError.self) {
      try await copy.submit(.note("K2", "they again"), by: "r-1")
    }
    #expect("\(String(describing: refused))".contains("not to be used again"))
    #expect(try await desk.log().run(into: copy).events == 0)
    await desk.ledger.close()
    try await expectSound(copy, erased: 4, gone: [])
  }

  @Test(
    "erases who did nothing but erase, whether that was here before or comes with the same import"
  )
  func eraser() async throws {
    let desk = try await ExportedDesk()
    let (early, late) = (try await desk.target("early"), try await desk.target("late"))
    _ = try await desk.log().run(into: early)
    try await desk.erase("r-1", by: "dpo")
    _ = try await desk.log().run(into: early)
    try await desk.erase("dpo")
    for copy in [early, late] {
      let summary = try await desk.log().run(into: copy)
      #expect(summary.skipped == 0)
      let actor = try #require(try erasures(in: copy).first?.actor)
      #expect(try identity(of: actor, in: copy) == nil)
      #expect(try erasures(in: copy).count == 2)
      #expect(try await desk.log().run(into: copy).events == 0)
      try await expectSound(copy, erased: 4, gone: [])
    }
    await desk.ledger.close()
  }

  @Test("takes up what was erased in both ledgers, each by itself")
  func erasedHereToo() async throws {
    let desk = try await ExportedDesk()
    let copy = try await desk.target()
    _ = try await desk.log().run(into: copy)
    try await copy.erase("r-1", basis: "asked here", by: "a-1")
    try await desk.open("K3", for: "r-1", "no tunnel again")
    try await desk.ledger.submit(.note("K1", "called again"), by: "a-1")
    try await desk.erase("r-1")
    let summary = try await desk.log().run(into: copy)
    // Who asked for K3 cannot be the one who was erased here.
    #expect(summary.byKind[.personErased] == 1)
    // What was written to them there after they were erased here has no words that could be erased here.
    #expect(summary.withoutWords == 1)
    #expect(try words("K1", in: copy) == [.erased, .erased, .none])
    #expect(try words("K3", in: copy) == [.erased])
    #expect(try await desk.log().run(into: copy).events == 0)
    await desk.ledger.close()
    try await expectSound(copy, erased: 5, gone: [])
  }

  @Test("goes on where it was cut off, before, at and after the erasure", arguments: 1...8)
  func cutOff(groups: Int) async throws {
    let desk = try await ExportedDesk()
    try await desk.erase("r-1")
    try await desk.erase("a-1", by: "r-2")
    let whole = try await desk.target("whole")
    _ = try await desk.log().run(into: whole)
    let copy = try await desk.target()
    let log = try desk.log(groupSize: 1)
    let cut = Task {
      try await log.run(into: copy) { _, _ in
        guard copy.read({ $0.eventCount }) > groups else { return }
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      }
    }
    _ = await cut.result
    _ = try await desk.log(groupSize: 2).run(into: copy)
    let events = { (ledger: Ledger) in
      try ledger.events(from: Position(0), atMost: .max).map { event in
        "\(event.event) \(event.actor) \(try ledger.words(at: event.position))"
      }
    }
    #expect(try events(copy) == events(whole))
    #expect(try await desk.log().run(into: copy).events == 0)
    await desk.ledger.close()
    await whole.close()
    try await expectSound(copy, erased: 4, gone: [])
  }

  @Test("records many erasures of one decision in one commit, and those of another in another")
  func manyErasures() async throws {
    let desk = try await ExportedDesk()
    for number in 3...9 { try await desk.open("K\(number)", for: "r-\(number)", "help") }
    let persons = (3...8).map { PersonReference.identity("r-\($0)") }
    try await desk.ledger.erase(contentsOf: persons, basis: "retention", by: .automation("clean 1"))
    try await desk.erase("r-9")
    let copy = try await desk.target()
    let summary = try await desk.log().run(into: copy)
    #expect(summary.byKind[.personErased] == 7)
    #expect(UInt64(summary.events) == copy.read { $0.eventCount } - 1, "who erased among them")
    let erasures = try erasures(in: copy)
    #expect(Set(erasures.prefix(6).map(\.recordedAt)).count == 1)
    let bases = try erasures.map { try copy.label(at: $0.position) }
    #expect(bases == Array(repeating: "retention", count: 6) + ["GDPR 17(1)(b)"])
    for number in 3...9 { #expect(try words("K\(number)", in: copy) == [.erased]) }
    await desk.ledger.close()
    try await expectSound(copy, erased: 14, gone: [])
  }

  @Test("counts events whose words the export lacks, sealed or erased with nothing to say so")
  func lackingWords() async throws {
    let desk = try await ExportedDesk()
    let sealed = try await desk.target("sealed")
    let summary = try await desk.log(desk.lines(isSealed: true)).run(into: sealed)
    #expect(summary.withoutWords == 4)
    let again = try await desk.log(desk.lines(isSealed: true)).run(into: sealed)
    #expect(again.withoutWords == 0, "nothing is recorded")
    #expect(try words("K1", in: sealed) == [.none, .none])
    try await expectSound(sealed, erased: 0, gone: [])

    try await desk.erase("r-1")
    let cut = try await desk.target("cut")
    let shortened = try await desk.log(desk.lines().dropLast()).run(into: cut)
    #expect(shortened.withoutWords == 2)
    #expect(try words("K1", in: cut) == [.none, .none], "words that nobody said are not made up")
    await desk.ledger.close()
    try await expectSound(cut, erased: 0, gone: ["erased"])
  }

  @Test("leaves out the erasure of somebody of whom the export has nothing")
  func nobody() async throws {
    let desk = try await ExportedDesk()
    try await desk.erase("r-1")
    var lines = try desk.lines()
    let last = lines.removeLast()
    lines.append(last.replacing(#"{"number":2}"#, with: #"{"number":9}"#))
    #expect(lines.last != last)
    let copy = try await desk.target()
    let summary = try await desk.log(lines).run(into: copy)
    #expect(summary.byKind[.personErased] == nil)
    #expect(summary.withoutWords == 2 && summary.skipped == 1)
    #expect(try erasures(in: copy).isEmpty)
    await desk.ledger.close()
    await copy.close()
  }
}
