import Foundation
import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

/// A golden file: lines of words and hexadecimal bytes, `#` before comments, `-` for no bytes.
enum GoldenFile {
  static func lines(_ name: String) throws -> [String] {
    let url = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return bytes.isEmpty
      ? "-" : String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

@Suite("Format version 1")
struct GoldenTests {
  @Test("gives every kind of event the bytes it always had")
  func envelopes() throws {
    let lines = try GoldenFile.lines("envelopes-v1.txt").map { $0.split(separator: " ") }
    let pinned = Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
    let events = GoldenEvents.all
    for (name, sample) in events {
      let bytes = sample.bytes
      let text = GoldenFile.hexadecimal(bytes)
      #expect(pinned[name] == text, "the bytes of \(name) changed; GOLDEN \(name) \(text)")
      let read = try decoded(bytes, at: sample.recorded.position)
      #expect(read.recorded == sample.recorded && read.label == sample.label, "\(name)")
    }
    #expect(Set(events.map(\.sample.recorded.event.kind)) == Set(EventKind.allCases))
    #expect(Set(pinned.keys) == Set(events.map(\.name)))
  }

  @Test("gives vocabularies and dimensions the numbers they always had")
  func vocabularies() throws {
    var lines = [
      vocabulary(TicketKind.self), vocabulary(Channel.self), vocabulary(WaitingReason.self),
      vocabulary(RoutingReason.self), vocabulary(ReplyPurpose.self), vocabulary(WorkMode.self),
      vocabulary(CauseClass.self), vocabulary(Relation.self), vocabulary(ReopeningReason.self),
      vocabulary(ClosureReason.self), vocabulary(CancellationReason.self),
      vocabulary(EscalationReason.self), vocabulary(SuggestionKind.self),
      vocabulary(ErasureScope.self), vocabulary(SignalSeverity.self), vocabulary(Words.Field.self),
    ]
    let dimensions = ([.dimension] + TermDimension.builtIn).map {
      "\($0.rawValue)=\($0.builtInName ?? "")"
    }
    lines.append("TermDimension " + dimensions.joined(separator: " "))
    let kinds = EventKind.allCases.map { "\($0.rawValue)=\($0.name)" }
    lines.append("EventKind " + kinds.joined(separator: " "))
    let pinned = try GoldenFile.lines("vocabularies-v1.txt")
    for (index, line) in lines.enumerated() {
      #expect(pinned.count > index && pinned[index] == line, "GOLDEN \(line)")
    }
    #expect(pinned.count == lines.count)
  }

  private func vocabulary<Word: Vocabulary>(_ type: Word.Type) -> String {
    "\(type) " + Word.allCases.map { "\($0.rawValue)=\($0.name)" }.joined(separator: " ")
  }

  @Test("gives a whole ledger the entries it always had, in every table")
  func wholeLedger() async throws {
    let folder = try TemporaryFolder()
    try await write(to: folder)
    let entries = try dump(folder)
    let pinned = try GoldenFile.lines("ledger-v1.txt")
    for (index, entry) in entries.enumerated() {
      #expect(pinned.count > index && pinned[index] == entry, "GOLDEN \(entry)")
    }
    #expect(pinned.count == entries.count)
    let tables = Set(entries.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(tables == Set(Table.allCases.map { "\($0)" }.filter { $0 != "projections" }))
  }

  private func write(to folder: TemporaryFolder) async throws {
    let clock = TestClock()
    var options = Ledger.Options(durability: .none, origin: "golden.example")
    options.clock = { clock.now }
    options.signer = try NoteSigner(
      name: KeyName(forOrigin: "golden.example"),
      seed: (0..<32).map { UInt8($0) }
    )
    let ledger = try await Ledger.open(at: folder.path(), options: options)
    clock.advance(byMilliseconds: 60_000)
    try await ledger.submit(
      .open(
        "T-1",
        requester: "r-17",
        about: ["service": "VPN"],
        impact: 1,
        urgency: 2,
        summary: "kein Tunnel",
        description: "seit 8 Uhr"
      ),
      by: "a-3",
      key: "retry-1"
    )
    clock.advance(byMilliseconds: 1)
    try await ledger.submit(.classify("T-1", as: ["symptom": "no tunnel"]), by: "a-3")
    try await ledger.submit(.route("T-1", to: "Network", level: 2), by: .automation("triage 2.1"))
    try await ledger.submit(.pause("T-1", for: .requester), by: "a-3")
    try await ledger.submit(.recordRequesterReply("T-1", text: "jetzt geht es"), by: "r-17")
    try await ledger.submit(.resolve("T-1", causeClass: .usageError), by: "a-3")
    try await ledger.submit(.open(), by: "r-17")
    let mark = ImportMark(
      ticket: "INC1",
      rows: 3,
      digest: (0..<32).map { UInt8($0) },
      replacing: nil
    )
    _ = try await ledger.record(
      [Submission(.note("T-1", "from the old tool"), by: .importer("desk"))],
      marking: ImportMarks(source: "desk", marks: [mark], completedRows: 3)
    )
    try await ledger.consumer(named: "mailer").acknowledge(Position(4))
    // As many events as fill a record of the evidence tree.
    for _ in 0..<45 {
      try await ledger.submit(Command(.touch, on: "T-1"), by: .automation("triage 2.1"))
    }
    await ledger.close()
  }

  /// What a checkpoint says, without its signature: there are systems whose signatures are random.
  private func text(_ note: [UInt8]) throws -> [UInt8] {
    Array(try SignedNote(parsing: note).unverifiedText.utf8)
  }

  /// Every entry, in the order of tables and keys: the table, the key and the value.
  ///
  /// Integer keys are in decimal. The checkpoints of projections are left out: they are disposable, and
  /// have versions of their own.
  private func dump(_ folder: TemporaryFolder) throws -> [String] {
    let store = try LogStore.open(at: folder.path(), options: LogStore.Options(access: .readOnly))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var lines: [String] = []
    for table in Table.allCases where table != .projections {
      if table.hasIntegerKeys {
        var cursor = try snapshot.entries(in: table)
        while let entry = try cursor.next() {
          let key = unsafe entry.key.unsafeLoadUnaligned(as: UInt64.self)
          let value = table == .checkpoints ? try text(entry.value.copied) : entry.value.copied
          lines.append("\(table) \(key) \(GoldenFile.hexadecimal(value))")
        }
        continue
      }
      var cursor = try snapshot.entries(in: table, prefix: [])
      while let entry = try cursor.next() {
        let (key, value) = (entry.key.copied, entry.value.copied)
        lines.append(
          "\(table) \(GoldenFile.hexadecimal(key)) \(GoldenFile.hexadecimal(value))"
        )
      }
    }
    return lines
  }
}
