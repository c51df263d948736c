import Foundation
import LedgerStore
import Testing

/// What becomes of single changed bytes: `verify` finds each, and names the right place.
///
/// Every changed file is given to the command in a process of its own. Where that finds nothing wrong,
/// the byte was one that no reader looks at, and that is proven: every key and value of every table is
/// the one it was.
struct TamperStudy {
  private let ledger: StudiedLedger
  private let file: FileMap
  private let readings: [String: [UInt8]]
  private let end: Int
  private var generator: TamperGenerator
  private(set) var table = TamperTable()

  /// The tables whose every byte has to be found.
  static let tables = ["events", "contents", "streams", "tiles", "checkpoints", "projections"]
  /// The notes beside, of which the log tells a part.
  static let notes = ["references", "imports", "meta"]
  /// What is changed besides: pages of LMDB's own trees, and free ones.
  static let others = ["(main)", "(free)", ""]

  /// Prepares the study of a sound ledger of so many events.
  init(_ ledger: StudiedLedger, events end: Int, seed: UInt64) throws {
    self.ledger = ledger
    self.end = end
    file = try FileMap(of: ledger.path)
    readings = try StudiedLedger.readings(of: ledger.path)
    generator = TamperGenerator(seed: seed)
  }

  /// Changes one byte of a page of a table, verifies, and changes it back.
  mutating func run(_ name: String) async throws {
    guard let page = file.pages(of: name).randomElement(using: &generator) else { return }
    let offset = randomOffset(in: page)
    try await change(offset, in: name.isEmpty ? "(free pages)" : name)
  }

  /// Changes one byte of a value, verifies, and changes it back.
  mutating func run(_ name: String, key: [UInt8], as title: String) async throws {
    let offsets = try #require(file.value(of: key, in: name))
    let offset = try #require(offsets.randomElement(using: &generator))
    try await change(offset, in: title)
  }

  private mutating func change(_ offset: Int, in name: String) async throws {
    let mask = UInt8.random(in: 1...255, using: &generator)
    // The last free pages may never have been written.
    guard offset < file.bytes.count else { return }
    try StudiedLedger.write(file.bytes[offset] ^ mask, at: offset, of: ledger.dataFile)
    let run = try await VerifyRun(ledger.path, ledger.keyArguments)
    let place = file.place(at: offset)
    let text = "byte \(offset) xor \(mask), \(place): \(run.description)"
    table.add(try outcome(of: run, TamperExpectation(place, end: end), text), of: name)
    try StudiedLedger.write(file.bytes[offset], at: offset, of: ledger.dataFile)
  }

  private func outcome(
    of run: VerifyRun,
    _ expectation: TamperExpectation,
    _ text: String
  ) throws -> TamperOutcome {
    if expectation.isRefused(by: run) { return .found }
    if let crash = run.crash { return .crashed("\(crash): \(text)") }
    if run.isFound {
      return expectation.complaint(about: run).map { .misplaced("\($0): \(text)") } ?? .found
    }
    let now = try StudiedLedger.readings(of: ledger.path)
    if now == readings { return .harmless }
    return expectation.isUntold ? .untold : .missed(text)
  }

  /// A byte of a page: one time in four any, else one that somebody reads, if there is one.
  private mutating func randomOffset(in page: Int) -> Int {
    let mayBeUnused = Int.random(in: 0..<4, using: &generator) == 0
    var offset = 0
    for _ in 0..<1_000 {
      offset = page * file.pageSize + Int.random(in: 0..<file.pageSize, using: &generator)
      if mayBeUnused { break }
      switch file.place(at: offset) {
      case .value, .key, .structure, .meta: return offset
      case .unused, .free: continue
      }
    }
    return offset
  }
}
