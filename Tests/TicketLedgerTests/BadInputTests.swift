import Foundation
import LedgerStore
import Testing
import TicketLedger

@Suite("A ledger that cannot be used says why")
struct BadInputTests {
  /// Appends raw envelopes behind a closed ledger's back.
  private func append(
    _ events: [(RecordedEvent, label: String?)],
    at path: String,
    change: (inout [UInt8]) -> Void = { _ in }
  ) throws {
    let store = try LogStore.open(at: path, options: .init(durability: .none))
    defer { store.close() }
    try store.append { writer in
      for (event, label) in events {
        var bytes = ByteWriter()
        Envelope.encode(event, label: label, digest: nil, into: &bytes)
        var envelope = bytes.bytes
        change(&envelope)
        _ = try writer.append(envelope)
      }
    }
  }

  /// A closed ledger of one ticket, and how many events it has.
  private func makeLedger(_ folder: TemporaryFolder) async throws -> UInt64 {
    let ledger = try await Ledger.forTest(folder, clock: TestClock())
    try await ledger.submit(.open("T-1"), by: "r")
    let count = ledger.read { $0.eventCount }
    await ledger.close()
    return count
  }

  private func event(
    _ event: Event,
    at time: Instant? = nil,
    ticket: TicketID? = nil,
    revision: UInt32 = 0
  ) -> RecordedEvent {
    let time = time ?? TestClock().now
    return RecordedEvent(
      position: Position(0),
      recordedAt: time,
      occurredAt: time,
      actor: .ledger,
      event: event,
      ticket: ticket,
      revision: revision
    )
  }

  @Test("by kind and position, where an event is of a newer kind or layout")
  func newerEvent() async throws {
    for (bytes, failure) in [
      ([0xA0, 0x0F, 1], DecodingFailure.unknownKind(4_000)),
      ([0x2B, 0, 9], .unknownLayout(kind: 43, layout: 9)),
    ] as [([UInt8], DecodingFailure)] {
      let folder = try TemporaryFolder()
      let count = try await makeLedger(folder)
      let noted = event(.ticket(.noted), ticket: TicketID(1), revision: 2)
      try append([(noted, nil)], at: folder.path()) { $0.replaceSubrange(0..<3, with: bytes) }
      for access in [Ledger.Options.Access.readOnly, .readWrite] {
        let error = await #expect(throws: LedgerError.self) {
          try await Ledger.forTest(folder) { $0.access = access }
        }
        #expect(error == .undecodable(Position(count), failure))
        #expect(error?.description.contains("position \(count)") == true)
      }
    }
  }

  @Test("by position, where the log contradicts itself")
  func inconsistent() async throws {
    let earlier = TestClock("2020-01-01T00:00:00Z").now
    let first = TicketID(1)
    let cases: [(RecordedEvent, String?)] = [
      (event(.ticket(.noted), ticket: first, revision: 7), nil),
      (event(.ticket(.noted), ticket: first, revision: 1), nil),
      (event(.ticket(.noted), ticket: TicketID(1 << 60), revision: 1), nil),
      (event(.ticket(.noted), at: earlier, ticket: first, revision: 2), nil),
      (event(.ledger(.termDefined(TermID(.team, 9)))), "name"),
      (event(.ledger(.termDefined(TermID(.team, 1)))), nil),
      (event(.ledger(.termRenamed(TermID(.team, 1)))), "name"),
      (event(.ledger(.termRetired(TermID(.team, 1)))), nil),
      (event(.ledger(.personRegistered(PersonID(5)))), nil),
    ]
    for (bad, label) in cases {
      let folder = try TemporaryFolder()
      let count = try await makeLedger(folder)
      try append([(bad, label)], at: folder.path())
      let error = await #expect(throws: LedgerError.self) { try await Ledger.forTest(folder) }
      guard case .inconsistent(let position, _) = error else {
        Issue.record("\(bad.event) \(String(describing: error))")
        continue
      }
      #expect(position == Position(count))
    }
  }

  @Test("where nothing, a file, another folder or a later format lies at its path")
  func notALedger() async throws {
    let folder = try TemporaryFolder()
    #expect(
      await storageReason { try await Ledger.forTest(folder) { $0.createsIfMissing = false } }
        == .notFound
    )
    #expect(
      await storageReason { try await Ledger.forTest(folder) { $0.access = .readOnly } }
        == .notFound
    )
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder.path()))
    #expect(await storageReason { try await Ledger.forTest(folder) } == .notALedger)
    try FileManager.default.removeItem(atPath: folder.path())
    _ = try await makeLedger(folder)
    let file = URL(fileURLWithPath: folder.path() + "/data.mdb")
    var bytes = try Data(contentsOf: file)
    let format = Data("TicketLedger".utf8) + Data([1, 0, 0, 0])
    while let range = bytes.range(of: format) { bytes[range.upperBound - 4] = 9 }
    try bytes.write(to: file)
    #expect(await storageReason { try await Ledger.forTest(folder) } == .newerFormat)
    try Data(repeating: 7, count: 40_000).write(to: file)
    #expect(await storageReason { try await Ledger.forTest(folder) } == .notALedger)
  }

  @Test("where it was opened for reading, and appends nothing")
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    let count = try await makeLedger(folder)
    let ledger = try await Ledger.forTest(folder) { $0.access = .readOnly }
    #expect(await storageReason { try await ledger.submit(.open("T-2"), by: "r") } == .readOnly)
    let fact = Submission(.open("T-2"), by: "r")
    #expect(await storageReason { try await ledger.record([fact]) } == .readOnly)
    #expect(await storageReason { try await ledger.submit(contentsOf: [fact]) } == .readOnly)
    #expect(await storageReason { try await ledger.transaction { _ in } } == .readOnly)
    let consumer = ledger.consumer(named: "mailer")
    #expect(await storageReason { try await consumer.acknowledge(Position(0)) } == .readOnly)
    #expect(ledger.read { $0.eventCount } == count)
    #expect(try ledger.history(of: "T-1")?.count == 1)
    await ledger.close()
  }

  @Test("where it is full: what it holds is read, and with more room it goes on")
  func full() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder) { $0.maximumSizeInBytes = 1 << 20 }
    let text = String(repeating: "x", count: 3_000)
    var accepted = 0
    var reason: StorageFailure.Reason?
    while reason == nil, accepted < 2_000 {
      do throws(LedgerError) {
        try await ledger.submit(.open("T-\(accepted + 1)", description: text), by: "r")
        accepted += 1
      } catch {
        guard case .storage(let failure) = error else { throw error }
        reason = failure.reason
      }
    }
    #expect(reason == .full)
    #expect(accepted > 50)
    #expect(ledger.read { $0.ticketCount } == accepted)
    let replayed = try await ledger.replay()
    #expect(replayed.digests() == ledger.read { digests($0) })
    let events = try ledger.allEvents()
    let last = try #require(events.last)
    #expect(try ledger.words(at: last.position).known?[.description] == text)
    #expect(try ledger.number(of: .reference("T-\(accepted + 1)")) == nil)
    await ledger.close()
    let larger = try await Ledger.forTest(folder)
    #expect(try larger.allEvents() == events)
    let receipt = try await larger.submit(.open("more", description: text), by: "r")
    #expect(receipt.position == Position(UInt64(events.count)))
    #expect(receipt.ticket == TicketID(UInt64(accepted + 1)))
    await larger.close()
  }

  @Test("where its origin is no line of text", arguments: ["", "a\nb", "a\r\nb", "a\u{2028}b"])
  func badOrigin(origin: String) async throws {
    let folder = try TemporaryFolder()
    let refused = await refusal { try await Ledger.forTest(folder) { $0.origin = origin } }
    #expect(refused?.rule == .value)
    let ledger = try await Ledger.forTest(folder) { $0.origin = "helpdesk.example" }
    #expect(ledger.read { $0.eventCount } == 1)
    #expect(try ledger.origin() == "helpdesk.example")
    await ledger.close()
  }

  @Test("where its origin is too long, and calls itself by its folder where none is given")
  func longOrigin() async throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 1_025)
    let refused = await refusal { try await Ledger.forTest(folder) { $0.origin = long } }
    #expect(refused?.rule == .value)
    let ledger = try await Ledger.forTest(folder)
    #expect(try ledger.origin() == "test")
    await ledger.close()
  }

  @Test("where its folder cannot be written", .enabled(if: getuid() != 0, "root writes anywhere"))
  func unwritableFolder() async throws {
    let folder = try TemporaryFolder()
    _ = try await makeLedger(folder)
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path())
    #expect(await storageReason { try await Ledger.forTest(folder) } == .notWritable)
    try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path())
  }
}
