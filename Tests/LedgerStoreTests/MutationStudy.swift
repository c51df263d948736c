import Foundation
import LedgerStore
import Testing

/// What becomes of changed files: the reader refuses them, or LMDB survives them.
///
/// A file that the reader passes is given to another process that does all that LMDB can do with
/// it. If that process crashes or hangs, the reader has failed.
struct MutationStudy {
  /// How many files went which way.
  struct Tally: CustomStringConvertible {
    var refused = 0
    var unchanged = 0
    var survived = 0
    var survivedWithFailures = 0
    var harmfulAndRefused = 0
    var refusedAndTried = 0
    var examples: [String: Int] = [:]

    var description: String {
      let failures = examples.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }
      return """
        \(refused) refused, \(survived + survivedWithFailures) passed and survived \
        (\(survivedWithFailures) with failing calls: \(failures.joined(separator: "; "))), \
        \(unchanged) unchanged; of \(refusedAndTried) refused ones that LMDB was given all the \
        same, \(harmfulAndRefused) ended the process
        """
    }
  }

  private let base: [UInt8]
  private let map: PageMap
  private let pageSize: Int
  /// Of so many refused files, one is given to LMDB all the same; 0 is never.
  private let triesOneOf: UInt64
  private(set) var tally = Tally()

  /// A study of one log.
  init(seed: UInt64, transactions: Int, triesOneOf: UInt64) throws {
    let folder = try Folder()
    try folder.makeLedgerLikeLog(seed: seed, transactions: transactions)
    let report = try folder.examine(mapsPages: true)
    try #require(report.isSound)
    map = try #require(report.map)
    pageSize = report.pageSizeInBytes
    base = try [UInt8](Data(contentsOf: folder.dataFile))
    self.triesOneOf = triesOneOf
  }

  /// Makes one changed file, and sees what becomes of it.
  mutating func run(seed: UInt64) throws {
    var mutation = Mutation(seed: seed)
    var bytes = base
    mutation.make(in: &bytes, map, pageSize: pageSize)
    guard bytes != base else {
      tally.unchanged += 1
      return
    }
    try run(bytes, seed: seed, mutation.description, mustPass: mutation.isHarmless)
  }

  /// Makes a file of random bytes, or of random bytes after sound meta pages.
  mutating func runGarbage(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let size = Int.random(in: 0...100_000, using: &generator)
    var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let kept = [0, 152, pageSize * 2, pageSize * 9].randomElement(using: &generator) ?? 0
    for place in 0..<min(kept, bytes.count, base.count) { bytes[place] = base[place] }
    try run(bytes, seed: seed, "seed \(seed): \(size) random bytes", mustPass: false)
  }

  private mutating func run(
    _ bytes: [UInt8],
    seed: UInt64,
    _ text: String,
    mustPass: Bool
  ) throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: false)
    try Data(bytes).write(to: folder.dataFile)
    let report = try folder.examine()
    #expect(report.isStable)
    if report.isSound {
      let outcome = try ProbeRunner.outcome("survive", folder.log)
      #expect(outcome.isAlive, "LMDB did not survive \(text)")
      #expect(outcome.line.hasPrefix("survived"), "\(text) ended with \(outcome.line)")
      if outcome.line == "survived" {
        tally.survived += 1
      } else {
        tally.survivedWithFailures += 1
        let kind = outcome.line.split(separator: ":").last.map(String.init) ?? ""
        tally.examples[String(kind.prefix(90)), default: 0] += 1
      }
      return
    }
    tally.refused += 1
    #expect(!mustPass, "\(text) was refused: \(report.problems)")
    for problem in report.problems { #expect(!problem.description.contains("\n")) }
    if triesOneOf > 0 && seed % triesOneOf == 0 {
      tally.refusedAndTried += 1
      if try !ProbeRunner.outcome("survive", folder.log).isAlive { tally.harmfulAndRefused += 1 }
    }
  }
}
