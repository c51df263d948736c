import Dispatch
import Foundation
import LedgerStore
import Testing
import TicketSimulation
import Transparency

@testable import TicketLedger

/// Several threads look at other things first, and guess what one knows: what they find is the same.
@Suite("Verification on several threads finds what one finds")
struct ThreadCountTests {
  /// A ledger with some of everything that a table can hold.
  private static func makeLedger(_ folder: TemporaryFolder) async throws {
    let clock = TestClock()
    let signer = try NoteSigner(
      name: KeyName(forOrigin: "test"),
      seed: (0..<32).map { UInt8($0) }
    )
    let ledger = try await Ledger.forTest(folder, clock: clock) { options in
      options.origin = "test"
      options.signer = signer
      options.signingInterval = 100
    }
    try await SimulatedHistory(seed: 4, tickets: 40).record(in: ledger, clock: clock)
    for name in ["r-1", "r-2", "r-3"] {
      try await ledger.submit(
        Submission(
          .open("T-\(name)", requester: .identity(name), summary: "one"),
          by: "a",
          key: "k-\(name)"
        )
      )
    }
    try await ledger.erase(.identity("r-3"), basis: "asked for", by: "a")
    let mark = ImportMark(
      ticket: "T-r-1",
      rows: 3,
      digest: Array(repeating: 7, count: 32),
      replacing: nil
    )
    try await ledger.record(
      [],
      marking: ImportMarks(source: "desk", marks: [mark], completedRows: 3)
    )
    await ledger.close()
    try folder.change { writer in
      try writer.put(UInt64(5).bytes, in: .consumers, for: Array("mailer".utf8))
    }
  }

  /// What is told of a ledger, in the order in which it is told.
  private struct Told: Equatable {
    let problems: [VerificationProblem]
    let problemCount: UInt64
    let notes: [String]
    let root: Hash?
    let counts: [UInt64]

    init(_ path: String, threads: Int) async throws {
      let options = VerificationOptions(threadCount: threads)
      let report = try await Ledger.verify(at: path, options: options)
      problems = report.problems
      problemCount = report.problemCount
      notes = report.notes
      root = report.root
      counts = [
        report.size, report.presentCount, report.erasedCount, report.missingCount,
        UInt64(report.checkpointCount),
      ]
    }
  }

  @Test("whatever is changed, removed or added in any table", arguments: Table.allCases)
  func damage(table: Table) async throws {
    let folder = try TemporaryFolder()
    try await Self.makeLedger(folder)
    var generator = SeededGenerator(seed: UInt64(table.rawValue))
    var kinds: Set<VerificationProblem.Kind> = []
    let file = URL(fileURLWithPath: folder.path() + "/data.mdb")
    let sound = try Data(contentsOf: file)
    for round in 0..<12 {
      try Self.damage(table, round, in: folder, &generator)
      let one = try await Told(folder.path(), threads: 1)
      for threads in [2, 4] {
        let several = try await Told(folder.path(), threads: threads)
        #expect(several == one, "\(table), round \(round)")
      }
      kinds.formUnion(one.problems.map(\.kind))
      try sound.write(to: file)
    }
    #expect(!kinds.isEmpty)
    let last = try await Told(folder.path(), threads: 2)
    #expect(last.problems.isEmpty && last.notes.contains { $0.hasPrefix("bytes of words") })
  }

  /// Damages some entries of a table.
  private static func damage(
    _ table: Table,
    _ round: Int,
    in folder: TemporaryFolder,
    _ generator: inout SeededGenerator
  ) throws {
    let entries = try entries(of: table, in: folder)
    for _ in 0...round % 3 {
      guard let (key, value) = entries.randomElement(using: &generator), !value.isEmpty else {
        continue
      }
      var changed = value
      let place = Int.random(in: changed.indices, using: &generator)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      switch (table, round % 4) {
      case (.events, _): try replace(value, by: changed, in: folder)
      case (_, 0...1): try write(changed, to: table, key, in: folder)
      case (_, 2): try write(nil, to: table, key, in: folder)
      default:
        guard let (_, other) = entries.randomElement(using: &generator) else { continue }
        try write(other, to: table, key, in: folder)
        if table.hasIntegerKeys { try write(value, to: table, UInt64(900_000).bytes, in: folder) }
      }
    }
  }

  /// Changes an event where it stands in the file: no writer does.
  private static func replace(
    _ value: [UInt8],
    by changed: [UInt8],
    in folder: TemporaryFolder
  ) throws {
    let file = URL(fileURLWithPath: folder.path() + "/data.mdb")
    var bytes = try Data(contentsOf: file)
    while let range = bytes.range(of: Data(value)) {
      bytes.replaceSubrange(range, with: changed)
    }
    try bytes.write(to: file)
  }

  private static func entries(
    of table: Table,
    in folder: TemporaryFolder
  ) throws -> [(key: [UInt8], value: [UInt8])] {
    let store = try LogStore.open(at: folder.path(), options: .init(access: .readOnly))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var found: [(key: [UInt8], value: [UInt8])] = []
    var entries = try snapshot.entries(in: table)
    while let entry = try entries.next() { found.append((entry.key.copied, entry.value.copied)) }
    // The store itself refuses a ledger of another format.
    return found.filter { table != .meta || $0.key != Array("format".utf8) }
  }

  private static func write(
    _ value: [UInt8]?,
    to table: Table,
    _ key: [UInt8],
    in folder: TemporaryFolder
  ) throws {
    let number = key.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    try folder.change { writer in
      switch (value, table.hasIntegerKeys) {
      case (let value?, true): try writer.put(value, in: table, at: number)
      case (let value?, false): try writer.put(value, in: table, for: key)
      case (nil, true): _ = try writer.remove(in: table, at: number)
      case (nil, false): _ = try writer.remove(in: table, for: key)
      }
    }
  }

  // MARK: What is compared early

  /// What compares the tables of a ledger early, once a walk has come to its end.
  private static func earlyCheck(of store: LogStore) throws -> EarlyTableCheck {
    let verification = try Verification(
      store,
      options: VerificationOptions(threadCount: 2),
      progress: nil
    )
    var walk = LogWalk(Ledger.coreProjections, verification.findings)
    let snapshot = try store.beginRead()
    try walk.follow(snapshot, upTo: snapshot.end)
    let check = verification.earlyTables(walk, in: snapshot)
    return try #require(check)
  }

  private static func believes(_ check: EarlyTableCheck, _ store: LogStore) throws -> Bool {
    let snapshot = try store.beginRead()
    return check.notes(in: snapshot) != nil
  }

  private static func run(_ check: EarlyTableCheck) async {
    await withCheckedContinuation { continuation in
      let threads = DispatchGroup()
      check.start(in: threads)
      threads.notify(queue: .global()) { continuation.resume() }
    }
  }

  @Test("tables that were compared early are believed in that state of the log only")
  func early() async throws {
    let folder = try TemporaryFolder()
    try await Self.makeLedger(folder)
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { store.close() }
    let check = try Self.earlyCheck(of: store)
    #expect(try !Self.believes(check, store))
    await Self.run(check)
    #expect(try Self.believes(check, store))
    try store.append { writer in try writer.put([1], in: .consumers, for: [1]) }
    #expect(try !Self.believes(check, store))
  }

  @Test(
    "a table that is spoilt before it is compared early is not believed",
    arguments: [Table.streams, .references, .imports, .consumers, .meta]
  )
  func spoilt(table: Table) async throws {
    let folder = try TemporaryFolder()
    try await Self.makeLedger(folder)
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    defer { store.close() }
    try store.append { writer in
      if table.hasIntegerKeys {
        try writer.put([1, 2, 3], in: table, at: 7)
      } else {
        let key = table == .meta ? "alarms" : "rspoilt"
        try writer.put([255], in: table, for: Array(key.utf8))
      }
    }
    let check = try Self.earlyCheck(of: store)
    await Self.run(check)
    #expect(try !Self.believes(check, store))
  }

  @Test("nothing is compared early on one thread, nor before the walk has come to the end")
  func notEarly() async throws {
    let folder = try TemporaryFolder()
    try await Self.makeLedger(folder)
    let store = try LogStore.open(at: folder.path(), options: .init(access: .readOnly))
    defer { store.close() }
    for (threads, rest, isEarly) in [(2, UInt64(0), true), (1, 0, false), (2, 1, false)] {
      let options = VerificationOptions(threadCount: threads)
      let verification = try Verification(store, options: options, progress: nil)
      var walk = LogWalk([], verification.findings)
      let snapshot = try store.beginRead()
      try walk.follow(snapshot, upTo: snapshot.end - rest)
      let check = verification.earlyTables(walk, in: snapshot)
      #expect((check != nil) == isEarly)
    }
  }

  // MARK: References

  @Test("references are known by their bytes, none from an empty one, and in turn only")
  func labels() throws {
    var labels = TicketLabels()
    func isLabel(_ text: String, _ ticket: UInt64) -> Bool {
      unsafe labels.isLabel(Array(text.utf8).span.bytes, of: TicketID(ticket))
    }
    func add(_ text: String?, _ ticket: UInt64) {
      guard let text else { return labels.add(nil, of: TicketID(ticket)) }
      unsafe labels.add(Array(text.utf8).span.bytes, of: TicketID(ticket))
    }
    add("one", 1)
    add(nil, 2)
    add("", 3)
    add("four", 4)
    add("six", 6)
    add("one", 1)
    #expect(isLabel("one", 1) && isLabel("", 3) && isLabel("four", 4))
    #expect(!isLabel("", 2) && !isLabel("four", 3) && !isLabel("", 1) && !isLabel("on", 1))
    #expect(!isLabel("six", 6) && !isLabel("six", 5) && !isLabel("one", 0) && !isLabel("", .max))
  }

  @Test("a label that has to be text fails as when it is read", arguments: UInt64(1)...20)
  func text(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var (texts, failures) = (0, 0)
    for filling in EventSamples.Filling.allCases {
      var samples = EventSamples(seed: seed, filling)
      for kind in EventKind.allCases {
        var bytes = samples.sample(kind).bytes
        for change in 0..<8 {
          if change > 0 {
            let place = Int.random(in: 56..<max(bytes.count, 57), using: &generator)
            guard place < bytes.count else { continue }
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
          }
          let expected = Result { () throws(DecodingFailure) in
            (try event(bytes, at: Position(1)), try label(bytes).map { Array($0.utf8) })
          }
          let found = Result { () throws(DecodingFailure) in
            let read = try unsafe Envelope.decode(bytes.span.bytes, at: Position(1)) { _ in true }
            return (read.recorded, read.label.map { Array(bytes[$0]) })
          }
          switch (expected, found) {
          case (.success(let one), .success(let other)):
            #expect(one.0 == other.0 && one.1 == other.1)
            if one.1 != nil { texts += 1 }
          case (.failure(let one), .failure(let other)):
            #expect(one == other)
            if case .invalidText = one { failures += 1 }
          default: Issue.record("\(kind): \(expected), \(found)")
          }
        }
      }
    }
    #expect(texts > 0 && failures > 0)
  }
}

extension UInt64 {
  /// Eight bytes, little-endian.
  fileprivate var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
