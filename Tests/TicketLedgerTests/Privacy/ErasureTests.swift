import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Erasing from a ledger", .timeLimit(.minutes(15)))
struct ErasureTests {
  private let files = FileManager.default
  private let identity = "fictional-requester"

  /// A sealed desk with one ticket of the person to be erased and one of another.
  private func fill(_ ledger: Ledger) async throws -> PersonID {
    try await ledger.submit(
      .open("T-1", requester: .identity(identity), summary: "one"),
      by: "agent"
    )
    try await ledger.submit(.open("T-2", requester: "another", summary: "two"), by: "agent")
    return try #require(try ledger.person(identifiedBy: identity))
  }

  private func words(_ ticket: TicketReference, in ledger: Ledger) throws -> EventWords {
    let opened = try #require(try ledger.history(of: ticket)?.first)
    return try ledger.words(at: opened.position)
  }

  private func copy(_ name: String, of folder: TemporaryFolder, to copy: String) throws {
    let target = folder.path(copy)
    try? files.removeItem(atPath: target)
    try files.copyItem(atPath: folder.path() + "/" + name, toPath: target)
  }

  private func putBack(_ name: String, in folder: TemporaryFolder, from copy: String) throws {
    let target = folder.path() + "/" + name
    try files.removeItem(atPath: target)
    try files.copyItem(atPath: folder.path(copy), toPath: target)
  }

  @Test("that was cut off before the key was destroyed is ended by the next opening")
  func cutOff() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    let key = try #require(ledger.seal?.keys).held(.person(person))
    await ledger.close()
    try copy("keys", of: folder, to: "keys.before")
    ledger = try await SealedDesk.open(folder)
    try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    await ledger.close()
    // The log says it, and the slot still holds the key: as after a crash between the two.
    try putBack("keys", in: folder, from: "keys.before")
    var canaries = Canaries()
    let file = try #require(try SealedDesk.files(in: folder.path())["keys"])
    canaries.add(try #require(wrappedKeys(of: [.person(person)], epoch: 1, in: file).values.first))
    canaries.add(key.bytes)
    #expect(try canaries.names(in: folder.path()) == ["keys"])
    // Reading only, it is fenced and left as it is.
    ledger = try await SealedDesk.open(folder) { $0.access = .readOnly }
    #expect(try words("T-1", in: ledger) == .erased)
    #expect(try ledger.seal?.keys?.key(of: .person(person)) == .erased)
    await ledger.close()
    #expect(try canaries.names(in: folder.path()) == ["keys"])
    // Without key-encryption keys, too.
    ledger = try await SealedDesk.open(folder, epochs: nil)
    await ledger.close()
    #expect(try canaries.names(in: folder.path()).isEmpty)
    ledger = try await SealedDesk.open(folder)
    #expect(try words("T-1", in: ledger) == .erased)
    #expect(try words("T-2", in: ledger).known?[.summary] == "two")
    await ledger.close()
  }

  @Test("is recorded again where an older copy of the log is put back beside the keys")
  func olderLog() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    await ledger.close()
    try copy("data.mdb", of: folder, to: "data.before")
    ledger = try await SealedDesk.open(folder)
    try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    try await ledger.submit(.open("T-3", requester: "a third", summary: "three"), by: "agent")
    let third = try #require(try ledger.person(identifiedBy: "a third"))
    try await ledger.erase(.number(third), basis: "asked", by: .automation("dpo"))
    await ledger.close()
    try putBack("data.mdb", in: folder, from: "data.before")
    ledger = try await SealedDesk.open(folder) { $0.access = .readOnly }
    #expect(try words("T-1", in: ledger) == .erased)
    await ledger.close()
    ledger = try await SealedDesk.open(folder)
    let erasure = try #require(ledger.read { $0.catalogue.erasure(of: person) })
    #expect(try ledger.event(at: erasure)?.actor == .ledger)
    #expect(try words("T-1", in: ledger) == .erased)
    #expect(
      try SealedDesk.content(
        at: #require(try ledger.history(of: "T-1")?.first).position,
        of: ledger
      ) == nil
    )
    let count = ledger.read { $0.eventCount }
    // The third person's number is free again in this log, with its slot.
    let receipt = try await ledger.submit(
      .open("T-4", requester: "a fourth", summary: "four"),
      by: "agent"
    )
    #expect(try ledger.words(at: receipt.position).known?[.summary] == "four")
    #expect(try ledger.person(identifiedBy: "a fourth") == third)
    #expect(ledger.read { $0.catalogue.erasedPersonCount } == 1)
    await ledger.close()
    ledger = try await SealedDesk.open(folder)
    #expect(ledger.read { $0.eventCount } > count)
    #expect(ledger.read { $0.catalogue.erasedPersonCount } == 1)
    #expect(try words("T-4", in: ledger).known?[.summary] == "four")
    await ledger.close()
  }

  @Test("needs no key: it works where key-encryption keys are not given, or the key is damaged")
  func withoutKeys() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    await ledger.close()
    let path = folder.path() + "/keys"
    var bytes = try #require(files.contents(atPath: path))
    let offset = Int(KeyFileLayout.offset(of: KeyOwner.person(person).slot, bank: 1))
    bytes[offset + 20] ^= 0xFF
    try bytes.write(to: URL(fileURLWithPath: path))
    ledger = try await SealedDesk.open(folder)
    #expect(try words("T-1", in: ledger) == .missing)
    #expect(try ledger.identity(of: person) == nil)
    let refused = await refusal { try await ledger.submit(.note("T-1", "x"), by: "agent") }
    #expect(refused?.rule == .keys && refused?.description.contains(path) == true)
    let batch = try await ledger.submit(
      contentsOf: ["T-2", "T-1", "T-2"].map { Submission(.note($0, "batch"), by: "agent") }
    )
    #expect(batch.map { (try? $0.get()) != nil } == [true, false, true])
    // Others are not held up.
    let shared = ledger
    let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          let ticket: TicketReference = number % 2 == 0 ? "T-1" : "T-2"
          return (try? await shared.submit(.note(ticket, "note"), by: "agent")) != nil
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(answers == 4)
    await ledger.close()
    ledger = try await SealedDesk.open(folder, epochs: nil)
    let receipt = try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    #expect(!receipt.wasErasedBefore)
    await ledger.close()
    ledger = try await SealedDesk.open(folder)
    #expect(try words("T-1", in: ledger) == .erased)
    let again = try await ledger.erase(.identity(identity), basis: "asked", by: .automation("dpo"))
    #expect(again.wasErasedBefore && again.person == nil)
    await ledger.close()
  }

  @Test(
    "happens once, and for ever: the identity is refused from then on, and nothing more is recorded"
  )
  func fence() async throws {
    for epochs: ClosedRange<UInt32>? in [1...1, nil] {
      let folder = try TemporaryFolder()
      let ledger = try await SealedDesk.open(folder, epochs: epochs)
      let person = try await fill(ledger)
      let actor = ActorReference.automation("dpo")
      #expect(try !ledger.isFenced(identity))
      let first = try await ledger.erase(.identity(identity), basis: "asked", by: actor)
      #expect(first.person == person && !first.wasErasedBefore)
      let count = ledger.read { $0.eventCount }
      let again = try await ledger.erase(.identity(identity), basis: "asked again", by: actor)
      #expect(again.wasErasedBefore && again.person == nil)
      #expect(try ledger.isFenced(identity) && !ledger.isFenced("another"))
      #expect(try !ledger.isFenced("nobody"))
      for command in [
        Command.open("T-9", requester: .identity(identity), summary: "new"),
        .open("T-9", requester: .identity(identity)), .note("T-1", "new"),
        .assign("T-2", to: .identity(identity)),
      ] {
        let refused = await refusal { try await ledger.submit(command, by: "agent") }
        #expect(refused?.rule == .person, "\(command)")
      }
      let refused = await refusal {
        try await ledger.submit(.note("T-2", "x"), by: .person(.identity(identity)))
      }
      #expect(refused?.rule == .person)
      #expect(ledger.read { $0.eventCount } == count)
      #expect(try ledger.person(identifiedBy: identity) == nil)
      await ledger.close()
      let report = try await Ledger.verify(at: folder.path())
      #expect(report.problems.isEmpty, "\(report.problems)")
    }
  }

  @Test("says its basis in one line without control characters")
  func basis() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    for basis in ["two\nlines", "a\u{1B}[2J", "tab\there", "line\u{2028}separator", "\u{85}"] {
      let refused = await refusal {
        try await ledger.erase(.number(person), basis: basis, by: .automation("dpo"))
      }
      #expect(refused?.rule == .value, "\(basis.debugDescription)")
    }
    #expect(ledger.read { $0.catalogue.erasedPersonCount } == 0)
    await ledger.close()
  }

  @Test("of somebody unknown, or on no basis, is refused and records nothing")
  func refused() async throws {
    for epochs: ClosedRange<UInt32>? in [1...1, nil] {
      let folder = try TemporaryFolder()
      let ledger = try await SealedDesk.open(folder, epochs: epochs)
      let person = try await fill(ledger)
      let count = ledger.read { $0.eventCount }
      let actor = ActorReference.automation("dpo")
      for (reference, basis) in [
        (PersonReference.number(PersonID(99)), "asked"), (.number(PersonID(0)), "asked"),
        (.identity("nobody"), "asked"), (.identity(""), "asked"), (.number(person), ""),
      ] {
        let refused = await refusal { try await ledger.erase(reference, basis: basis, by: actor) }
        #expect(refused?.rule == .person || refused?.rule == .value)
      }
      let refused = await refusal {
        try await ledger.erase(
          contentsOf: [.number(person), .number(PersonID(99))],
          basis: "asked",
          by: actor
        )
      }
      #expect(refused?.rule == .person)
      #expect(ledger.read { $0.eventCount } == count)
      let receipts = try await ledger.erase(
        contentsOf: [.number(person), .number(person)],
        basis: "asked",
        by: actor
      )
      #expect(receipts.map(\.wasErasedBefore) == [false, true])
      #expect(receipts[0].position == receipts[1].position)
      #expect(ledger.read { $0.catalogue.erasedPersonCount } == 1)
      await ledger.close()
    }
  }

  @Test(
    "by another process is seen at once: what is gone is told as erased, and nothing new is taken"
  )
  func otherProcess() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder) { $0.pollInterval = .seconds(3600) }
    let person = try await fill(ledger)
    #expect(try words("T-1", in: ledger).known?[.summary] == "one")
    let probe = try LedgerProbe("sealed", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("erase \(person.rawValue)")
    #expect(try probe.line() == "erased")
    // This process has not looked at the log since, and has the key in memory.
    #expect(try words("T-1", in: ledger) == .erased)
    let refused = await refusal { try await ledger.submit(.note("T-1", "new words"), by: "agent") }
    #expect(refused?.rule == .person)
    #expect(try ledger.seal?.keys?.key(of: .person(person)) == .erased)
    #expect(try words("T-2", in: ledger).known?[.summary] == "two")
    try await ledger.submit(.note("T-2", "goes on"), by: "agent")
    // And the other way round.
    try probe.tell("words 2")
    #expect(try probe.line() == "two")
    try await ledger.erase(.identity("another"), basis: "asked", by: .automation("dpo"))
    try probe.tell("words 2")
    #expect(try probe.line() == "erased")
    try probe.finish()
    await ledger.close()
  }

  @Test("persons unheard of since an instant are those whom no event names since")
  func unheardOf() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-01-01T08:00:00Z")
    let ledger = try await SealedDesk.open(folder, clock: clock)
    for (reference, requester) in [("T-1", "gone"), ("T-2", "still open"), ("T-3", "came back")] {
      try await ledger.submit(
        .open(.some(reference), requester: .identity(requester)),
        by: "former agent"
      )
    }
    for ticket: TicketReference in ["T-1", "T-3"] {
      try await ledger.submit(.resolve(ticket), by: "former agent")
      try await ledger.submit(.close(ticket), by: "former agent")
    }
    clock.advance(byMilliseconds: 86_400_000)
    let since = clock.now
    clock.advance(byMilliseconds: 86_400_000)
    try await ledger.submit(.rate("T-3", score: 5), by: "agent")
    let names = try await ledger.persons(unheardOfSince: since).map { try ledger.identity(of: $0) }
    #expect(names == ["former agent", "gone"] || names == ["gone", "former agent"])
    let all = try await ledger.persons(unheardOfSince: .distantPast)
    #expect(all.isEmpty)
    try await ledger.erase(.identity("gone"), basis: "retention", by: .automation("dpo"))
    let left = try await ledger.persons(unheardOfSince: since).map { try ledger.identity(of: $0) }
    #expect(left == ["former agent"])
    await ledger.close()
  }

  @Test("everything held about a person is told to them, and nothing about others")
  func personalRecord() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    try await ledger.submit(.note("T-2", "about another"), by: .person(.identity(identity)))
    try await ledger.submit(.assign("T-2", to: .identity(identity)), by: "agent")
    try await ledger.submit(.resolve("T-1", text: "done"), by: "agent")
    let record = try #require(try await ledger.personalRecord(of: person))
    #expect(record.identity.known?[.identity] == identity)
    #expect(record.requested.map(\.event) == (try ledger.history(of: "T-1")))
    #expect(record.requested.compactMap { $0.words.known?.joined } == ["one", "done"])
    let others = try #require(try ledger.history(of: "T-2")).dropFirst()
    #expect(record.others.map(\.event) == Array(others))
    #expect(record.others.allSatisfy { $0.words == .none })
    #expect(try await ledger.personalRecord(of: PersonID(99)) == nil)
    try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    let after = try #require(try await ledger.personalRecord(of: person))
    #expect(after.identity == .erased && after.erasedAt != nil)
    #expect(after.requested.first?.words == .erased)
    await ledger.close()
  }

  @Test(
    "and every other change are refused where another file of keys was put in the place of the one in use",
    arguments: [false, true]
  )
  func replacedKeys(byAnother: Bool) async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    try copy("keys", of: folder, to: "keys.before")
    try files.removeItem(atPath: folder.path() + "/keys")
    if byAnother {
      try files.copyItem(atPath: folder.path("keys.before"), toPath: folder.path() + "/keys")
    }
    let open = Command.open("T-3", requester: "a third", summary: "three")
    for attempt in 0..<3 {
      let error = await #expect(throws: LedgerError.self) {
        if attempt == 0 {
          try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
        } else {
          try await ledger.submit(open, by: "agent")
        }
      }
      guard case .storage(let failure) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(failure.reason == .broken && failure.description.contains("keys"), "\(failure)")
    }
    await ledger.close()
    guard byAnother else { return }
    ledger = try await SealedDesk.open(folder)
    #expect(try words("T-1", in: ledger).known?[.summary] == "one")
    try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    try await ledger.submit(open, by: "agent")
    #expect(try words("T-3", in: ledger).known?[.summary] == "three")
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("is noted by an examination until the keys are gone for good, whatever the slots say")
  func mark() async throws {
    let folder = try TemporaryFolder()
    var ledger = try await SealedDesk.open(folder)
    let person = try await fill(ledger)
    try await ledger.erase(.number(person), basis: "asked", by: .automation("dpo"))
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).notes.isEmpty)
    func mark(_ count: UInt64) throws {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
      try folder.change { try $0.put(bytes, in: .meta, for: erasingKey) }
    }
    // As whoever dies before the last step leaves it.
    try mark(0)
    var report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.notes.contains { $0.contains("gone for good") })
    for count: UInt64 in [1, .max] {
      try mark(count)
      report = try await Ledger.verify(at: folder.path())
      #expect(report.problems.map(\.kind) == [.entry], "\(report.problems)")
    }
    ledger = try await SealedDesk.open(folder)
    await ledger.close()
    report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound && report.notes.isEmpty, "\(report.problems) \(report.notes)")
  }
}
