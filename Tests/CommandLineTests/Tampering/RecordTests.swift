import Testing
import TicketLedger
import Transparency

/// Which of an event, its record, the hash above and the frontier is wrong, by hands that know the tree.
@Suite("Damage of events is told from damage of their records", .serialized)
struct RecordTests {
  private static let ledger = Task { try await makeLedger() }

  /// A ledger that has three full records and four events after its last whole block.
  private static func makeLedger() async throws -> StudiedLedger {
    let study = try await StudiedLedger(tickets: 100, seed: 3)
    let options = Ledger.Options(durability: .none, signer: study.signer)
    let ledger = try await Ledger.open(at: study.path, options: options)
    try #require(ledger.read { $0.eventCount } < end)
    try await ledger.submit(.open("last"), by: "a")
    while ledger.read({ $0.eventCount }) < end {
      try await ledger.submit(.note("last", "more"), by: "a")
    }
    await ledger.close()
    return study
  }

  private static let end: UInt64 = 1_636

  /// A record that row 1 stands above, and two that only the frontier does.
  private static let records: [UInt64] = [7, 48, 50]

  private func copy(_ name: String) async throws -> String {
    try await Self.ledger.value.copy(to: name)
  }

  private func key(_ record: UInt64) -> UInt64 { 255 << 56 | record }

  /// What is wrong with events and evidence, by a verification that folds nothing.
  private func problems(of copy: String) async throws -> [VerificationProblem] {
    let report = try await Ledger.verify(at: copy, options: VerificationOptions(projections: []))
    let kinds: Set<VerificationProblem.Kind> = [
      .changedEvent, .missingEvent, .tile, .frontier, .checkpoint, .tailCut,
    ]
    return report.problems.filter { kinds.contains($0.kind) }
  }

  /// Changes an event, then its record by what the 32 events hash to now.
  private func change(
    _ log: borrowing RawLog,
    _ position: UInt64,
    _ body: (inout [UInt8], [Hash]) -> Void = { _, _ in }
  ) throws {
    var event = try #require(try log.value("events", position))
    event[20] ^= 0x10
    try log.put("events", position, event)
    let record = position / 32
    let leaves = try (record * 32..<record * 32 + 32).map { position in
      Hash.leaf(try #require(try log.value("events", position)))
    }
    var bytes = try #require(try log.value("tiles", key(record)))
    body(&bytes, leaves)
    try log.put("tiles", key(record), bytes)
  }

  private func beginnings(_ leaves: [Hash]) -> [UInt8] { leaves.flatMap { $0.bytes.prefix(4) } }

  @Test("changed events are named where they are, and no record", arguments: records)
  func events(record: UInt64) async throws {
    let copy = try await copy("events-\(record)")
    let positions = [record * 32 + 5, record * 32 + 31]
    try RawLog.change(copy) { log in for position in positions { try change(log, position) } }
    let found = try await problems(of: copy)
    #expect(found.map(\.kind) == [.changedEvent, .changedEvent], "\(found)")
    #expect(found.map(\.position) == positions.map { Position($0) })
  }

  @Test("an event whose hash begins as it did is named to within its record", arguments: records)
  func beginning(record: UInt64) async throws {
    let copy = try await copy("beginning-\(record)")
    try RawLog.change(copy) { log in
      try change(log, record * 32 + 5) { $0 = Array($0.prefix(32)) + beginnings($1) }
    }
    let found = try await problems(of: copy)
    #expect(found.map(\.kind) == [.changedEvent], "\(found)")
    #expect(found.first?.position == Position(record * 32))
    #expect(found.first?.finding.contains("to \(record * 32 + 31) ") == true)
  }

  @Test(
    "an event is named by its beginning where the record's hash was made again",
    arguments: records
  )
  func hash(record: UInt64) async throws {
    let copy = try await copy("hash-\(record)")
    try RawLog.change(copy) { log in
      try change(log, record * 32 + 5) { $0 = Hash.root(of: $1).bytes + $0.dropFirst(32) }
    }
    let found = try await problems(of: copy)
    #expect(found.map(\.kind) == [.changedEvent], "\(found)")
    #expect(found.first?.position == Position(record * 32 + 5))
  }

  @Test("an event whose whole record was made again is named by the hash above")
  func record() async throws {
    let copy = try await copy("record")
    try RawLog.change(copy) { log in
      try change(log, 7 * 32 + 5) { $0 = Hash.root(of: $1).bytes + beginnings($1) }
    }
    let found = try await problems(of: copy)
    #expect(found.map(\.kind) == [.changedEvent], "\(found)")
    #expect(found.first?.position == Position(0))
    #expect(found.first?.finding.contains("0 to 255 ") == true)
  }

  @Test(
    "a removed event is missing, and one changed beside it is named, not the record",
    arguments: records
  )
  func removed(record: UInt64) async throws {
    for isChanged in [false, true] {
      let copy = try await copy("removed-\(record)-\(isChanged)")
      try RawLog.change(copy) { log in
        if isChanged { try change(log, record * 32 + 5) }
        try log.remove("events", record * 32 + 9)
      }
      let found = try await problems(of: copy)
      #expect(
        found.map(\.kind) == (isChanged ? [.missingEvent, .changedEvent] : [.missingEvent]),
        "\(found)"
      )
      #expect(found.first?.position == Position(record * 32 + 9))
      if isChanged { #expect(found.last?.position == Position(record * 32 + 5)) }
    }
  }

  @Test("of the last events each is named, changed or removed")
  func last() async throws {
    for position in Self.end - 4..<Self.end {
      let copy = try await copy("last-\(position)")
      try RawLog.change(copy) { log in
        var event = try #require(try log.value("events", position))
        event[20] ^= 0x10
        try log.put("events", position, event)
      }
      let found = try await problems(of: copy)
      #expect(found.map(\.kind) == [.changedEvent], "\(found)")
      #expect(found.first?.position == Position(position))
      guard position + 1 < Self.end else { continue }
      try RawLog.change(copy) { log in try log.remove("events", position) }
      let missing = try await problems(of: copy)
      #expect(missing.map(\.kind) == [.missingEvent], "\(missing)")
      #expect(missing.first?.position == Position(position))
    }
  }
}
