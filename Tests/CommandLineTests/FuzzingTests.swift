import Foundation
import Testing

/// A short study in every test run; the long one is `make fuzz`.
///
/// Each target is a program of its own, so that a trap fails one test and says which. The corpora hold
/// what found cases are kept as, and are run again here.
@Suite("Hostile bytes")
struct FuzzingTests {
  private static let corpora = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzzing/Corpora")

  /// How many inputs are made of each corpus; those that are whole ledgers are few.
  private static let counts: KeyValuePairs = [
    "envelope": 3_000, "contents": 1_000, "json": 1_000, "csv": 150, "mapping": 500, "policy": 300,
    "calendar": 100, "holidays": 1_000, "zone": 50, "notes": 500, "proofs": 500, "bundle": 200,
    "keys": 100, "states": 200, "tables": 12, "pages": 60,
  ]

  @Test("are answered or refused, within bounds", arguments: counts.map { ($0.key, $0.value) })
  func short(target: String, count: Int) throws {
    let run = try BuiltProgram(name: "Fuzzing").run(
      ["check", target, "1", "\(count)", FuzzingTests.corpora.path],
      environment: ["SWIFT_DETERMINISTIC_HASHING": "1"]
    )
    #expect(run.status == 0, "\(run.output.suffix(4_000))")
  }

  @Test("are given to all there is")
  func complete() throws {
    let targets = try BuiltProgram(name: "Fuzzing").run(["targets"]).output
      .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(targets.filter { $0.count == 1 }.map(\.[0]) == FuzzingTests.counts.map(\.key))
  }

  @Test(
    "are found where a defect is planted",
    arguments: [
      ("planted-length", "TLkt\u{1}\u{9}\u{0}x"),
      ("planted-contradiction", "TLkt\u{4}\u{0}\u{80}x"),
    ]
  )
  func planted(target: String, input: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let corpus = folder.appending(path: target)
    try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(input.utf8).write(to: corpus.appending(path: "input"))
    let run = try BuiltProgram(name: "Fuzzing").run(
      ["check", target, "1", "0", folder.path],
      environment: ["SWIFT_BACKTRACE": "enable=no"]
    )
    #expect(run.status != 0)
  }
}
