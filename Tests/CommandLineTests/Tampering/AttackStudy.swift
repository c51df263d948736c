import Foundation
import Testing
import Transparency

/// What becomes of whole events that are exchanged or removed, and of whole files that are replaced,
/// in a large ledger, at random places.
struct AttackStudy {
  private let ledger: StudiedLedger
  private let end: UInt64
  private var generator: TamperGenerator
  private(set) var table = TamperTable()

  init(_ ledger: StudiedLedger, events end: Int, seed: UInt64) {
    self.ledger = ledger
    self.end = UInt64(end)
    generator = TamperGenerator(seed: seed)
  }

  /// Makes each attack that many times.
  mutating func run(rounds: Int) async throws {
    for _ in 0..<rounds {
      try await swapEvents()
      try await removeEvents()
      try await cutTail()
      try await swapContents()
      try await removeContent()
    }
    try await overwriteFreePages()
  }

  // MARK: Inside

  private mutating func swapEvents() async throws {
    let first = UInt64.random(in: 0..<end, using: &generator)
    let second = UInt64.random(in: 0..<end, using: &generator)
    guard first != second else { return }
    try await attack("swapped events", "\(first) and \(second)") { log in
      try Self.swap(first, second, "events", log)
    } isRight: { run in
      let named = run.problems("changedEvent").compactMap(\.position)
      return Set(named) == [Int(first), Int(second)] && run.problems.count == 2
    }
  }

  private mutating func removeEvents() async throws {
    let first = UInt64.random(in: 0..<end - 1, using: &generator)
    let last = min(first + UInt64.random(in: 0..<300, using: &generator), end - 2)
    try await attack("removed events", "\(first) to \(last)") { log in
      for position in first...last { try log.remove("events", position) }
    } isRight: { run in
      let missing = run.problems("missingEvent")
      let range = first == last ? "position \(first)" : "\(first) to \(last)"
      return missing.map(\.position) == [Int(first)] && missing[0].detail.contains(range)
        && run.problems("changedEvent").isEmpty
    }
  }

  private mutating func cutTail() async throws {
    let count = UInt64.random(in: 1..<end / 2, using: &generator)
    let cut = end - count
    let end = end
    try await attack("cut tails", "from \(cut)") { log in
      for position in cut..<end {
        try log.remove("events", position)
        try log.remove("contents", position)
      }
    } isRight: { run in
      let found = run.problems("tailCut")
      return !found.isEmpty && found.allSatisfy { $0.position == Int(cut) }
        && run.problems("changedEvent", "changedContent").isEmpty
    }
  }

  private mutating func swapContents() async throws {
    let (first, second) = (try randomContent(), try randomContent())
    guard first != second else { return }
    try await attack("swapped contents", "\(first) and \(second)") { log in
      try Self.swap(first, second, "contents", log)
    } isRight: { run in
      let named = run.problems("changedContent").compactMap(\.position)
      return Set(named) == [Int(first), Int(second)] && run.problems.count == 2
    }
  }

  private mutating func removeContent() async throws {
    let position = try randomContent()
    try await attack("removed contents", "\(position)") { log in
      try log.remove("contents", position)
    } isRight: { run in
      run.problems.map(\.kind) == ["missingContent"]
        && run.problems.first?.position == Int(position)
    }
  }

  private mutating func randomContent() throws -> UInt64 {
    var positions: [UInt64] = []
    try RawLog.change(ledger.path) { positions = try $0.keys("contents").map(\.number) }
    return try #require(positions.randomElement(using: &generator))
  }

  private static func swap(
    _ first: UInt64,
    _ second: UInt64,
    _ table: String,
    _ log: borrowing RawLog
  ) throws {
    let one = try #require(try log.value(table, first))
    let other = try #require(try log.value(table, second))
    try log.put(table, first, other)
    try log.put(table, second, one)
  }

  private mutating func attack(
    _ name: String,
    _ what: String,
    _ body: (borrowing RawLog) throws -> Void,
    isRight: (VerifyRun) -> Bool
  ) async throws {
    let copy = try ledger.copy(to: "attacked")
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try RawLog.change(copy, body)
    // Two contents may be the same words.
    if try StudiedLedger.readings(of: copy) == StudiedLedger.readings(of: ledger.path) {
      table.add(.harmless, of: name)
      return
    }
    add(try await VerifyRun(copy), name, what, isRight: isRight)
  }

  private mutating func add(
    _ run: VerifyRun,
    _ name: String,
    _ what: String,
    isRight: (VerifyRun) -> Bool
  ) {
    let text = "\(name), \(what): \(run.description)"
    if let crash = run.crash {
      table.add(.crashed("\(crash): \(text)"), of: name)
    } else if run.isSound {
      table.add(.missed(text), of: name)
    } else {
      table.add(isRight(run) ? .found : .misplaced("the wrong place was named: \(text)"), of: name)
    }
  }

  private mutating func overwriteFreePages() async throws {
    let copy = try ledger.copy(to: "attacked")
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let file = try FileMap(of: copy)
    var bytes = file.bytes
    for page in file.pages(of: "") {
      for offset in page * file.pageSize..<(page + 1) * file.pageSize where offset < bytes.count {
        bytes[offset] = UInt8.random(in: 0...255, using: &generator)
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: copy + "/data.mdb"))
    let run = try await VerifyRun(copy)
    let readings = try StudiedLedger.readings(of: copy)
    let isHarmless = try run.isSound && readings == StudiedLedger.readings(of: ledger.path)
    let outcome: TamperOutcome =
      isHarmless ? .harmless : .misplaced("free pages matter: \(run.description)")
    table.add(outcome, of: "all free pages")
  }

  // MARK: Whole files

  /// Puts another ledger in the place of this one, which a checkpoint kept outside finds.
  mutating func replace(by other: String, as name: String, expecting kind: String) async throws {
    let note = try await ledger.newestCheckpoint(of: ledger.path)
    try ledger.sandbox.write(Data(note.bytes), to: "kept.note")
    let alone = try await VerifyRun(other)
    if !alone.isSound { table.add(.misplaced("blamed alone: \(alone.description)"), of: name) }
    let run = try await VerifyRun(other, "--against", "\(ledger.sandbox.path)/kept.note")
    add(run, name, other) { $0.problems.map(\.kind) == [kind] }
  }
}
