import Foundation
import LedgerStore
import Testing

/// What becomes of single changed bytes: `verify` finds each, and names the right place.
///
/// Every changed file is given to the command in a process of its own. Where that finds nothing wrong,
/// the byte was one that no reader looks at, and that is proven: every key and value of every table is
/// the one it was.
struct TamperStudy {
  /// What became of the changes of one table.
  struct Tally {
    var found = 0
    var harmless = 0
    var missed: [String] = []
  }

  private let ledger: StudiedLedger
  private let file: FileMap
  private let readings: [String: String]
  private var generator: TamperGenerator
  private(set) var tallies: [String: Tally] = [:]

  /// The tables whose every byte has to be found; the rest is for the structure and the notes beside.
  static let tables = ["events", "contents", "streams", "tiles", "checkpoints", "projections"]
  /// What is changed besides: pages of LMDB's own trees, and free ones.
  static let others = ["(main)", "(free)", ""]

  init(_ ledger: StudiedLedger, seed: UInt64) throws {
    self.ledger = ledger
    file = try FileMap(of: ledger.path)
    readings = try StudiedLedger.readings(of: ledger.path).mapValues { "\($0)" }
    generator = TamperGenerator(seed: seed)
  }

  /// Changes one byte of a page of a table, verifies, and changes it back.
  mutating func run(_ table: String) async throws {
    guard let page = file.pages(of: table).randomElement(using: &generator) else { return }
    let offset = randomOffset(in: page)
    let mask = UInt8.random(in: 1...255, using: &generator)
    guard offset < file.bytes.count else { return }
    try ledger.write(file.bytes[offset] ^ mask, at: offset)
    let run = try await VerifyRun(ledger.path)
    let place = file.place(at: offset)
    let name = table.isEmpty ? "(free pages)" : table
    let text = "byte \(offset) xor \(mask), \(place): \(run.description)"
    var tally = tallies[name] ?? Tally()
    if run.isSound {
      let now = try StudiedLedger.readings(of: ledger.path).mapValues { "\($0)" }
      if now == readings { tally.harmless += 1 } else { tally.missed.append("missed: " + text) }
    } else if !run.isFound {
      tally.missed.append("ended badly: " + text)
    } else if let wrong = TamperExpectation(place).complaint(about: run) {
      tally.missed.append("\(wrong): " + text)
    } else {
      tally.found += 1
    }
    tallies[name] = tally
    try ledger.write(file.bytes[offset], at: offset)
  }

  /// A byte of a page: one time in four any, else one that somebody reads, if there is one.
  private mutating func randomOffset(in page: Int) -> Int {
    let mayBeUnused = Int.random(in: 0..<4, using: &generator) == 0
    var offset = 0
    for _ in 0..<1_000 {
      offset = page * file.pageSize + Int.random(in: 0..<file.pageSize, using: &generator)
      if mayBeUnused { break }
      switch file.place(at: offset) {
      case .value, .structure, .meta: return offset
      case .unused, .free: continue
      }
    }
    return offset
  }

  /// The table of tables.
  var report: String {
    var lines = ["table           changes    found  harmless  missed"]
    for name in Self.tables + ["(main)", "(free)", "(free pages)"] {
      guard let tally = tallies[name] else { continue }
      let count = tally.found + tally.harmless + tally.missed.count
      let figures = [count, tally.found, tally.harmless, tally.missed.count]
      let columns = zip(figures, [8, 9, 10, 8]).map { number, width in
        String(repeating: " ", count: max(width - "\(number)".count, 0)) + "\(number)"
      }
      lines.append(name.padding(toLength: 15, withPad: " ", startingAt: 0) + columns.joined())
    }
    return lines.joined(separator: "\n")
  }
}

/// What has to be said of a changed byte.
struct TamperExpectation {
  private let place: FileMap.Place

  init(_ place: FileMap.Place) {
    self.place = place
  }

  /// What a report says wrongly or leaves out; nil where it is right.
  func complaint(about run: VerifyRun) -> String? {
    switch place {
    case .free: return "a free byte was blamed"
    case .unused: return "an unused byte was blamed"
    case .structure, .meta: return nil
    case .value(let table, let key, let offset): return complaint(run, table, key, offset)
    }
  }

  private func complaint(
    _ run: VerifyRun,
    _ table: String,
    _ key: [UInt8],
    _ offset: Int
  ) -> String? {
    switch table {
    case "events": return eventComplaint(run, Int(key.number))
    case "contents":
      let found = run.problems("changedContent").compactMap(\.position)
      return found == [Int(key.number)] ? nil : "the wrong content was named"
    case "streams":
      let found = run.problems("streamHead").compactMap(\.ticket)
      return found == [Int(key.number)] ? nil : "the wrong ticket was named"
    case "tiles":
      let level = UInt64(255) - key.number >> 56
      let hash = (key.number & (1 << 56 - 1)) * 63 + UInt64(offset / 32)
      let found = run.problems("tile").compactMap(\.position)
      return found == [Int(hash << (8 * level))] ? nil : "the wrong hash was named"
    case "checkpoints":
      let found = run.problems("checkpoint", "signature", "tailCut")
      let isNamed = found.contains { $0.detail.contains("size \(key.number) ") }
      return isNamed ? nil : "the wrong checkpoint was named"
    case "projections":
      let name = String(decoding: key.prefix { $0 != 0 }, as: UTF8.self)
      let chunk = key.suffix(4).reduce(0) { $0 << 8 | Int($1) }
      let found = run.problems("projection")
      let isNamed = found.contains { $0.projection == name && $0.chunk == chunk }
      return isNamed && found.count == 1 ? nil : "the wrong chunk was named"
    default: return nil
    }
  }

  /// Every problem of the log has to be about this event, and no other may be blamed.
  private func eventComplaint(_ run: VerifyRun, _ position: Int) -> String? {
    let about = run.problems("changedEvent", "undecodable", "link", "time", "name")
    guard !about.isEmpty else { return "no event was named" }
    for problem in about {
      guard let first = problem.position else { return "no position was named" }
      if first == position { continue }
      // The last few events are in no stored hash of their own yet: a stretch of them is named.
      let words = problem.detail.split(separator: " ")
      guard problem.kind == "changedEvent", let to = words.firstIndex(of: "to"),
        let last = Int(words[to + 1]), (first...max(first, last)).contains(position),
        last - first < 64
      else { return "another event was blamed" }
    }
    return nil
  }
}

/// Random numbers from a seed, the same on every machine (SplitMix64).
struct TamperGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension StudiedLedger {
  /// Sets one byte of the file.
  func write(_ byte: UInt8, at offset: Int) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: dataFile))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data([byte]))
    try handle.close()
  }
}
