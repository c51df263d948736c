import Testing
import TicketLedger

@Suite("Facts with the marks of an import")
struct ImportMarkTests {
  private func mark(
    _ ticket: String,
    _ rows: UInt64,
    replacing replaced: UInt64?
  ) -> ImportMark {
    let digest = [UInt8](repeating: UInt8(truncatingIfNeeded: rows), count: 32)
    return ImportMark(ticket: ticket, rows: rows, digest: digest, replacing: replaced)
  }

  private func marks(_ marks: ImportMark..., source: String = "desk") -> ImportMarks {
    ImportMarks(source: source, marks: marks)
  }

  private func fact(_ command: Command, _ time: String?) -> Submission {
    let occurredAt = time.flatMap { Instant(rfc3339: "2025-02-01T\($0):00Z") }
    return Submission(command, by: .importer("desk"), at: occurredAt)
  }

  /// A ledger into which the first row of T-1 was imported, at 10:00.
  private func imported(_ folder: TemporaryFolder) async throws -> Ledger {
    let ledger = try await Ledger.forTest(folder, clock: TestClock())
    try await ledger.record(
      [fact(.open("T-1"), "10:00")],
      marking: marks(mark("T-1", 1, replacing: nil))
    )
    return ledger
  }

  @Test(
    "are refused whole where the mark is another than was read",
    arguments: [nil, 0, 2, 9] as [UInt64?]
  )
  func otherMark(replaced: UInt64?) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await imported(folder)
    let before = try (ledger.allEvents(), ledger.marks(of: "desk"))
    let refused = await refusal {
      try await ledger.record(
        [fact(.route("T-1", to: "Unheard-of"), "11:00"), fact(.open("T-2"), "11:00")],
        marking: marks(mark("T-2", 1, replacing: nil), mark("T-1", 2, replacing: replaced))
      )
    }
    #expect(refused?.rule == .staleRevision)
    #expect(refused?.reference == "T-1")
    #expect(refused?.description.contains("run the import again") == true)
    #expect(try ledger.allEvents() == before.0)
    #expect(try ledger.marks(of: "desk") == before.1)
    #expect(try ledger.number(of: "T-2") == nil)
    try await ledger.record(
      [fact(.route("T-1", to: "Network"), "11:00")],
      marking: marks(mark("T-1", 2, replacing: 1))
    )
    #expect(try ledger.marks(of: "desk")["T-1"]?.rows == 2)
    await ledger.close()
  }

  @Test("of an import that was overtaken are refused as such, whatever the facts would meet")
  func overtakenOpening() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await imported(folder)
    let refused = await refusal {
      try await ledger.record(
        [fact(.open("T-1"), "10:00")],
        marking: marks(mark("T-1", 1, replacing: nil))
      )
    }
    #expect(refused?.rule == .staleRevision)
    await ledger.close()
  }

  @Test("of one source know nothing of another's, new or known")
  func otherSource() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await imported(folder)
    let refused = await refusal {
      try await ledger.record([], marking: marks(mark("T-1", 2, replacing: 1), source: "new"))
    }
    #expect(refused?.rule == .staleRevision)
    #expect(try ledger.marks(of: "new").isEmpty)
    for replaced in [nil, 1] as [UInt64?] {
      let rows = (replaced ?? 0) + 1
      try await ledger.record(
        [],
        marking: marks(mark("T-1", rows, replacing: replaced), source: "new")
      )
    }
    #expect(try ledger.marks(of: "new")["T-1"]?.rows == 2)
    #expect(try ledger.marks(of: "desk")["T-1"]?.rows == 1)
    await ledger.close()
  }

  @Test("are moved to the time of their ticket's last event where they are older, and counted")
  func clamping() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await imported(folder)
    let noon = Instant(rfc3339: "2025-02-01T12:00:00Z")
    try await ledger.submit(.note("T-1", "called"), by: "a", at: noon)
    let recording = try await ledger.record(
      [
        fact(.start("T-1"), "11:00"), fact(.open("T-2"), "11:00"), fact(.note("T-2", "x"), "11:30"),
        fact(.note("T-1", "at that very time"), "12:00"),
        fact(.pause("T-1", for: .vendor), "11:59"),
        fact(.note("T-1", "later"), "13:00"), fact(.resume("T-1"), "12:30"),
      ],
      marking: marks(mark("T-1", 5, replacing: 1), mark("T-2", 1, replacing: nil))
    )
    #expect(recording.clamped == 3)
    #expect(recording.receipts.count == 7)
    #expect(
      try times(of: "T-1", in: ledger)
        == ["10:00", "12:00", "12:00", "12:00", "12:00", "13:00", "13:00"]
    )
    #expect(try times(of: "T-2", in: ledger) == ["11:00", "11:30"])
    await ledger.close()
  }

  private func times(of ticket: TicketReference, in ledger: Ledger) throws -> [String]? {
    try ledger.history(of: ticket)?.map { String("\($0.occurredAt)".dropFirst(11).prefix(5)) }
  }

  @Test("without marks are refused where they are older than their ticket's last event")
  func unmarked() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await imported(folder)
    let refused = await refusal { try await ledger.record([fact(.start("T-1"), "09:59")]) }
    #expect(refused?.rule == .beforePreviousEvent)
    let recording = try await ledger.record([fact(.start("T-1"), nil)])
    #expect(recording.clamped == 0)
    await ledger.close()
  }
}
